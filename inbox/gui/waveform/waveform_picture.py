"""The picture of a waveform: drawn once into pixmaps, copied from there; and what lies over it."""

import math
from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap

from inbox.domain.sound.sound_map import SpanOfTime
from inbox.gui.look.theme import Theme
from inbox.gui.waveform.marks_painting import (
    BELOW_NOTES,
    LABEL_HEIGHT,
    label_width,
    note_at,
    paint_label,
    paint_marks,
    paint_overview,
    paint_selection,
    span_text,
)
from inbox.gui.waveform.timeline_marks import TimelineMarks
from inbox.gui.waveform.timeline_view import TimelineView
from inbox.gui.waveform.waveform_hover import hover_text, note_text
from inbox.gui.waveform.waveform_loader import WaveformShape
from inbox.gui.waveform.waveform_painting import PITCH, paint_bars

PLAYHEAD = 2
"""Pixels."""
_APART = 3
"""Pixels between the playhead and what is said of another place."""


class WaveformPicture:
    """What is seen of a recording, whoever moves the playhead. Whoever changes something repaints all of it."""

    def __init__(self, theme: Theme, size: Callable[[], QSize]) -> None:
        """``size`` gives the widget's, in logical pixels."""
        self.theme = theme
        self.shape: WaveformShape | None = None
        self._marks = TimelineMarks()
        self.view = TimelineView()
        self._size = size
        self._available: float | None = None
        self._bars: list[QPixmap] = []
        self._overlay: QPixmap | None = None

    @property
    def size(self) -> QSize:
        """How large it is."""
        return self._size()

    @property
    def marks(self) -> TimelineMarks:
        """What is drawn beside the loudness."""
        return self._marks

    def take_marks(self, marks: TimelineMarks) -> None:
        """Draws these from now on; of the bars only what they change."""
        before, self._marks = self._marks, marks
        self._overlay = None
        if (before.silences, before.gaps, before.skips) != (marks.silences, marks.gaps, marks.skips):
            self._bars = []

    def forget(self) -> None:
        """It is drawn anew by the next `copy`."""
        self._bars, self._overlay = [], None

    def takes_available(self, seconds: float | None) -> bool:
        """Up to where the recording is here, while it is coming; None: all of it. Whether that is another picture."""
        before = self._available
        is_other = before is None or seconds is None or abs(self.x_of(before) - self.x_of(seconds)) >= PITCH
        if is_other and before != seconds:
            self._available = seconds
            self.forget()
            return True
        return False

    def x_of(self, seconds: float) -> int:
        """Where a place is seen, in pixels; far outside when it is not."""
        return round(min(max(self.view.share_of(seconds), -1.0), 2.0) * (self.size.width() - PLAYHEAD))

    def seconds_at(self, x: float) -> float:
        """Which place is seen there; the nearest that is."""
        return self.view.seconds_at(min(max(x / max(1, self.size.width() - PLAYHEAD), 0.0), 1.0))

    def text_at(self, at: QPoint) -> str:
        """What is said of a place: a note whose diamond is there, else the time, silence, what was heard."""
        span = math.inf if self.view.is_whole else self.view.span
        if note := note_at(at.x(), at.y(), self.size.width(), self.view, self.marks):
            return note_text(note, span)
        length = self.view.length
        missing = [(begin * length, end * length) for begin, end in self.shape.missing] if self.shape is not None else []
        return hover_text(self.seconds_at(at.x()), span, missing, self.marks)

    def label_at(self, at: QPoint, position: float) -> QRect:
        """Where that is written: above the pointer, and beside a playhead at ``position``, on the pointer's side of it."""
        width, whole = label_width(self.text_at(at), self.theme), self.size.width()
        top = BELOW_NOTES if self._marks.notes else 0
        left = max(0, min(at.x() - width // 2, whole - width))
        head = self.x_of(position)
        if left - _APART < head + PLAYHEAD and head < left + width + _APART:
            after, before = head + PLAYHEAD + _APART, head - _APART - width
            fits_after, fits_before = after + width <= whole, before >= 0
            if fits_after or fits_before:
                left = after if fits_after and (at.x() >= head or not fits_before) else before
        return QRect(left, top, width, LABEL_HEIGHT)

    def copy(self, painter: QPainter, dirty: QRect, position: float, scale: float) -> None:
        """Paints ``dirty`` as it is with the playhead at ``position``, on a screen of this scale."""
        rest, played, overlay = self._drawn(scale)
        width, height = self.size.width(), self.size.height()
        head = min(max(self.x_of(position), 0), width)
        parts = ((played, QRect(0, 0, head, height)), (rest, QRect(head, 0, width - head, height)), (overlay, dirty))
        for pixmap, whole in parts:
            part = dirty.intersected(whole)
            if not part.isEmpty():
                source = QRectF(part.x() * scale, part.y() * scale, part.width() * scale, part.height() * scale)
                painter.drawPixmap(QRectF(part), pixmap, source)

    def paint_over(self, painter: QPainter, position: float, selection: SpanOfTime | None) -> None:
        """What is selected, which part of the recording is seen, and the playhead."""
        if selection is not None:
            text = f"loop  {span_text(selection)}" if self.marks.loop == selection else span_text(selection)
            left, right = self.x_of(selection[0]), self.x_of(selection[1]) + PLAYHEAD
            if right >= 0 and left <= self.size.width():
                paint_selection(painter, left, right, text, self.size, self.theme)
        if not self.view.is_whole:
            paint_overview(painter, self.size, self.theme, self.view)
        if self.view.holds(position):
            painter.fillRect(QRect(self.x_of(position), 4, PLAYHEAD, self.size.height() - 8), self.theme.text)

    def paint_hover(self, painter: QPainter, at: QPoint, position: float) -> None:
        """What is said of the place where the pointer is."""
        label = self.label_at(at, position)
        painter.fillRect(QRect(at.x(), label.bottom(), 1, self.size.height() - label.bottom() - 4), self.theme.secondary)
        paint_label(painter, label, self.text_at(at), self.theme)

    def paint_focus(self, painter: QPainter) -> None:
        """A ring, while the keyboard is here."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.accent, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(QRect(QPoint(0, 0), self.size)).adjusted(1, 1, -1, -1), 6, 6)

    def _drawn(self, scale: float) -> tuple[QPixmap, QPixmap, QPixmap]:
        theme, size, view, marks = self.theme, self.size, self.view, self._marks
        if not self._bars or self._bars[0].devicePixelRatioF() != scale:
            colours = (theme.wave_rest, theme.accent)
            self._bars = paint_bars(self.shape, size, scale, colours, theme, view, marks, self._available)
        if self._overlay is None or self._overlay.devicePixelRatioF() != scale:
            self._overlay = paint_marks(size, scale, theme, view, marks)
        return self._bars[0], self._bars[1], self._overlay
