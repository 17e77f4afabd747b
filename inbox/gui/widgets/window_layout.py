"""How the window's parts are put side by side, without gaps, and how keys reach them."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSplitter, QVBoxLayout, QWidget

_UPPER, _LOWER = 470, 350


def side_by_side(left: QWidget, right: QWidget) -> QWidget:
    """Two widgets in a row; the right one takes the room."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    row.addWidget(left)
    row.addWidget(right, 1)
    return whole


def stacked_vertically(*widgets: QWidget, top: int = 0, wide: QWidget | None = None) -> QWidget:
    """Widgets below each other, ``top`` pixels from the edge; ``wide`` (else the last) takes the room."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, top, 0, 0)
    column.setSpacing(0)
    for widget in widgets:
        column.addWidget(widget, 1 if widget is (wide or widgets[-1]) else 0)
    return whole


def split(upper: QWidget, lower: QWidget, least_width: int) -> QSplitter:
    """Two widgets with a line between them that can be moved; a larger window makes the upper one larger.

    They are to have ``least_width``: what stands beside them gives way for that, whatever they themselves would like to have.
    """
    splitter = QSplitter(Qt.Orientation.Vertical)
    splitter.setHandleWidth(1)
    splitter.setMinimumWidth(least_width)
    splitter.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
    splitter.addWidget(upper)
    splitter.addWidget(lower)
    splitter.setStretchFactor(0, 1)
    splitter.setCollapsible(0, False)
    splitter.setSizes([_UPPER, _LOWER])
    return splitter


def add_shortcuts(
    owner: QWidget,
    keys: Mapping[str, Callable[[], object]],
    context: Qt.ShortcutContext = Qt.ShortcutContext.WindowShortcut,
) -> None:
    """Lets keys (as in ``Ctrl+F``) call what stands beside them."""
    for name, action in keys.items():
        QShortcut(QKeySequence(name), owner, context=context).activated.connect(action)
