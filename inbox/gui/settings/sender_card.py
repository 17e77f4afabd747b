"""What to set at Bandwidth, so that recordings come here: the BXML, ready to be copied."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFont, QGuiApplication, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from inbox.domain.public_address import path_note, sender_address
from inbox.gui.frame.parts import ListenerState
from inbox.gui.look.icons import icon
from inbox.gui.look.theme import Theme
from inbox.gui.settings.credentials_form import Protect
from inbox.gui.settings.protection_box import ApplySettings, ProtectionBox
from inbox.gui.settings.start_recording import conference_bxml

_COPIED_MS = 1_500
_SCHEMES = ("https://", "http://")
_BEGINS = "The address begins with https://, as the tunnel prints it."
SavePublicAddress = Callable[[str], str | None]
"""Keeps the tunnel's address; gives a sentence when it cannot be used."""


class SenderCard(QDialog):
    """Not modal: it may stay open while the person works at Bandwidth's side."""

    def __init__(
        self,
        theme: Theme,
        state: ListenerState,
        save: SavePublicAddress,
        parent: QWidget | None = None,
        *,
        apply: ApplySettings | None = None,
        protect: Protect | None = None,
    ) -> None:
        """``apply`` keeps settings, ``protect`` user name and password; None: they cannot be changed here."""
        super().__init__(parent)
        self.setWindowTitle("Set up the sender")
        self.setMinimumWidth(640)
        self._state = state
        self._save = save
        self._file_format = "wav"
        self._titles: list[QLabel] = []
        self.address = QLineEdit(state.public_address)
        self.address.setPlaceholderText("https://….trycloudflare.com/")
        self.address.setAccessibleName("Public address")
        self.address.setMaxLength(500)
        self._address_note = _text("")
        self._address_note.setObjectName("note")
        self.bxml = QPlainTextEdit()
        self.bxml.setReadOnly(True)
        self.bxml.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.bxml.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.bxml.setAccessibleName("BXML for the conference")
        self.bxml.setTabChangesFocus(True)
        self._credentials = _text("")
        self.protection = ProtectionBox(theme, state, apply, protect)
        self.protection.resized.connect(self._grow)
        self.copy_button = QPushButton("Copy BXML")
        self.copy_button.setProperty("kind", "primary")
        close = QPushButton("Close")
        close.clicked.connect(self.close)
        self.copy_button.clicked.connect(self._copy)
        self.copy_button.setDefault(True)

        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(self._title("1   The address that Bandwidth can reach"))
        layout.addWidget(_text("Start a tunnel to this computer, and type its public address in here."))
        layout.addWidget(self.address)
        layout.addWidget(self._address_note)
        layout.addSpacing(8)
        layout.addWidget(self._title("2   Who may post to it"))
        layout.addWidget(self.protection)
        layout.addSpacing(8)
        layout.addWidget(self._title("3   The conference's BXML"))
        layout.addWidget(
            _text(
                "Answer an event of the conference (conferenceEventUrl) with it, or PUT it to "
                "/accounts/{accountId}/conferences/{conferenceId}/bxml."
            )
        )
        layout.addLayout(self._formats())
        layout.addWidget(self.bxml, 1)
        layout.addWidget(self._credentials)
        layout.addSpacing(8)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        buttons.addWidget(self.copy_button)
        layout.addLayout(buttons)
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(400)
        self._typed.timeout.connect(self._keep_address)
        self.address.textEdited.connect(lambda _text: self._typed.start())
        self.address.textEdited.connect(lambda _text: self._show())
        self._copied = QTimer(self)
        self._copied.setSingleShot(True)
        self._copied.setInterval(_COPIED_MS)
        self._copied.timeout.connect(lambda: self.copy_button.setText("Copy BXML"))
        self.set_theme(theme)
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Paints in this theme from now on."""
        self.protection.set_theme(theme)
        for title in self._titles:
            title.setFont(theme.body_font(QFont.Weight.DemiBold))
        self.bxml.setFont(theme.mono_font(12))
        lines = self.bxml.fontMetrics().lineSpacing()
        self.bxml.setMinimumHeight(lines * 8 + 28)
        self.copy_button.setIcon(icon("copy", theme, theme.on_accent))
        self.copy_button.setIconSize(QSize(16, 16))

    def show_state(self, state: ListenerState) -> None:
        """Follows the listener."""
        if state != self._state:
            self._state = state
            self.protection.show_state(state)
            self._show()

    def closeEvent(self, event: object) -> None:
        """Keeps what was typed last."""
        if self._typed.isActive():
            self._typed.stop()
            self._keep_address()
        self.protection.stop()
        super().closeEvent(event)  # type: ignore[arg-type]  # Qt gives a QCloseEvent

    def _show(self) -> None:
        typed = self.address.text().strip()
        shown = sender_address(typed, self._state.path) if typed else self._state.address or "https://YOUR-ADDRESS/"
        self.bxml.setPlainText(conference_bxml(shown, self._file_format, self._state.protected))
        if not typed:
            here = self._state.address or "this computer"
            self._address_note.setText(f"Without one, only programs on this computer reach the inbox, at {here}")
        elif not typed.startswith(_SCHEMES):
            self._address_note.setText(_BEGINS)
        elif not typed.startswith("https://"):
            self._address_note.setText("Bandwidth takes http too, but with a password set it must be https.")
        else:
            self._address_note.setText(path_note(typed, self._state.path))
        self._address_note.setVisible(bool(self._address_note.text()))
        self._credentials.setText(
            "Put in the user name and the password that senders are asked for." if self._state.protected else ""
        )
        self._credentials.setVisible(self._state.protected)

    def showEvent(self, event: QShowEvent) -> None:
        """As high as what it says."""
        super().showEvent(event)
        self._grow()

    def _grow(self) -> None:
        """Makes room for sentences that came; never takes any away, so that nothing moves under the mouse."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            needed = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else layout.sizeHint().height()
            if needed > self.height():
                self.resize(self.width(), needed)

    def _keep_address(self) -> None:
        typed = self.address.text().strip()
        problem = self._save(typed)
        self.copy_button.setEnabled(problem is None)
        if problem is not None:
            self._address_note.setText(problem if typed.startswith(_SCHEMES) else _BEGINS)
            self._address_note.show()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.bxml.toPlainText())
        self.copy_button.setText("Copied")
        self._copied.start()

    def _title(self, text: str) -> QLabel:
        title = _text(text)
        self._titles.append(title)
        return title

    def _formats(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(_text("Format"))
        group = QButtonGroup(self)
        for name in ("wav", "mp3"):
            button = QPushButton(name)
            button.setCheckable(True)
            button.setChecked(name == self._file_format)
            button.setAccessibleName(f"Record as {name}")
            button.toggled.connect(lambda on, name=name: self._choose_format(name) if on else None)
            group.addButton(button)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def _choose_format(self, name: str) -> None:
        self._file_format = name
        self._show()


def _text(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return label
