"""Bars for what is loud, dots for what is silent."""

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from inbox.gui.theme import Theme
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
_HATCH_MARGIN, _HATCH_PITCH = 9, 6


def bar_heights(shape: WaveformShape | None, count: int) -> list[float]:
    """The height in pixels of each of ``count`` bars; 0 for silence."""
    if shape is None or not shape.levels:
        return [0.0] * count
    levels = fold(shape.levels, count) if len(shape.levels) >= count else _between(shape.levels, count)
    full = max(_QUIETEST_FULL, max(levels))
    return [0.0 if level <= _SILENT else _SHORTEST + (_TALLEST - _SHORTEST) * (level / full) ** 0.8 for level in levels]


def _between(levels: bytes, count: int) -> bytes:
    """More bars than levels (a clip of seconds): straight lines from one level to the next."""
    last = len(levels) - 1
    places = [min(max((index + 0.5) * len(levels) / count - 0.5, 0.0), float(last)) for index in range(count)]
    lower = [int(place) for place in places]
    return bytes(
        round(levels[low] + (levels[min(low + 1, last)] - levels[low]) * (place - low))
        for low, place in zip(lower, places, strict=True)
    )


def paint_bars(shape: WaveformShape | None, size: QSize, scale: float, colour: QColor, theme: Theme) -> QPixmap:
    """A picture of the whole waveform in one colour, for a screen of this scale; what is missing is hatched."""
    pixmap = QPixmap(size * scale)
    pixmap.setDevicePixelRatio(scale)
    pixmap.fill(theme.background)
    count = max(1, int(size.width() // PITCH))
    pitch, middle = size.width() / count, size.height() / 2
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for begin, end in shape.missing if shape is not None else ():
        _paint_missing(painter, QRectF(begin * size.width(), 0, (end - begin) * size.width(), size.height()), theme)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    for index, height in enumerate(bar_heights(shape, count)):
        width, tall = (BAR_WIDTH, height) if height else (_DOT, _DOT)
        bar = QRectF((index + 0.5) * pitch - width / 2, middle - tall / 2, width, tall)
        painter.drawRoundedRect(bar, width / 2, width / 2)  # several times as fast as lines with round caps
    painter.end()
    return pixmap


def _paint_missing(painter: QPainter, whole: QRectF, theme: Theme) -> None:
    """A hatched stretch, never narrower than the eye can find."""
    stretch = whole.adjusted(0, _HATCH_MARGIN, max(0.0, 3.0 - whole.width()), -_HATCH_MARGIN)
    painter.save()
    painter.setClipRect(stretch)
    painter.fillRect(stretch, theme.error_tint)
    line = QColor(theme.error)
    line.setAlphaF(0.55)
    painter.setPen(QPen(line, 1))
    slant = stretch.height()
    for step in range(int((stretch.width() + slant) // _HATCH_PITCH) + 1):
        x = stretch.left() - slant + step * _HATCH_PITCH
        painter.drawLine(QLineF(x, stretch.bottom(), x + slant, stretch.top()))
    painter.restore()
