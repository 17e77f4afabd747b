"""The stars of a recording in a row of the list."""

from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter

from inbox.gui.look.icons import icon_pixmap
from inbox.gui.look.theme import Theme

_MOST = 5
_STAR = 12
_STEP = 14
STARS_WIDTH = (_MOST - 1) * _STEP + _STAR
"""Pixels that five take."""


def paint_stars(painter: QPainter, inner: QRect, count: int, theme: Theme) -> None:
    """As many as were given, from the left of ``inner``; none is nothing."""
    scale = painter.device().devicePixelRatioF() if painter.device() is not None else 1.0
    top = inner.center().y() - _STAR / 2 + 1
    for number in range(count):
        star = icon_pixmap("star-full", theme.accent, _STAR, scale)
        painter.drawPixmap(QPointF(inner.left() + number * _STEP, top), star)
