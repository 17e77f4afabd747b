"""The line of a conference as it is seen: each recording at its time, gaps between; a click plays from there."""

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from inbox.domain.conference_line import ConferenceLine, LineScale, PlacedRecording
from inbox.domain.durations import clock_text
from inbox.domain.statuses import DownloadStatus
from inbox.gui.look.theme import Theme
from inbox.gui.look.time_text import clock_time_text
from inbox.gui.waveform.marks_painting import label_width, paint_label
from inbox.gui.waveform.waveform_loader import WaveformShape
from inbox.gui.waveform.waveform_painting import BAR_WIDTH, PITCH, bar_heights

_HEIGHT = 68
_BLOCK_TOP, _BLOCK_HEIGHT = 20, 44
_BAR_SCALE = 0.72
_PLAYHEAD = 2
_NOT_HERE = "not downloaded"


class ConferenceView(QWidget):
    """Drawn once into a pixmap; the playhead is drawn over it. Arrows choose a recording, Enter plays it."""

    play_asked = Signal(str, float)
    """The row id as text, and from which of its seconds."""
    chosen = Signal(int)
    """The row id of the recording that the person chose here."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._line: ConferenceLine | None = None
        self._scale: LineScale | None = None
        self._shapes: Mapping[int, WaveformShape] = {}
        self._row: int | None = None
        self._position = 0.0
        self._hover: QPoint | None = None
        self._pixmap: QPixmap | None = None
        self._chosen = 0
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        self.setAccessibleName("The conference over time")

    def set_theme(self, theme: Theme) -> None:
        """Paints in this theme from now on."""
        self._theme = theme
        self._draw_anew()

    def set_line(self, line: ConferenceLine | None, shapes: Mapping[int, WaveformShape]) -> None:
        """What is shown; ``shapes`` by row id, of those whose loudness is known."""
        self._line, self._shapes = line, shapes
        self._chosen = min(self._chosen, len(line.placed) - 1) if line is not None and line.placed else 0
        self._scale = LineScale(line) if line is not None and line.placed else None
        self._draw_anew()

    def set_current(self, row: int | None, position: float) -> None:
        """Which recording is loaded in the player, and where it stands."""
        before = self._head()
        is_other = row != self._row
        self._row, self._position = row, position
        if is_other:
            self._draw_anew()
            return
        after = self._head()
        if before != after:
            for head in (before, after):
                if head is not None:
                    self.update(head - 1, 0, _PLAYHEAD + 2, self.height())

    def sizeHint(self) -> QSize:
        """As wide as it may be."""
        return QSize(600, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, the playhead, and what is said of the place under the pointer."""
        if self._pixmap is None or self._pixmap.devicePixelRatioF() != self.devicePixelRatioF():
            self._pixmap = self._drawn()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._pixmap)
        head = self._head()
        if head is not None:
            painter.fillRect(QRect(head, _BLOCK_TOP - 3, _PLAYHEAD, _BLOCK_HEIGHT + 6), self._theme.text)
        if self.hasFocus() and self._line is not None and self._line.placed:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._theme.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self._block(self._line.placed[self._chosen]).adjusted(1, 1, -1, -1), 4, 4)
        if self._hover is not None and (text := self.text_at(self._hover.x())):
            width = label_width(text, self._theme)
            left = max(0, min(self._hover.x() - width // 2, self.width() - width))
            paint_label(painter, QRect(left, 0, width, 20), text, self._theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room."""
        super().resizeEvent(event)
        self._draw_anew()

    def choose(self, row: int) -> None:
        """Makes a recording the one that Enter plays."""
        placed = self._line.placed if self._line is not None else ()
        self._chosen = next((place for place, one in enumerate(placed) if one.recording.id == row), self._chosen)
        if placed:
            said = self.text_at(self._x_of(placed[self._chosen].begin) + 1)
            self.setAccessibleDescription(f"Recording {self._chosen + 1} of {len(placed)}, {said}")
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, Home and End choose; Enter and Space play."""
        placed = self._line.placed if self._line is not None else ()
        places = {
            Qt.Key.Key_Left: self._chosen - 1,
            Qt.Key.Key_Right: self._chosen + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: len(placed) - 1,
        }
        place = places.get(Qt.Key(event.key()))
        if not placed or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            event.ignore()
        elif place is not None:
            row = placed[min(max(place, 0), len(placed) - 1)].recording.id
            self.choose(row)
            self.chosen.emit(row)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.play_asked.emit(str(placed[self._chosen].recording.id), 0.0)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The chosen one gets a ring."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Plays from there; in a gap, from the next recording's start."""
        if event.button() != Qt.MouseButton.LeftButton or self._line is None or self._scale is None:
            return
        seconds = self._seconds_at(event.position().x())
        found = self._line.at(seconds) or next((one for one in self._line.placed if one.begin >= seconds), self._line.placed[-1])
        self.play_asked.emit(str(found.recording.id), max(0.0, seconds - found.begin) if seconds < found.end else 0.0)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Says what time it was there."""
        self._hover = event.position().toPoint()
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Takes that away."""
        self._hover = None
        self.update()

    def text_at(self, x: float) -> str:
        """The time of day there, and what was recorded then."""
        if self._line is None or self._scale is None or self._line.begins_at is None:
            return ""
        seconds = self._seconds_at(x)
        time = clock_time_text(self._line.begins_at, seconds)
        if one := self._line.at(seconds):
            return f"{time}  ·  {clock_text(seconds - one.begin)} of {clock_text(one.end - one.begin)}"
        gap = next((gap for gap in self._line.gaps if gap[0] <= seconds <= gap[1]), None)
        return time if gap is None else f"{time}  ·  not recorded for {clock_text(gap[1] - gap[0])}"

    def _seconds_at(self, x: float) -> float:
        return self._scale.seconds_at(x / max(1, self.width())) if self._scale is not None else 0.0

    def _x_of(self, seconds: float) -> float:
        return self._scale.share_of(seconds) * self.width() if self._scale is not None else 0.0

    def _head(self) -> int | None:
        placed = self._line.placed if self._line is not None else ()
        one = next((one for one in placed if one.recording.id == self._row), None)
        return None if one is None else min(round(self._x_of(one.begin + self._position)), self.width() - _PLAYHEAD)

    def _draw_anew(self) -> None:
        self._pixmap = None
        self.update()

    def _drawn(self) -> QPixmap:
        pixmap = QPixmap(self.size() * self.devicePixelRatioF())
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        pixmap.fill(self._theme.surface)
        line = self._line
        if line is None or self._scale is None or line.begins_at is None:
            return pixmap
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.small_font())
        for gap in line.gaps:
            self._paint_gap(painter, self._x_of(gap[0]), self._x_of(gap[1]), gap[1] - gap[0], gap in self._scale.shortened)
        free_from = 0.0
        for one in line.placed:
            self._paint_recording(painter, one)
            text = clock_time_text(line.begins_at, one.begin)
            width, left = painter.fontMetrics().horizontalAdvance(text), self._x_of(one.begin)
            left = min(left, self.width() - width)
            if left >= free_from:
                painter.setPen(self._theme.text if one.recording.id == self._row else self._theme.secondary)
                painter.drawText(QRectF(left, 0, width + 2, _BLOCK_TOP - 4), Qt.AlignmentFlag.AlignVCenter, text)
                free_from = left + width + 10
        painter.end()
        return pixmap

    def _block(self, one: PlacedRecording) -> QRectF:
        left, right = self._x_of(one.begin), self._x_of(one.end)
        return QRectF(left + 0.5, _BLOCK_TOP + 0.5, max(3.0, right - left - 1), _BLOCK_HEIGHT - 1)

    def _paint_recording(self, painter: QPainter, one: PlacedRecording) -> None:
        theme, is_current = self._theme, one.recording.id == self._row
        block = self._block(one)
        is_here = one.recording.download_status is DownloadStatus.DOWNLOADED
        style = Qt.PenStyle.SolidLine if is_here else Qt.PenStyle.DashLine
        painter.setPen(QPen(theme.accent if is_current else theme.wave_rest, 1, style))
        painter.setBrush(theme.accent_tint if is_current else theme.neutral_tint if is_here else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(block, 4, 4)
        shape = self._shapes.get(one.recording.id)
        count = int((block.width() - 6) // PITCH)
        if not is_here and painter.fontMetrics().horizontalAdvance(_NOT_HERE) + 12 <= block.width():
            painter.setPen(theme.secondary)
            painter.drawText(block, Qt.AlignmentFlag.AlignCenter, _NOT_HERE)
        if shape is None or count < 1:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent if is_current else theme.neutral)
        for index, height in enumerate(bar_heights(shape, count)):
            tall = height * _BAR_SCALE or 1.4
            middle = QPointF(block.left() + 3 + (index + 0.5) * (block.width() - 6) / count, block.center().y())
            bar = QRectF(middle.x() - BAR_WIDTH / 2, middle.y() - tall / 2, BAR_WIDTH, tall)
            painter.drawRoundedRect(bar, 1.2, 1.2)

    def _paint_gap(self, painter: QPainter, left: float, right: float, seconds: float, is_shortened: bool) -> None:
        theme, middle = self._theme, _BLOCK_TOP + _BLOCK_HEIGHT / 2
        text = clock_text(seconds)
        width = painter.fontMetrics().horizontalAdvance(text) + 8
        has_text = right - left >= width + 12
        painter.setPen(QPen(theme.secondary, 1, Qt.PenStyle.DotLine))
        centre = (left + right) / 2
        around = ((left + 3, centre - width / 2), (centre + width / 2, right - 3))
        for begin, end in around if has_text else ((left + 2, right - 2),):
            painter.drawLine(QPointF(begin, middle), QPointF(end, middle))
        if has_text:
            painter.setPen(theme.secondary)
            painter.drawText(QRectF(centre - width / 2, middle - 9, width, 18), Qt.AlignmentFlag.AlignCenter, text)
        if is_shortened:  # two strokes across: not to scale
            painter.setPen(QPen(theme.secondary, 1.4))
            across = left + 10 if has_text else centre
            for shift in (-2.5, 2.5):
                painter.drawLine(QPointF(across + shift - 2, middle + 6), QPointF(across + shift + 2, middle - 6))
