"""Five stars to give: with the mouse, or with the arrow keys and figures."""

from html import escape

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from inbox.gui.look.icons import icon_pixmap
from inbox.gui.look.theme import Theme

MOST = 5
_STAR = 18
_STEP = 24
_MARGIN = 4
_HEIGHT = 28


class StarsView(QWidget):
    """Shows what it is told; a click on the star that is the last one takes all of them away."""

    given = Signal(int)
    """How many the person gives now; 0 for none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._stars = 0
        self._hovered = 0
        self._hint = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_stars(None)

    @property
    def stars(self) -> int:
        """How many are shown; 0 for none."""
        return self._stars

    def set_theme(self, theme: Theme) -> None:
        """Paints in this theme from now on."""
        self._theme = theme
        self.update()

    def set_stars(self, stars: int | None) -> None:
        """Shows so many."""
        self._stars = stars or 0
        self._tell()
        self.update()

    def set_hint(self, hint: str) -> None:
        """Which keys give them, as a sentence for the tool tip; empty for none."""
        self._hint = hint
        self._tell()

    def sizeHint(self) -> QSize:
        """Room for five."""
        return QSize(2 * _MARGIN + (MOST - 1) * _STEP + _STAR, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows give one more or one less."""
        match event.key():
            case Qt.Key.Key_Right | Qt.Key.Key_Up if self._stars < MOST:
                self.given.emit(self._stars + 1)
            case Qt.Key.Key_Left | Qt.Key.Key_Down if self._stars > 0:
                self.given.emit(self._stars - 1)
            case _:
                super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows what a click would give."""
        self._hover(self._star_at(event.position()))

    def leaveEvent(self, _event: object) -> None:
        """The mouse is elsewhere."""
        self._hover(0)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Gives them."""
        star = self._star_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and star:
            self.given.emit(0 if star == self._stars else star)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Full stars in the accent, the others as outlines."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self._hovered or self._stars
        for number in range(1, MOST + 1):
            is_full = number <= shown
            colour = self._theme.accent if is_full else self._theme.secondary
            drawn = icon_pixmap("star-full" if is_full else "star", colour, _STAR, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(_MARGIN + (number - 1) * _STEP, (self.height() - _STAR) / 2), drawn)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.accent, 2))
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 6, 6)
        painter.end()

    def _star_at(self, place: QPointF) -> int:
        if not self.rect().contains(place.toPoint()):
            return 0
        return max(1, min(MOST, int((place.x() - _MARGIN + (_STEP - _STAR) / 2) // _STEP) + 1))

    def _tell(self) -> None:
        said = f"Stars: {f'{self._stars} of {MOST}' if self._stars else 'none'}"
        self.setAccessibleName(said)
        self.setToolTip(f"<p>{escape(f'{said}. {self._hint}'.strip())}</p>")

    def _hover(self, star: int) -> None:
        if star != self._hovered:
            self._hovered = star
            self.update()
