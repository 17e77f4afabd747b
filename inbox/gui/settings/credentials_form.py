"""The user name and password that senders are asked for: whether there are any, where from, and new ones."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from inbox.domain.visible_text import visible
from inbox.gui.frame.parts import ListenerState
from inbox.gui.look.theme import Theme
from inbox.gui.widgets.form_parts import small_button, wrapped_text
from inbox.gui.widgets.one_question import OneQuestion

_LONGEST = 200
_NAMES = "INBOX_WEBHOOK_USERNAME and INBOX_WEBHOOK_PASSWORD"
Protect = Callable[[str, str], str | None]


class CredentialsForm(QWidget):
    """The password goes to the keyring and to the listener, and is not kept here."""

    changed = Signal()

    def __init__(self, theme: Theme, state: ListenerState, protect: Protect | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._protect = protect
        self._question = OneQuestion("protect", self)
        self._sentence, self._note = wrapped_text(), wrapped_text()
        self.open_button, self.remove_button = small_button("Set a user name and password…"), small_button("Ask for none")
        self.username, self.password = QLineEdit(), QLineEdit()
        self.username.setPlaceholderText("User name")
        self.username.setAccessibleName("User name for senders")
        self.password.setPlaceholderText("Password")
        self.password.setAccessibleName("Password for senders")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        for field in (self.username, self.password):
            field.setMaxLength(_LONGEST)
            field.textChanged.connect(lambda _text: self._check())
        self.save_button, cancel = small_button("Keep in the keyring"), small_button("Cancel")
        self.open_button.clicked.connect(lambda: self._open(True))
        self.remove_button.clicked.connect(lambda: self._ask("", ""))
        self.save_button.clicked.connect(lambda: self._ask(self.username.text(), self.password.text()))
        cancel.clicked.connect(lambda: self._open(False))
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._sentence, 1)
        first.addWidget(self.remove_button)
        first.addWidget(self.open_button)
        self._fields = QWidget()
        second = QHBoxLayout(self._fields)
        second.setContentsMargins(0, 0, 0, 0)
        second.setSpacing(8)
        for widget in (self.username, self.password, self.save_button, cancel):
            second.addWidget(widget)
        self._fields.hide()
        self._note.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(first)
        column.addWidget(self._fields)
        column.addWidget(self._note)
        self._check()
        self.set_theme(theme)
        self.show_state(state)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._sentence.setStyleSheet(f"color: {theme.text.name()}")
        self._note.setStyleSheet(f"color: {theme.secondary.name()}")

    def show_state(self, state: ListenerState) -> None:
        """Follows the listener."""
        is_fixed = self._protect is None or state.credentials_from == "environment"
        if not state.protected:
            text = "No password is asked of senders."
            text += f" To ask for one, set {_NAMES} and start the inbox again." if self._protect is None else ""
        elif state.credentials_from == "environment" or self._protect is None:
            text = f"User name and password are asked of senders, those of {_NAMES}."
        else:
            text = "User name and password are asked of senders, those in this computer's keyring."
        self._sentence.setText(text)
        self.open_button.setText("Change…" if state.protected else "Set a user name and password…")
        self.open_button.setVisible(not is_fixed and self._fields.isHidden())
        self.remove_button.setVisible(not is_fixed and state.protected and self._fields.isHidden())

    def stop(self) -> None:
        """Waits for a keyring that is being asked, for a moment."""
        self._question.stop()

    def _open(self, is_open: bool) -> None:
        self._fields.setVisible(is_open)
        self.open_button.setHidden(is_open)
        self.remove_button.hide()
        self._note.hide()
        if is_open:
            self.username.setFocus()
        else:
            self.username.clear()
            self.password.clear()
            self.changed.emit()

    def _check(self) -> None:
        """A colon would end the user name in the middle (RFC 7617)."""
        username = self.username.text()
        self.save_button.setEnabled(bool(username) and ":" not in username and bool(self.password.text()))
        if ":" in username:
            self._say("A user name cannot have a colon.")

    def _ask(self, username: str, password: str) -> None:
        protect = self._protect
        if protect is not None and self._question.ask(
            lambda: protect(username, password),
            lambda problem: self._done(problem, username),
            lambda problem: self._say(str(problem)),
        ):
            self._say("Asking the keyring…")

    def _done(self, problem: str | None, username: str) -> None:
        if problem is not None:
            self._say(problem)
            return
        self._open(False)
        self._say("Senders are asked for it from now on." if username else "Senders are asked for nothing from now on.")
        self.changed.emit()

    def _say(self, sentence: str) -> None:
        self._note.setText(visible(sentence, 600))
        self._note.setVisible(bool(sentence))
