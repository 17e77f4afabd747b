"""Over the bars of a waveform: diamonds for notes, below them a strip for what was heard, bands for selection and loop."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap, QPolygonF

from inbox.domain.durations import clock_text
from inbox.domain.notes import Note
from inbox.domain.sound.sound_map import SpanOfTime
from inbox.gui.look.theme import Theme
from inbox.gui.waveform.timeline_marks import TimelineMarks
from inbox.gui.waveform.timeline_view import TimelineView

NOTE_Y = 7.0
"""The middle of the diamonds."""
NOTE_REACH = 6.0
"""How far from its middle a diamond is still met, in pixels."""
BELOW_NOTES = 14
"""Where a label stands that shall cover none of them."""
_DIAMOND = 4.5
_STRIP_ABOVE_BOTTOM = 6.0
_SLOW_STRIP, _FAST_STRIP = 3.0, 1.5
_FAST = 1.5
"""Up to this rate it was heard slowly enough to be drawn as wide as can be."""
LABEL_HEIGHT = 20


def paint_marks(size: QSize, scale: float, theme: Theme, view: TimelineView, marks: TimelineMarks) -> QPixmap:
    """Notes and what was heard, on a transparent ground."""
    pixmap = QPixmap(size * scale)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(Qt.GlobalColor.transparent)
    if view.span <= 0:
        return pixmap
    painter = QPainter(pixmap)
    for span in marks.heard:
        left, right = view.share_of(span.begin) * size.width(), view.share_of(span.end) * size.width()
        if right >= 0 and left <= size.width():
            tall = _SLOW_STRIP if span.rate <= _FAST else _FAST_STRIP
            strip = QRectF(left, size.height() - _STRIP_ABOVE_BOTTOM, max(1.0, right - left), tall)
            painter.fillRect(strip, theme.accent)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    for note in marks.notes:
        _paint_note(painter, note, size, theme, view)
    painter.end()
    return pixmap


def _paint_note(painter: QPainter, note: Note, size: QSize, theme: Theme, view: TimelineView) -> None:
    x = view.share_of(note.begin) * size.width()
    if note.end is not None:
        right = view.share_of(note.end) * size.width()
        if right >= 0 and x <= size.width():
            painter.fillRect(QRectF(x, NOTE_Y - 0.75, max(1.0, right - x), 1.5), theme.partial)
            painter.fillRect(QRectF(right - 1.5, NOTE_Y - 3.5, 1.5, 7), theme.partial)
    if -_DIAMOND <= x <= size.width() + _DIAMOND:
        painter.setBrush(theme.partial)
        middle = QPointF(min(max(x, _DIAMOND), size.width() - _DIAMOND), NOTE_Y)
        corners = ((0, -_DIAMOND), (_DIAMOND, 0), (0, _DIAMOND), (-_DIAMOND, 0))
        painter.drawPolygon(QPolygonF([middle + QPointF(*corner) for corner in corners]))


def note_at(x: float, y: float, width: int, view: TimelineView, marks: TimelineMarks) -> Note | None:
    """The note whose diamond is at a place of the waveform, the nearest of them."""
    if not NOTE_Y - NOTE_REACH - 1 <= y <= NOTE_Y + NOTE_REACH + 1 or view.span <= 0:
        return None
    near = ((abs(min(max(view.share_of(note.begin) * width, _DIAMOND), width - _DIAMOND) - x), note) for note in marks.notes)
    reached = [(distance, note) for distance, note in near if distance <= NOTE_REACH]
    return min(reached, key=lambda found: found[0])[1] if reached else None


def span_text(span: SpanOfTime) -> str:
    """How long a part is: tenths of seconds up to a minute."""
    seconds = span[1] - span[0]
    return f"{seconds:.1f} s" if seconds < 59.95 else clock_text(seconds)


def paint_selection(painter: QPainter, left: int, right: int, text: str, size: QSize, theme: Theme) -> None:
    """A band with an edge at either end that can be taken hold of, and its length."""
    band = QColor(theme.accent)
    band.setAlphaF(0.16)
    painter.fillRect(QRect(left, 0, right - left, size.height()), band)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for x in (left, right - 2):
        painter.fillRect(QRect(x, 0, 2, size.height()), theme.accent)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.accent)
        painter.drawRoundedRect(QRectF(x - 2, size.height() / 2 - 8, 6, 16), 3, 3)
    label = selection_label(left, right, text, size, theme)
    paint_label(painter, label, text, theme)


def selection_label(left: int, right: int, text: str, size: QSize, theme: Theme) -> QRect:
    """Where the length of a selection is written: in its middle when that is seen, always within the waveform."""
    width = label_width(text, theme)
    middle = (max(left, 0) + min(right, size.width())) // 2
    return QRect(max(0, min(middle - width // 2, size.width() - width)), size.height() - LABEL_HEIGHT - 8, width, LABEL_HEIGHT)


def label_width(text: str, theme: Theme) -> int:
    """Of a label with this text."""
    return QFontMetrics(theme.small_font()).horizontalAdvance(text) + 14


def paint_label(painter: QPainter, place: QRect, text: str, theme: Theme) -> None:
    """A small box with a text, over whatever is there."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.line, 1))
    painter.setBrush(theme.surface)
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    painter.setPen(theme.text)
    painter.setFont(theme.small_font())
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)


def paint_overview(painter: QPainter, size: QSize, theme: Theme, view: TimelineView) -> None:
    """Where in the whole the view is: a thin line along the bottom."""
    left, wide = view.begin / view.length * size.width(), max(12.0, view.span / view.length * size.width())
    painter.fillRect(QRectF(0, size.height() - 1.0, size.width(), 1.0), theme.line)
    painter.fillRect(QRectF(min(left, size.width() - wide), size.height() - 2.0, wide, 2.0), theme.secondary)
