"""What stands where the list would be when it is empty: one sentence, one picture, what to do next."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inbox.domain.visible_text import visible
from inbox.gui.look.icons import picture
from inbox.gui.look.theme import Theme

_PICTURE = QSize(220, 140)
_LEAST_HEIGHT, _ROOM_FOR_PICTURE = 150, 296


class EmptyState(QWidget):
    """For an inbox that never received anything, for an empty folder, and for a search without a result."""

    set_up_asked = Signal()
    demo_asked = Signal()
    clear_asked = Signal()

    def __init__(self, theme: Theme, has_demo: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._has_demo = has_demo
        self.setObjectName("empty_state")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # takes the keyboard over from the list, so that no button seems pressed
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence = QLabel()
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sentence.setWordWrap(True)
        self._hint = QLabel()
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setWordWrap(True)
        self.set_up_button = QPushButton("Set up the sender…")
        self.set_up_button.setProperty("kind", "primary")
        self.demo_button = QPushButton("Play the demo")
        self.clear_button = QPushButton("Clear the search")
        self.set_up_button.clicked.connect(self.set_up_asked)
        self.demo_button.clicked.connect(self.demo_asked)
        self.clear_button.clicked.connect(self.clear_asked)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        for button in (self.set_up_button, self.demo_button, self.clear_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(8)
        layout.addStretch(3)
        layout.addWidget(self._picture)
        layout.addSpacing(8)
        layout.addWidget(self.sentence)
        layout.addWidget(self._hint)
        layout.addSpacing(12)
        layout.addLayout(buttons)
        layout.addStretch(4)
        self.set_theme(theme)

    def show_first_start(self) -> None:
        """Nothing was ever received."""
        self._say("No recordings yet.", "They appear here a moment after Bandwidth reports them.")
        self._show_buttons(set_up=True, demo=self._has_demo)

    def show_empty_folder(self, sentence: str) -> None:
        """The inbox has recordings, this folder has none."""
        self._say(sentence, "")
        self._show_buttons()

    def show_no_result(self, search: str) -> None:
        """A search found nothing."""
        self._say(f"Nothing matches “{visible(search, 60)}”.", "")
        self._show_buttons(clear=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the picture is left out."""
        super().resizeEvent(event)
        self._picture.setVisible(self.height() >= _ROOM_FOR_PICTURE)

    def minimumSizeHint(self) -> QSize:
        """Sentences and buttons."""
        return QSize(super().minimumSizeHint().width(), _LEAST_HEIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Paints in this theme from now on."""
        self._picture.setPixmap(picture("empty-inbox", theme, _PICTURE, self.devicePixelRatioF()))
        self.sentence.setFont(theme.body_font(QFont.Weight.DemiBold))
        colours = self._hint.palette()
        colours.setColor(QPalette.ColorRole.WindowText, theme.secondary)
        self._hint.setPalette(colours)

    def _say(self, sentence: str, hint: str) -> None:
        self.sentence.setText(sentence)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def _show_buttons(self, set_up: bool = False, demo: bool = False, clear: bool = False) -> None:
        self.set_up_button.setVisible(set_up)
        self.demo_button.setVisible(demo)
        self.clear_button.setVisible(clear)
