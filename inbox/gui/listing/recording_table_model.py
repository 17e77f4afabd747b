"""The list's model: the ordered row ids of a query, and of the rows themselves only what was looked at lately."""

import html
import logging
from array import array
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from inbox.domain.problems import Problem
from inbox.domain.query import RecordingQuery, SortColumn
from inbox.domain.recording import Recording
from inbox.domain.standstill import NOT_RESTING, Resting
from inbox.gui.listing.download_state import ProgressOf
from inbox.gui.listing.recording_columns import HEADERS, NUMERIC, SORTS, Column, display_text, sort_value, spoken_text, tip_text
from inbox.gui.widgets.id_changes import Insertion, Removal, Reordering, changes, common_ends
from inbox.storage.listing.recordings import Recordings

_log = logging.getLogger(__name__)

PAGE = 128
_KEPT = 32 * PAGE
_DIFFERENT_AT_MOST = 20_000
_SEARCHED_AROUND = 4_096
_TIP_LIMIT = 400
_RETRY_MS = 1_000
"""After the store could not be read."""

_Index = QModelIndex | QPersistentModelIndex


class RecordingTableModel(QAbstractTableModel):
    """Rows of the inbox in the order of a query. Lives in the GUI thread; reads rows by primary key, a page at a time."""

    SortRole = Qt.ItemDataRole.UserRole
    """The native value behind a cell."""
    RecordingRole = Qt.ItemDataRole.UserRole + 1
    """The whole `Recording`; None for a row that is gone."""
    PlayingRole = Qt.ItemDataRole.UserRole + 2
    """Whether the row's recording is heard now."""

    def __init__(self, recordings: Recordings, progress_of: ProgressOf, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recordings = recordings
        self._progress_of, self._resting = progress_of, NOT_RESTING
        self._ids: array[int] = array("q")
        self._rows: OrderedDict[int, Recording | None] = OrderedDict()
        self._query = RecordingQuery()
        self._playing: int | None = None
        self.is_loading = True
        """True until the first ids of the first query are there."""
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self._paint_again)

    @property
    def ids(self) -> "array[int]":
        """The row ids in order. Not to be changed."""
        return self._ids

    @property
    def query(self) -> RecordingQuery:
        """What the rows are of."""
        return self._query

    def shows(self, query: RecordingQuery) -> bool:
        """Whether the rows are of this query."""
        return not self.is_loading and self._query == query

    def recording_at(self, row: int) -> Recording | None:
        """The recording in a row of the list, read with its page when it is not at hand; None when there is none to be had.

        After a read that failed the rows stay empty for a second, in which the failing store holds up no painting.
        """
        wanted = self._ids[row]
        if wanted not in self._rows:
            start = row // PAGE * PAGE
            if self._retry.isActive():
                return None
            try:
                self._read(self._ids[start : start + PAGE])
            except Problem as problem:
                _log.info("A page of the list could not be read: %s", problem)
                self._retry.start(_RETRY_MS)
                return None
        else:
            self._rows.move_to_end(wanted)
        return self._rows[wanted]

    def row_of(self, recording: int) -> int | None:
        """Where a row id stands: everywhere in arrival order or in a short list, else only among the first some thousand."""
        count = len(self._ids)
        if self._query.sort is SortColumn.FIRST_SEEN and self._query.descending:
            low, high = 0, count
            while low < high:
                middle = (low + high) // 2
                if self._ids[middle] > recording:
                    low = middle + 1
                else:
                    high = middle
            if low < count and self._ids[low] == recording:
                return low
        try:
            return self._ids.index(recording, 0, count if count <= 10 * _SEARCHED_AROUND else _SEARCHED_AROUND)
        except ValueError:
            return None

    def show_query(self, query: RecordingQuery, ids: "array[int]") -> None:
        """Shows another query's rows: the one case in which the model is reset."""
        self.beginResetModel()
        self._ids = ids
        self._query = query
        self.is_loading = False
        self.endResetModel()

    def set_resting(self, resting: Resting) -> None:
        """What keeps all that waits from being downloaded is another."""
        self._resting = resting
        if self._ids:
            self.dataChanged.emit(self.index(0, Column.STATE), self.index(len(self._ids) - 1, Column.STATE))

    def set_playing(self, recording: int | None) -> None:
        """Marks the row of the recording that is heard now, and no other."""
        before, self._playing = self._playing, recording
        for row_id in (before, recording) if before != recording else ():
            row = self.row_of(row_id) if row_id is not None else None
            if row is not None:
                self.dataChanged.emit(self.index(row, Column.STATE), self.index(row, Column.STATE))

    def take_rows(self, asked: Iterable[int], rows: Mapping[int, Recording]) -> None:
        """Takes rows as they are in the store now, and tells the view which lines to paint again."""
        places = []
        for row_id in asked:
            known = row_id in self._rows
            if known or row_id in rows:
                self._rows[row_id] = rows.get(row_id)
            place = self.row_of(row_id) if known else None
            if place is not None:
                places.append(place)
        self._forget_old()
        if places:
            last = self.columnCount() - 1
            if len(places) > PAGE:
                self.dataChanged.emit(self.index(min(places), 0), self.index(max(places), last))
            else:
                for place in places:
                    self.dataChanged.emit(self.index(place, 0), self.index(place, last))

    def take_head(self, head: "array[int]") -> bool:
        """Takes the first ids of the same query as they are now. False when it takes all ids to tell what changed."""
        if not head:
            return not self._ids
        try:
            end = self._ids.index(head[-1], 0, len(head) + PAGE) + 1
        except ValueError:
            return False
        old = self._ids[:end]
        newest = max(old)
        before = set(old)
        if any(row_id < newest and row_id not in before for row_id in head):
            return False  # a row from further down came up; its old place is not known here
        self._apply(old, head, 0)
        return True

    def take_all(self, ids: "array[int]") -> None:
        """Takes all ids of the same query as they are now; selection and scroll position stay."""
        head, tail = common_ends(self._ids, ids)
        old, new = self._ids[head : len(self._ids) - tail], ids[head : len(ids) - tail]
        if not old and new:
            self._insert(Insertion(head, new))
        elif len(old) + len(new) <= _DIFFERENT_AT_MOST:
            self._apply(old, new, head)
        else:
            self.beginResetModel()
            self._ids = ids
            self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """How many recordings the query has, as far as known."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """One for each `Column`."""
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Names of the columns, with an arrow on the one that sorts."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        column = Column(section)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                arrow = (" ↓" if self._query.descending else " ↑") if SORTS[column] is self._query.sort else ""
                return HEADERS[column] + arrow
            case Qt.ItemDataRole.TextAlignmentRole:
                side = Qt.AlignmentFlag.AlignRight if column in NUMERIC else Qt.AlignmentFlag.AlignLeft
                return side | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.AccessibleTextRole:
                return HEADERS[column] or "Playable"
            case _:
                return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What a cell shows, says, sorts by; or the whole recording."""
        if not index.isValid() or index.row() >= len(self._ids):
            return None
        recording = self.recording_at(index.row())
        if recording is None or role == self.RecordingRole:
            return recording
        column = Column(index.column())
        is_playing = recording.id == self._playing
        match role:
            case self.PlayingRole:
                return is_playing
            case Qt.ItemDataRole.DisplayRole if is_playing and column is Column.STATE:
                return "❚❚"
            case Qt.ItemDataRole.AccessibleTextRole | Qt.ItemDataRole.ToolTipRole if is_playing and column is Column.STATE:
                return "Playing"
            case Qt.ItemDataRole.DisplayRole:
                return display_text(recording, column, self._progress_of, resting=self._resting)
            case Qt.ItemDataRole.AccessibleTextRole:
                return spoken_text(recording, column, self._progress_of, self._resting)
            case Qt.ItemDataRole.ToolTipRole:
                tip = tip_text(recording, column, self._progress_of, self._resting)
                return html.escape(tip if len(tip) <= _TIP_LIMIT else tip[:_TIP_LIMIT] + "…") or None
            case Qt.ItemDataRole.TextAlignmentRole if column in NUMERIC:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case self.SortRole:
                return sort_value(recording, column)
            case _:
                return None

    def _paint_again(self) -> None:
        """Lets the views ask again for the rows that could not be read."""
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, self.columnCount() - 1))

    def _read(self, ids: Sequence[int]) -> None:
        missing = [row_id for row_id in ids if row_id not in self._rows]
        found = self._recordings.rows(missing)
        for row_id in missing:
            self._rows[row_id] = found.get(row_id)
        self._forget_old()

    def _forget_old(self) -> None:
        while len(self._rows) > _KEPT:
            self._rows.popitem(last=False)

    def _apply(self, old: Sequence[int], new: Sequence[int], at: int) -> None:
        for change in changes(old, new, at):
            match change:
                case Removal(first, count):
                    self.beginRemoveRows(QModelIndex(), first, first + count - 1)
                    del self._ids[first : first + count]
                    self.endRemoveRows()
                case Insertion():
                    self._insert(change)
                case Reordering(first, ids):
                    self._reorder(first, ids)

    def _insert(self, insertion: Insertion) -> None:
        self.beginInsertRows(QModelIndex(), insertion.at, insertion.at + len(insertion.ids) - 1)
        self._ids[insertion.at : insertion.at] = insertion.ids
        self.endInsertRows()

    def _reorder(self, at: int, ids: "array[int]") -> None:
        """Moves rows about; whatever points at a row (the selection) goes with it."""
        self.layoutAboutToBeChanged.emit()
        held = [index for index in self.persistentIndexList() if at <= index.row() < at + len(ids)]
        held_ids = [self._ids[index.row()] for index in held]
        self._ids[at : at + len(ids)] = ids
        places = {row_id: at + place for place, row_id in enumerate(ids)}
        self.changePersistentIndexList(
            held, [self.index(places[row_id], index.column()) for index, row_id in zip(held, held_ids, strict=True)]
        )
        self.layoutChanged.emit()
