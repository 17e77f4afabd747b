"""A calm table of lines: one line between rows, whole rows selected, badges painted, no boxes."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from inbox.gui.look.badges import Badge, paint_badge
from inbox.gui.look.theme import Theme
from inbox.gui.widgets.line_model import LineColumn, LineModel

ROW_HEIGHT = 33
"""32 and the line below."""
_PADDING = 12
_ROOM = 320
"""Pixels that a column without a width of its own should have before others get more than they need."""
_Index = QModelIndex | QPersistentModelIndex


class LineTable(QTableView):
    """Shows a `LineModel`. Arrows select; Enter or a double click opens."""

    chosen = Signal(int)
    """The row that is current now; -1 for none."""
    opened = Signal(int)
    """The row that the person wants more of."""

    def __init__(self, model: LineModel, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = model
        self._anchor_value = 0
        self._delegate = _LineDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.hide()
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        header.setFixedHeight(32)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        model.rowsAboutToBeInserted.connect(self._remember_place)
        model.rowsInserted.connect(self._keep_place)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paints in this theme from now on."""
        self._delegate.theme = theme
        self.horizontalHeader().setFont(theme.small_font())
        self.viewport().update()

    def choose(self, row: int) -> None:
        """Makes a row the current and selected one."""
        self.selectRow(row)
        self.setCurrentIndex(self._lines.index(row, 0))

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tells which row is current now."""
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.row() != previous.row() or not previous.isValid():
            self.chosen.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens; everything else is Qt's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Nothing: Qt's own search would walk through every row."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Opens."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.opened.emit(index.row())

    def viewportEvent(self, event: QEvent) -> bool:
        """Follows the mouse, so that the whole row under it shows."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self._hover(self.rowAt(event.position().toPoint().y()))
        elif event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shares the room: those without a width of their own take what the others leave."""
        super().resizeEvent(event)
        columns, room = self._lines.columns, self.viewport().width()
        flexible = sum(not column.width for column in columns)
        widths = [column.roomy_width or column.width for column in columns]
        if room - sum(widths) < _ROOM * flexible:
            widths = [column.width for column in columns]
        left = room - sum(widths)
        for place, width in enumerate(widths):
            self.setColumnWidth(place, width or max(80, left // max(1, flexible)))

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered_row:
            self._delegate.hovered_row = row
            self.viewport().update()

    def _remember_place(self, _parent: QModelIndex, _first: int, _last: int) -> None:
        self._anchor_value = self.verticalScrollBar().value()

    def _keep_place(self, _parent: QModelIndex, first: int, last: int) -> None:
        """What the person looks at stays where it is, unless the top is in view: there new lines may be seen to come."""
        if self._anchor_value > 0 and first * ROW_HEIGHT <= self._anchor_value:
            self.executeDelayedItemsLayout()
            self.updateGeometries()
            self.verticalScrollBar().setValue(self._anchor_value + (last - first + 1) * ROW_HEIGHT)


def fitting(texts: Sequence[str], metrics: QFontMetricsF, width: float) -> str:
    """The first text that is no wider than so many pixels; when there is none, as much of the last as there is room for."""
    for text in texts:
        if metrics.horizontalAdvance(text) <= width:
            return text
    return metrics.elidedText(texts[-1], Qt.TextElideMode.ElideRight, width)


class _LineDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme
        self.hovered_row = -1

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(80, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = self.theme
        rect: QRect = option.rect
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = theme.accent_tint if is_selected else theme.hover if index.row() == self.hovered_row else theme.surface
        painter.fillRect(rect, ground)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.line)
        column: LineColumn = index.data(LineModel.ColumnRole)
        inner = rect.adjusted(_PADDING, 0, -_PADDING, -1)
        badge: Badge | None = index.data(LineModel.BadgeRole)
        if badge is not None:
            paint_badge(painter, badge, inner.left(), inner.center().y() + 0.5, inner.width() + 8, theme, is_selected)
        else:
            font = theme.mono_font() if column.is_mono else theme.body_font()
            painter.setFont(font)
            painter.setPen(theme.secondary if column.is_quiet else theme.text)
            shown = fitting(index.data(LineModel.TextsRole), QFontMetricsF(font), inner.width())
            side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
            painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), shown)
        table = option.widget
        if is_selected and isinstance(table, QTableView) and table.hasFocus():
            painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), 1), theme.accent)
            painter.fillRect(QRect(rect.left(), rect.bottom() - 1, rect.width(), 2), theme.accent)
