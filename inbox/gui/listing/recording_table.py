"""The list as the person sees and uses it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from inbox.domain.expiring import WARNING_DAYS
from inbox.domain.query import SortColumn
from inbox.domain.recording import Recording
from inbox.domain.standstill import Resting
from inbox.domain.statuses import DownloadStatus
from inbox.gui.listing.column_fit import ColumnFit
from inbox.gui.listing.download_state import ProgressOf
from inbox.gui.listing.recording_columns import DESCENDING_FIRST, SORTS, Column
from inbox.gui.listing.recording_table_model import RecordingTableModel
from inbox.gui.listing.row_delegate import ROW_HEIGHT, RowDelegate, paint_skeleton
from inbox.gui.look.theme import Theme

_PROGRESS_EVERY_MS = 200
_Index = QModelIndex | QPersistentModelIndex


class RecordingTable(QTableView):
    """A click, Enter or Space activates a row; the arrows only select."""

    activated_recording = Signal(str)
    """The row id of the recording that the person wants to hear."""
    spaced_recording = Signal(str)
    """The same, by the space bar: it may pause as well."""
    current_changed = Signal(object)
    """The current `Recording`, or None."""
    sort_asked = Signal(object, bool)
    """A `SortColumn`, and whether it is descending."""
    menu_asked = Signal(QPoint)
    """Where, on the screen, a menu for the selected rows is wanted."""

    def __init__(
        self,
        model: RecordingTableModel,
        theme: Theme,
        progress_of: ProgressOf,
        parent: QWidget | None = None,
        *,
        warning_days: Callable[[], int] = lambda: WARNING_DAYS,
    ) -> None:
        """``warning_days`` says how soon a recording counts as expiring."""
        super().__init__(parent)
        self.click_plays = True
        self._theme = theme
        self._sort, self._descending = SortColumn.FIRST_SEEN, True
        self._anchor_value = 0
        self._delegate = RowDelegate(theme, progress_of, self, warning_days=warning_days)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self._list = model
        self.setAccessibleName("Recordings")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self._set_up_headers()
        model.modelReset.connect(self._select_last_current)
        model.rowsAboutToBeInserted.connect(self._remember_place)
        model.rowsInserted.connect(self._keep_place_after_insertion)
        model.rowsAboutToBeRemoved.connect(self._remember_place)
        model.rowsRemoved.connect(self._keep_place_after_removal)
        self._progress_timer = QTimer(self)
        self._progress_timer.setInterval(_PROGRESS_EVERY_MS)
        self._progress_timer.timeout.connect(self._repaint_progress)
        self._progress_timer.start()

    def set_theme(self, theme: Theme) -> None:
        """Paints in this theme from now on."""
        self._theme = theme
        self._delegate.set_theme(theme)
        self.viewport().update()

    def show_resting(self, resting: Resting) -> None:
        """Shows of what waits why it does."""
        if resting != self._delegate.resting:
            self._delegate.resting = resting
            self._list.set_resting(resting)

    def current_recording(self) -> Recording | None:
        """The recording of the current row."""
        index = self.currentIndex()
        return self._list.recording_at(index.row()) if index.isValid() else None

    def selected_ids(self) -> list[int]:
        """Row ids of the selected rows, from the top."""
        ids = self._list.ids
        selection = self.selectionModel().selection()
        ranges = (selection.at(place) for place in range(selection.count()))
        spans = sorted((span.top(), span.bottom()) for span in ranges)
        return [row_id for top, bottom in spans for row_id in ids[top : bottom + 1]]

    def select_id(self, row_id: int) -> bool:
        """Makes the row with this id the current and only selected one, without scrolling more than needed."""
        row = self._list.row_of(row_id)
        if row is None:
            return False
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(self._list.index(row, Column.CONFERENCE), flags)
        return True

    def visible_rows(self) -> range:
        """The rows that can be seen now."""
        first = self.rowAt(0)
        if first < 0:
            return range(0)
        last = self.rowAt(self.viewport().height() - 1)
        return range(first, (self._list.rowCount() - 1 if last < 0 else last) + 1)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tells who shows the current recording; repaints both rows' focus ring."""
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.row() != previous.row() or not previous.isValid():
            recording = self.current_recording()
            if recording is not None:
                self._last_current = recording.id
            self.current_changed.emit(recording)

    _last_current: int | None = None
    """The row id of the recording that was current last; it may be in another list than the one that is shown."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A plain click activates; with Shift or Ctrl it only selects."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        plain = event.button() == Qt.MouseButton.LeftButton and event.modifiers() == Qt.KeyboardModifier.NoModifier
        wanted = self.click_plays or index.column() == Column.STATE
        if plain and wanted and index.isValid() and index.row() == self._pressed_row:
            self._activate(index.row())
        self._pressed_row = -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Notes where a click begins."""
        self._show_ring(False)
        self._pressed_row = self.indexAt(event.position().toPoint()).row()
        super().mousePressEvent(event)

    _pressed_row = -1

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Activates where a single click only selects."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and not self.click_plays and event.button() == Qt.MouseButton.LeftButton:
            self._activate(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter activates the current row, Home and End select the first and the last; everything else is Qt's."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        row = self.currentIndex().row()
        self._show_ring(True)
        match event.key():
            case Qt.Key.Key_Home | Qt.Key.Key_End if not event.modifiers() & Qt.KeyboardModifier.ShiftModifier and row >= 0:
                self.select_id(self._list.ids[0 if event.key() == Qt.Key.Key_Home else -1])
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if plain and row >= 0:
                self._activate(row)
            case _:
                super().keyPressEvent(event)

    def play_or_pause(self) -> None:
        """Does with the current row what the space bar does."""
        row = self.currentIndex().row()
        self._show_ring(True)
        if row >= 0:
            self.spaced_recording.emit(str(self._list.ids[row]))

    def ask_for_menu(self) -> None:
        """Asks for the menu of the current row, beside it."""
        if self.currentIndex().isValid():
            place = self.visualRect(self.currentIndex().siblingAtColumn(Column.CONFERENCE)).bottomLeft()
            self.menu_asked.emit(self.viewport().mapToGlobal(place))

    def keyboardSearch(self, search: str) -> None:
        """Nothing: Qt's own search would walk through every row. The search field is for that."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Asks for the menu where the mouse is, or at the current row when the keyboard asks."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.ask_for_menu()
        elif self.indexAt(event.pos()).isValid():
            self.menu_asked.emit(event.globalPos())

    def viewportEvent(self, event: QEvent) -> bool:
        """Follows the mouse, so that the whole row under it shows."""
        if isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseMove:
            self._hover(self.rowAt(event.position().toPoint().y()))
        elif event.type() == QEvent.Type.Leave:
            self._hover(-1)
        return super().viewportEvent(event)

    def take_keyboard(self) -> None:
        """The keyboard comes here from another part of the window."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._show_ring(True)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Shows the focus ring when the keyboard brought the focus. Where the keyboard is, a row is selected."""
        reasons = Qt.FocusReason
        if event.reason() is not reasons.MouseFocusReason and not self.selectionModel().hasSelection():
            self._select_last_current()
            if not self.selectionModel().hasSelection() and self._list.rowCount():
                self.select_id(self._list.ids[0])
        super().focusInEvent(event)
        self._show_ring(event.reason() in (reasons.TabFocusReason, reasons.BacktabFocusReason, reasons.ShortcutFocusReason))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Takes the focus ring away."""
        super().focusOutEvent(event)
        self._show_ring(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fits the columns into the room."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():  # a column made wide may bring a scroll bar below, and stays as wide
            self._fit.fit()
            self._delegate.brief = self._fit.brief

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, or pale bars where rows are about to come."""
        super().paintEvent(event)
        if self._list.is_loading:
            painter = QPainter(self.viewport())
            for row in range(self.viewport().height() // ROW_HEIGHT):
                for column in (column for column in Column if not self.isColumnHidden(column)):
                    left, width = self.columnViewportPosition(column), self.columnWidth(column)
                    paint_skeleton(painter, QRect(left, row * ROW_HEIGHT, width, ROW_HEIGHT), column, self._theme)
            painter.end()

    def _set_up_headers(self) -> None:
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        rows.hide()
        self._fit = ColumnFit(self, self._theme)
        self.horizontalHeader().sectionClicked.connect(self._header_clicked)

    def _header_clicked(self, section: int) -> None:
        """First click one way, second the other, third back to the order of arrival."""
        column = Column(section)
        first_way = column in DESCENDING_FIRST
        if self._sort is not SORTS[column]:
            self._sort, self._descending = SORTS[column], first_way
        elif self._descending == first_way:
            self._descending = not first_way
        else:
            self._sort, self._descending = SortColumn.FIRST_SEEN, True
        self.sort_asked.emit(self._sort, self._descending)

    def _select_last_current(self) -> None:
        if self._last_current is not None:
            self.select_id(self._last_current)

    def _activate(self, row: int) -> None:
        self.activated_recording.emit(str(self._list.ids[row]))

    def _show_ring(self, is_shown: bool) -> None:
        if self._delegate.has_ring != is_shown:
            self._delegate.has_ring = is_shown
            self.viewport().update()

    def _hover(self, row: int) -> None:
        if row != self._delegate.hovered_row:
            self._delegate.hovered_row = row
            self.viewport().update()

    def _remember_place(self, _parent: QModelIndex, _first: int, _last: int) -> None:
        self._anchor_value = self.verticalScrollBar().value()

    def _keep_place_after_insertion(self, _parent: QModelIndex, first: int, last: int) -> None:
        """What the person looks at stays where it is, unless the top is in view: there new rows may be seen to come."""
        if self._anchor_value > 0 and first * ROW_HEIGHT <= self._anchor_value:
            self._move_to(self._anchor_value + (last - first + 1) * ROW_HEIGHT)

    def _keep_place_after_removal(self, _parent: QModelIndex, first: int, last: int) -> None:
        above = min((last - first + 1) * ROW_HEIGHT, max(0, self._anchor_value - first * ROW_HEIGHT))
        if above:
            self._move_to(self._anchor_value - above)

    def _move_to(self, value: int) -> None:
        self.executeDelayedItemsLayout()
        self.updateGeometries()
        self.verticalScrollBar().setValue(value)

    def _repaint_progress(self) -> None:
        rows: Sequence[int] = self.visible_rows() if self.isVisible() else range(0)
        for row in rows:
            recording = self._list.recording_at(row)
            if recording is not None and recording.download_status is DownloadStatus.DOWNLOADING:
                self.update(self._list.index(row, Column.STATE))
