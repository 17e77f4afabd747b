"""The one banner: what is wrong with the whole inbox, in a sentence, with a button where one helps."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from inbox.domain.visible_text import visible
from inbox.gui.look.badges import Shape, Tone, paint_shape
from inbox.gui.look.theme import Theme


@dataclass(frozen=True, slots=True)
class Notice:
    """What the banner says. ``button`` is empty when there is nothing to press, ``other`` when there is no second way out."""

    sentence: str
    is_error: bool = True
    button: str = ""
    action: Callable[[], None] | None = None
    other: str = ""
    other_action: Callable[[], None] | None = None


class Banner(QWidget):
    """Hidden while all is well."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notice: Notice | None = None
        self._theme = theme
        self._sentence = QLabel()
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._button = QPushButton()
        self._button.clicked.connect(self._press)
        self._other = QPushButton()
        self._other.clicked.connect(self._press_other)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(44, 7, 16, 8)
        layout.setSpacing(12)
        layout.addWidget(self._sentence)
        layout.addWidget(self._other)
        layout.addWidget(self._button)
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """What is shown now."""
        return self._notice

    @property
    def button(self) -> QPushButton:
        """The button; hidden when there is nothing to press."""
        return self._button

    @property
    def other(self) -> QPushButton:
        """The second button; hidden when there is no other way out."""
        return self._other

    def show_notice(self, notice: Notice | None) -> None:
        """Says ``notice``; None hides the banner."""
        is_new = notice is not None and (self._notice is None or _words(notice) != _words(self._notice))
        self._notice = notice
        if notice is None:
            self.hide()
            return
        if not is_new:
            return
        text = visible(notice.sentence, 600)
        self._sentence.setText(text)
        self.setAccessibleName(f"{'Problem' if notice.is_error else 'Note'}: {text}")
        for button, word in ((self._button, notice.button), (self._other, notice.other)):
            button.setText(word)
            button.setVisible(bool(word))
        self.set_theme(self._theme)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def set_theme(self, theme: Theme) -> None:
        """Paints in this theme from now on."""
        self._theme = theme
        self._sentence.setStyleSheet(f"color: {self._colours()[0].name()}; font-weight: 500;")
        self.update()

    def sizeHint(self) -> QSize:
        """High enough for a button."""
        return QSize(200, 46)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ground, the shape, and the line below."""
        colour, tint = self._colours()
        painter = QPainter(self)
        painter.fillRect(self.rect(), tint)
        painter.fillRect(0, self.height() - 1, self.width(), 1, self._theme.line)
        shape = Shape.CROSS if self._tone() is Tone.ERROR else Shape.HALF
        paint_shape(painter, shape, QPointF(24, self.height() / 2), colour, 5)
        painter.end()

    def _tone(self) -> Tone:
        return Tone.PARTIAL if self._notice is not None and not self._notice.is_error else Tone.ERROR

    def _colours(self) -> tuple[QColor, QColor]:
        tone = self._tone()
        return getattr(self._theme, tone.value), getattr(self._theme, f"{tone.value}_tint")

    def _press(self) -> None:
        if self._notice is not None and self._notice.action is not None:
            self._notice.action()

    def _press_other(self) -> None:
        if self._notice is not None and self._notice.other_action is not None:
            self._notice.other_action()


def _words(notice: Notice) -> tuple[str, str, str]:
    """What is to be read."""
    return notice.sentence, notice.button, notice.other
