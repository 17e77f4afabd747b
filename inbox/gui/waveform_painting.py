"""Bars for what is loud, dots for what is silent, hatches where nothing was recorded."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from inbox.domain.sound_map import SpanOfTime
from inbox.gui.theme import Theme
from inbox.gui.timeline_marks import TimelineMarks, within
from inbox.gui.timeline_view import TimelineView
from inbox.gui.waveform_loader import WaveformShape, fold

BAR_WIDTH = 2.4
PITCH = 4.0
_TALLEST = 46.0
_SHORTEST = 2.6
_SILENT = 3
"""Up to this level (about -39 dB, the hiss of a telephone line) it is silence to the eye."""
_QUIETEST_FULL = 48
"""A recording is drawn to the full height of its loudest part, unless even that is quieter than this."""
_DOT = 1.4
_HATCH_MARGIN, _HATCH_PITCH = 13, 6
_SKIP_MARGIN = 22


def bar_heights(shape: WaveformShape | None, count: int, begin: float = 0.0, end: float = 1.0) -> list[float]:
    """The height in pixels of each of ``count`` bars between two shares of the whole; 0 for silence."""
    if shape is None or not shape.levels:
        return [0.0] * count
    levels = _part(shape.levels, begin, end)
    if len(levels) < count and len(shape.fine) > len(shape.levels):
        levels = _part(shape.fine, begin, end)
    levels = fold(levels, count) if len(levels) >= count else _between(levels, count)
    full = max(_QUIETEST_FULL, max(shape.levels))
    return [0.0 if level <= _SILENT else _SHORTEST + (_TALLEST - _SHORTEST) * (level / full) ** 0.8 for level in levels]


def paint_bars(
    shape: WaveformShape | None,
    size: QSize,
    scale: float,
    colour: QColor,
    theme: Theme,
    view: TimelineView,
    marks: TimelineMarks,
    available: float | None = None,
) -> QPixmap:
    """What a view shows, in one colour, for a screen of this scale.

    ``available``: up to where it is here, in seconds, while it is still coming; the rest is fainter.
    """
    pixmap = QPixmap(size * scale)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(theme.background)
    count = max(1, int(size.width() // PITCH))
    pitch, middle = size.width() / count, size.height() / 2
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    length = view.length
    if length > 0:
        missing = [(begin * length, end * length) for begin, end in shape.missing] if shape is not None else []
        for stretch in _stretches(within(marks.skips, view.begin, view.end), view, size, _SKIP_MARGIN):
            painter.fillRect(stretch, theme.neutral_tint)
        for stretch in _stretches(within(marks.gaps, view.begin, view.end) if not missing else (), view, size, _HATCH_MARGIN):
            _paint_hatch(painter, stretch, theme.neutral_tint, theme.neutral)
        for stretch in _stretches(within(missing, view.begin, view.end), view, size, _HATCH_MARGIN):
            _paint_hatch(painter, stretch, theme.error_tint, theme.error)
    painter.setPen(Qt.PenStyle.NoPen)
    begin, end = (view.begin / length, view.end / length) if length > 0 else (0.0, 1.0)
    heights = bar_heights(shape, count, begin, end)
    silent = _silent_bars(count, view, marks.silences)
    for index, height in enumerate(heights):
        is_bar = height > 0 and index not in silent
        width, tall = (BAR_WIDTH, height) if is_bar else (_DOT, _DOT)
        bar = QRectF((index + 0.5) * pitch - width / 2, middle - tall / 2, width, tall)
        is_here = available is None or view.seconds_at((index + 0.5) / count) <= available
        painter.setBrush(colour if is_here else theme.line)
        painter.drawRoundedRect(bar, width / 2, width / 2)  # several times as fast as lines with round caps
    painter.end()
    return pixmap


def _part(levels: bytes, begin: float, end: float) -> bytes:
    """The levels between two shares of the whole, one at least."""
    if begin <= 0 and end >= 1:
        return levels
    first = min(int(begin * len(levels)), len(levels) - 1)
    return levels[first : max(first + 1, round(end * len(levels)))]


def _between(levels: bytes, count: int) -> bytes:
    """More bars than levels (a clip of seconds): straight lines from one level to the next."""
    last = len(levels) - 1
    places = [min(max((index + 0.5) * len(levels) / count - 0.5, 0.0), float(last)) for index in range(count)]
    lower = [int(place) for place in places]
    return bytes(
        round(levels[low] + (levels[min(low + 1, last)] - levels[low]) * (place - low))
        for low, place in zip(lower, places, strict=True)
    )


def _silent_bars(count: int, view: TimelineView, silences: Sequence[SpanOfTime]) -> set[int]:
    """The bars that lie wholly in a silence: the line's own noise there is no sound."""
    silent: set[int] = set()
    for begin, end in within(silences, view.begin, view.end):
        first = view.share_of(begin) * count
        silent.update(range(max(0, -int(-first // 1)), min(count, int(view.share_of(end) * count))))
    return silent


def _stretches(spans: Iterable[SpanOfTime], view: TimelineView, size: QSize, margin: int) -> Iterable[QRectF]:
    """Where spans of time lie in the picture, never narrower than the eye can find."""
    for begin, end in spans:
        left, right = view.share_of(begin) * size.width(), view.share_of(end) * size.width()
        yield QRectF(left, margin, max(3.0, right - left), size.height() - 2 * margin)


def _paint_hatch(painter: QPainter, stretch: QRectF, ground: QColor, colour: QColor) -> None:
    painter.save()
    painter.setClipRect(stretch)
    painter.fillRect(stretch, ground)
    line = QColor(colour)
    line.setAlphaF(0.55)
    painter.setPen(QPen(line, 1))
    slant = stretch.height()
    seen = stretch.intersected(QRectF(painter.viewport()))
    first = max(0, int((seen.left() - stretch.left()) // _HATCH_PITCH))
    for step in range(first, first + int((seen.width() + slant) // _HATCH_PITCH) + 2):
        x = stretch.left() - slant + step * _HATCH_PITCH
        painter.drawLine(QLineF(x, stretch.bottom(), x + slant, stretch.top()))
    painter.restore()
