"""Who may post events here: the unguessable path, the user name and password, TLS."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from inbox.domain.public_address import is_unguessable, unguessable_path
from inbox.domain.visible_text import visible
from inbox.gui.frame.parts import ListenerState
from inbox.gui.look.theme import Theme
from inbox.gui.settings.credentials_form import CredentialsForm, Protect
from inbox.gui.widgets.check_box import CheckBox
from inbox.gui.widgets.field import Field
from inbox.gui.widgets.form_parts import small_button, wrapped_text
from inbox.gui.widgets.one_question import OneQuestion
from inbox.gui.widgets.value_field import ValueField

_COPIED_MS = 1_500
ApplySettings = Callable[[Mapping[str, object]], None]


class ProtectionBox(QWidget):
    """Follows a `ListenerState`; what is changed here holds at once."""

    changed = Signal()
    """A path was taken, or a password."""
    resized = Signal()
    """It may want more room."""

    def __init__(
        self,
        theme: Theme,
        state: ListenerState,
        apply: ApplySettings | None,
        protect: Protect | None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._state, self._apply, self._before = state, apply, ""
        self._question = OneQuestion("path", self)
        self.path_switch = CheckBox("Unguessable path")
        self.path_switch.setAccessibleDescription("Takes events at a path of 32 random characters only")
        self.path_switch.setEnabled(apply is not None)
        self.path_switch.clicked.connect(lambda is_on: self._take_path(unguessable_path() if is_on else "/"))
        self.address = ValueField(theme)
        self.address.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.copy_button, self.undo_button = small_button("Copy address"), small_button("Undo")
        self.copy_button.clicked.connect(self._copy)
        self.undo_button.clicked.connect(lambda: self._take_path(self._before, is_undo=True))
        self.undo_button.hide()
        self.path_note, self.summary, self.tls = wrapped_text(), wrapped_text(), wrapped_text()
        self.form = CredentialsForm(theme, state, protect)
        self.form.changed.connect(self.changed)
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(_COPIED_MS)
        self._copied.timeout.connect(lambda: self.copy_button.setText("Copy address"))
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(8)
        first.addWidget(self.path_switch)
        first.addWidget(self.address, 1)
        first.addWidget(self.copy_button)
        second.addWidget(self.path_note, 1)
        second.addWidget(self.undo_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.summary)
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.form)
        column.addWidget(self.tls)
        self.set_theme(theme)
        self.show_state(state)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        self.address.set_theme(theme)
        self.form.set_theme(theme)
        for label in (self.path_note, self.tls):
            label.setStyleSheet(f"color: {theme.secondary.name()}")
        self._show_summary()

    def show_state(self, state: ListenerState) -> None:
        """Follows the listener."""
        self._state = state
        is_secret = is_unguessable(state.path)
        self.path_switch.setChecked(is_secret)
        self.address.show_field(Field("Address with the unguessable path", visible(state.shown_address, 600), is_mono=True))
        for part in (self.address, self.copy_button):
            part.setEnabled(is_secret)
            part.setVisible(is_secret)
        self.path_note.setVisible(bool(self.path_note.text()))
        self.form.show_state(state)
        self.tls.setText(
            "The inbox itself speaks TLS, with the certificate of the settings."
            if state.is_tls
            else "TLS ends at the tunnel. Without a tunnel, choose a certificate in the settings, under Receiving."
        )
        self._show_summary()

    def event(self, event: QEvent) -> bool:
        """Asks for room when what it says has changed."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.resized.emit()
        return super().event(event)

    def stop(self) -> None:
        """Waits for what is being asked, for a moment."""
        self._question.stop()
        self.form.stop()

    def _show_summary(self) -> None:
        state = self._state
        if state.is_open:
            text = "Nothing protects the address: whoever finds it can post events. Switch one of these on."
        elif state.protected:
            text = "Senders are asked for a user name and a password."
        else:
            text = "Only who knows the path can post events. Who sees it in a log or over a shoulder can, too."
        self.summary.setText(text)
        self.summary.setStyleSheet(f"color: {(self._theme.partial if state.is_open else self._theme.text).name()}")

    def _take_path(self, path: str, is_undo: bool = False) -> None:
        """Settings are read anew with it, and with them the keyring: not in this thread."""
        apply, before = self._apply, self._state.path
        if apply is not None:
            self._question.ask(
                lambda: apply({"path": path}),
                lambda _done: self._took_path(before, path, is_undo),
                lambda problem: self._tell(str(problem)),
            )
        self.path_switch.setChecked(is_unguessable(before))

    def _took_path(self, before: str, path: str, is_undo: bool) -> None:
        self._before = before
        if is_undo:
            self._tell("The address is as it was before.")
        elif is_unguessable(path):
            self._tell("The address is a new one and the old one no longer works: give the new one to the sender.")
        else:
            self._tell(f"Events are taken at {visible(path, 100)} again; the unguessable address no longer works.")
        self.undo_button.setVisible(not is_undo)
        self.changed.emit()

    def _tell(self, sentence: str) -> None:
        self.path_note.setText(visible(sentence, 600))
        self.path_note.show()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._state.shown_address)
        self.copy_button.setText("Copied")
        self._copied.start()
