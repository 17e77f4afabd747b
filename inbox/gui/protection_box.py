"""Who may post events here: the unguessable path, the user name and password, TLS."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from inbox.domain.public_address import is_unguessable, unguessable_path
from inbox.domain.visible_text import visible
from inbox.gui.credentials_form import CredentialsForm, Protect
from inbox.gui.details_fields import Field
from inbox.gui.parts import ListenerState
from inbox.gui.theme import Theme
from inbox.gui.value_field import ValueField
from inbox.storage.problems import StorageProblem

_COPIED_MS = 1_500
ApplySettings = Callable[[Mapping[str, object]], None]


class ProtectionBox(QWidget):
    """Follows a `ListenerState`; what is changed here holds at once."""

    changed = Signal()

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
        self.path_switch = QCheckBox("Unguessable path")
        self.path_switch.setAccessibleDescription("Takes events at a path of 32 random characters only")
        self.path_switch.setEnabled(apply is not None)
        self.path_switch.clicked.connect(lambda is_on: self._take_path(unguessable_path() if is_on else "/"))
        self.address = ValueField(theme)
        self.address.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.copy_button, self.undo_button = _button("Copy address"), _button("Undo")
        self.copy_button.clicked.connect(self._copy)
        self.undo_button.clicked.connect(self._undo)
        self.undo_button.hide()
        self.path_note, self.summary, self.tls = _text(), _text(), _text()
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
            else "TLS ends at the tunnel. Without a tunnel, set tls_certificate and tls_key in settings.toml."
        )
        self._show_summary()

    def stop(self) -> None:
        """Waits for a keyring that is being asked, for a moment."""
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

    def _take_path(self, path: str) -> None:
        if self._apply is None:
            return
        before = self._state.path
        try:
            self._apply({"path": path})
        except StorageProblem as problem:
            self.path_switch.setChecked(is_unguessable(before))
            self.path_note.setText(visible(str(problem), 600))
            self.path_note.show()
            return
        self._before = before
        self.path_note.setText(
            "The address is a new one and the old one no longer works: give the new one to the sender."
            if is_unguessable(path)
            else f"Events are taken at {visible(path, 100)} again; the unguessable address no longer works."
        )
        self.undo_button.show()
        self.path_note.show()
        self.changed.emit()

    def _undo(self) -> None:
        before = self._before
        self._take_path(before)
        self.undo_button.hide()
        self.path_note.setText("The address is as it was before.")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._state.shown_address)
        self.copy_button.setText("Copied")
        self._copied.start()


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", "small")
    button.setAutoDefault(False)
    return button


def _text() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return label
