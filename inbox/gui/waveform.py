"""The waveform: loudness over time as bars, the part that was played in accent; a click or a drag seeks."""

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from inbox.domain.durations import clock_text
from inbox.gui.theme import Theme
from inbox.gui.waveform_loader import WaveformShape
from inbox.gui.waveform_painting import paint_bars

_HEIGHT = 72
_PLAYHEAD = 2
_STEP_MS, _PAGE_MS = 5_000, 30_000
_LABEL_HEIGHT = 20


class Waveform(QAbstractSlider):
    """A slider over the length of a recording, in milliseconds for assistive tools, in seconds for the program.

    What the bars show is drawn twice into pixmaps, once for each side of the playhead; moving the playhead copies narrow strips.
    """

    seek_requested = Signal(float)
    """Seconds: where the person wants to go."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._shape: WaveformShape | None = None
        self._length = 0.0
        self._position = 0.0
        self._hover: int | None = None
        self._is_dragging = False
        self._pressed_at = 0.0
        self._rest: QPixmap | None = None
        self._played: QPixmap | None = None
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setSingleStep(_STEP_MS)
        self.setPageStep(_PAGE_MS)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName("Position in the recording")
        self.actionTriggered.connect(lambda _: self.seek_requested.emit(self.sliderPosition() / 1000))

    @property
    def has_shape(self) -> bool:
        """Whether there are bars to be seen."""
        return self._shape is not None

    def set_theme(self, theme: Theme) -> None:
        """Paints in this theme from now on."""
        self._theme = theme
        self._forget_pixmaps()

    def set_shape(self, shape: WaveformShape | None) -> None:
        """The bars to show; None shows the skeleton."""
        self._shape = shape
        self._forget_pixmaps()

    def set_length(self, seconds: float) -> None:
        """What the whole width stands for."""
        if seconds != self._length:
            self._length = seconds
            self.setRange(0, min(round(seconds * 1000), 2**31 - 1))
            self.update()

    def set_position(self, seconds: float) -> None:
        """Moves the playhead; while the person drags it, it stays with the pointer."""
        if not self._is_dragging:
            self._move_playhead(seconds)

    def label_at(self, x: int) -> str:
        """The time at ``x``, and whether something may be missing there."""
        seconds, missing = self._seconds_at(x), self._shape.missing if self._shape is not None else ()
        share = seconds / self._length if self._length > 0 else 0.0
        is_missing = any(begin <= share <= end for begin, end in missing)
        return f"{clock_text(seconds)}  digital silence" if is_missing else clock_text(seconds)

    def sizeHint(self) -> QSize:
        """As wide as it may be."""
        return QSize(600, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Still of use."""
        return QSize(160, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Copies the strip that is asked for, then draws what moves."""
        rest, played = self._pixmaps()
        painter = QPainter(self)
        dirty, head = event.rect(), self._x_of(self._position)
        scale = self.devicePixelRatioF()
        for pixmap, part in (
            (played, dirty.intersected(QRect(0, 0, head, self.height()))),
            (rest, dirty.intersected(QRect(head, 0, self.width() - head, self.height()))),
        ):
            if not part.isEmpty():
                source = QRectF(part.x() * scale, part.y() * scale, part.width() * scale, part.height() * scale)
                painter.drawPixmap(QRectF(part), pixmap, source)
        if self._can_seek():
            painter.fillRect(self._head_rect(head), self._theme.text)
        if self._hover is not None and self._can_seek():
            self._paint_hover(painter, self._hover)
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other bars fit now."""
        self._forget_pixmaps()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Off and on look different."""
        if event.type() == QEvent.Type.EnabledChange:
            self._forget_pixmaps()
        super().changeEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Goes there at once; the playhead follows the pointer until it is let go."""
        if event.button() == Qt.MouseButton.LeftButton and self._can_seek():
            self._is_dragging = True
            self._pressed_at = self._seconds_at(event.position().x())
            self._move_playhead(self._pressed_at)
            self.seek_requested.emit(self._pressed_at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Shows the time at the pointer."""
        self._hover_at(round(event.position().x()))
        if self._is_dragging:
            self._move_playhead(self._seconds_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ends a drag, and goes to where it ended."""
        if event.button() == Qt.MouseButton.LeftButton and self._is_dragging:
            self._is_dragging = False
            target = self._seconds_at(event.position().x())
            if target != self._pressed_at:
                self._move_playhead(target)
                self.seek_requested.emit(target)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Shows the time at the pointer."""
        self._hover_at(round(event.position().x()))

    def leaveEvent(self, event: QEvent) -> None:
        """Takes the label away."""
        self._hover_at(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls what is around it, never the recording."""
        event.ignore()

    def _can_seek(self) -> bool:
        return self._length > 0 and self.isEnabled()

    def _x_of(self, seconds: float) -> int:
        if self._length <= 0:
            return 0
        return round(min(max(seconds / self._length, 0.0), 1.0) * (self.width() - _PLAYHEAD))

    def _seconds_at(self, x: float) -> float:
        return min(max(x / max(1, self.width() - _PLAYHEAD), 0.0), 1.0) * self._length

    def _head_rect(self, x: int) -> QRect:
        return QRect(x, 4, _PLAYHEAD, self.height() - 8)

    def _move_playhead(self, seconds: float) -> None:
        before, self._position = self._x_of(self._position), seconds
        now = self._x_of(seconds)
        if now != before:
            self.update(min(before, now) - 1, 0, abs(now - before) + _PLAYHEAD + 2, self.height())
        if int(seconds) != self.value() // 1000:  # assistive tools hear of whole seconds
            self.setValue(min(round(seconds * 1000), self.maximum()))
            self.setAccessibleDescription(f"{clock_text(seconds)} of {clock_text(self._length)}")

    def _hover_at(self, x: int | None) -> None:
        for place in (self._hover, x):
            if place is not None:
                self.update(self._label_rect(place).adjusted(-1, 0, 1, 0).united(QRect(place - 1, 0, 3, self.height())))
        self._hover = x

    def _label_rect(self, x: int) -> QRect:
        metrics = QFontMetrics(self._theme.small_font())
        width = metrics.horizontalAdvance(self.label_at(x)) + 14
        return QRect(max(0, min(x - width // 2, self.width() - width)), 0, width, _LABEL_HEIGHT)

    def _paint_hover(self, painter: QPainter, x: int) -> None:
        theme, label = self._theme, self._label_rect(x)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRect(x, _LABEL_HEIGHT, 1, self.height() - _LABEL_HEIGHT - 4), theme.secondary)
        painter.setPen(QPen(theme.line, 1))
        painter.setBrush(theme.surface)
        painter.drawRoundedRect(QRectF(label).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(theme.text)
        painter.setFont(theme.small_font())
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, self.label_at(x))

    def _forget_pixmaps(self) -> None:
        self._rest = self._played = None
        self.update()

    def _pixmaps(self) -> tuple[QPixmap, QPixmap]:
        if self._rest is None or self._played is None or self._rest.devicePixelRatioF() != self.devicePixelRatioF():
            theme, size, scale = self._theme, self.size(), self.devicePixelRatioF()
            self._rest = paint_bars(self._shape, size, scale, theme.wave_rest, theme)
            self._played = paint_bars(self._shape, size, scale, theme.accent, theme)
        return self._rest, self._played
