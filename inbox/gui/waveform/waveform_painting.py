"""Bars for what is loud, dots for what is silent, hatches where nothing was recorded."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from inbox.domain.sound.sound_map import SpanOfTime
from inbox.gui.look.theme import Theme
from inbox.gui.waveform.timeline_marks import TimelineMarks, within
from inbox.gui.waveform.timeline_view import TimelineView
from inbox.gui.waveform.waveform_loader import WaveformShape, fold

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
    colours: Sequence[QColor],
    theme: Theme,
    view: TimelineView,
    marks: TimelineMarks,
    available: float | None = None,
) -> list[QPixmap]:
    """What a view shows, for a screen of this scale: a picture for each colour of the bars.

    ``available``: up to where it is here, in seconds, while it is still coming; the rest is fainter.
    """
    ground, bars = _empty(size, scale, theme.background), _empty(size, scale, QColor(Qt.GlobalColor.transparent))
    painter = QPainter(ground)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if view.length > 0:
        _paint_spans(painter, shape, size, theme, view, marks)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.wave_rest if shape is None else theme.line)
    over = QPainter(bars)
    over.setRenderHint(QPainter.RenderHint.Antialiasing)
    over.setPen(Qt.PenStyle.NoPen)
    over.setBrush(Qt.GlobalColor.black)  # whatever it is: only its opacity counts
    count = max(1, int(size.width() // PITCH))
    for index, bar in enumerate(_bars(shape, size, count, view, marks)):
        is_here = available is None or view.seconds_at((index + 0.5) / count) <= available
        if is_here and available is not None and shape is None:  # a line for what is here, dots for what still comes
            bar.adjust(-PITCH / 2, -0.4, PITCH / 2, 0.4)
        round_by = min(bar.width(), bar.height()) / 2
        (over if is_here else painter).drawRoundedRect(bar, round_by, round_by)  # faster than round caps
    painter.end()
    over.end()
    return [_coloured(ground, bars, colour) for colour in colours]


def _bars(shape: WaveformShape | None, size: QSize, count: int, view: TimelineView, marks: TimelineMarks) -> Iterable[QRectF]:
    begin, end = (view.begin / view.length, view.end / view.length) if view.length > 0 else (0.0, 1.0)
    silent = _silent_bars(count, view, marks.silences)
    pitch, middle = size.width() / count, size.height() / 2
    for index, height in enumerate(bar_heights(shape, count, begin, end)):
        width, tall = (BAR_WIDTH, height) if height > 0 and index not in silent else (_DOT, _DOT)
        yield QRectF((index + 0.5) * pitch - width / 2, middle - tall / 2, width, tall)


def _paint_spans(
    painter: QPainter, shape: WaveformShape | None, size: QSize, theme: Theme, view: TimelineView, marks: TimelineMarks
) -> None:
    """Bands behind what is skipped, hatches where nothing was recorded: in red where something may have been said."""
    missing = [(begin * view.length, end * view.length) for begin, end in shape.missing] if shape is not None else []
    skips, gaps = (within(spans, view.begin, view.end) for spans in (marks.skips, marks.gaps if not missing else ()))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    for stretch in _stretches(skips, view, size, _SKIP_MARGIN):
        painter.fillRect(stretch, theme.neutral_tint)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for stretch in _stretches(gaps, view, size, _HATCH_MARGIN):
        _paint_hatch(painter, stretch, theme.neutral_tint, theme.neutral)
    for stretch in _stretches(within(missing, view.begin, view.end), view, size, _HATCH_MARGIN):
        _paint_hatch(painter, stretch, theme.error_tint, theme.error)


def _empty(size: QSize, scale: float, colour: QColor) -> QPixmap:
    pixmap = QPixmap(size * scale)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(colour)
    return pixmap


def _coloured(ground: QPixmap, bars: QPixmap, colour: QColor) -> QPixmap:
    """The bars in this colour on their ground: they are drawn once for all colours, since that takes the time."""
    painted = QPixmap(bars)
    painter = QPainter(painted)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(painted.rect(), colour)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOver)
    painter.drawPixmap(0, 0, ground)
    painter.end()
    return painted


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
