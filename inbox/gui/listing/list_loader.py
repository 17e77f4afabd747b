"""Keeps the list's model true to the store: first page first, all ids after it, and small steps from then on."""

import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from inbox.domain.problems import Problem
from inbox.domain.query import RecordingQuery, SortColumn
from inbox.domain.recording import Recording
from inbox.gui.listing.recording_table_model import PAGE, RecordingTableModel
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.storage.listing.recordings import Recordings

FIRST_IDS = 2 * PAGE
_HEAD_IDS = 4 * PAGE
_SHORT_LIST = 4_096
"""Up to here all ids are read again at every change."""
_PAUSE_SECONDS = 0.15
_RETRY_MS = 1_000
"""After the store could not be read."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """What one look at the store found."""

    query: RecordingQuery
    asked: tuple[int, ...]
    rows: dict[int, Recording]
    ids: "array[int]"
    is_all: bool
    seconds: float


class ListLoader(QObject):
    """Asks the store off the GUI thread, and hands the answers to the model. Lives in the GUI thread."""

    query_shown = Signal()
    """The first ids of a newly asked query are in the model."""
    rows_read = Signal(object)
    """Changed rows as they are now: a dict of row id to `Recording`."""
    problem = Signal(str)
    """The store could not be read: the sentence for the person. It is tried again by itself."""

    def __init__(
        self,
        recordings: Recordings,
        model: RecordingTableModel,
        first: QueryWorker,
        rest: QueryWorker,
        parent: QObject | None = None,
    ) -> None:
        """``first`` answers what the person waits for; ``rest`` what may take as long as the inbox is large."""
        super().__init__(parent)
        self._recordings = recordings
        self._model = model
        self._first, self._rest = first, rest
        self._query = RecordingQuery()
        self._stale: set[int] = set()
        self._is_looking = False
        self._is_partial = True
        self._changes = 0
        self._all_took = 0.0
        self._all_timer = self._single_shot(self._ask_all)
        self._query_retry = self._single_shot(lambda: self.ask(self._query))
        self._changes_retry = self._single_shot(self._look_again)

    @property
    def query(self) -> RecordingQuery:
        """The query that is shown or asked for."""
        return self._query

    def ask(self, query: RecordingQuery) -> None:
        """Shows another query."""
        self._query = query
        self._all_timer.stop()
        self._query_retry.stop()
        self._first.submit("list", self._look(query, (), FIRST_IDS), self._show, self._query_failed)

    def recordings_changed(self, text: str) -> None:
        """Hears from the change feed which rows changed (ids separated by commas)."""
        self._stale.update(map(int, filter(None, text.split(","))))
        self._look_again()

    def time_passed(self) -> None:
        """Other recordings may count as expiring by now: a list of those is read again, and changed in place."""
        if any(term.field == "is" and term.value.strip().lower() == "expiring" for term in self._query.terms):
            self._ask_all_soon()

    def _single_shot(self, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(act)
        return timer

    def _look(self, query: RecordingQuery, asked: tuple[int, ...], limit: int | None) -> Callable[[], _Seen]:
        def look() -> _Seen:
            began = time.monotonic()
            rows = self._recordings.rows(asked) if asked else {}
            ids = self._recordings.ids(query, limit)
            is_all = limit is None or len(ids) < limit
            return _Seen(query, asked, rows, ids, is_all, time.monotonic() - began)

        return look

    def _show(self, seen: _Seen) -> None:
        self._model.show_query(seen.query, seen.ids)
        self._is_partial = not seen.is_all
        self.query_shown.emit()
        if self._is_partial:
            self._ask_all()
        self._look_again()

    def _query_failed(self, problem: Problem) -> None:
        self._query_retry.start(_RETRY_MS)
        self.problem.emit(str(problem))

    def _look_again(self) -> None:
        if not self._stale or self._is_looking or self._model.is_loading or self._changes_retry.isActive():
            return
        asked, self._stale = tuple(self._stale), set()
        self._is_looking = True
        self._changes += 1
        if self._is_partial:
            limit: int | None = FIRST_IDS  # no more than the model has, or its end would not be found in it
        elif self._model.rowCount() <= _SHORT_LIST:
            limit = None
        else:
            limit = max(_HEAD_IDS, 2 * len(asked))

        def failed(problem: Problem) -> None:
            self._is_looking = False
            self._stale.update(asked)
            self._changes_retry.start(_RETRY_MS)
            self.problem.emit(str(problem))

        self._first.submit("changes", self._look(self._query, asked, limit), self._take, failed)

    def _take(self, seen: _Seen) -> None:
        self._is_looking = False
        self._model.take_rows(seen.asked, seen.rows)
        if seen.query == self._query and not self._is_asked_for():
            if seen.is_all:
                self._model.take_all(seen.ids)
            elif not self._model.take_head(seen.ids) or not self._is_arrival_order():
                self._ask_all_soon()
        self.rows_read.emit(seen.rows)
        self._look_again()

    def _is_asked_for(self) -> bool:
        """Whether another query's first page is on its way, so that the model still shows the one before."""
        return not self._model.shows(self._query)

    def _is_arrival_order(self) -> bool:
        """Whether only new rows can change the list, and only at its top."""
        query = self._query
        return not query.terms and not query.words and query.sort is SortColumn.FIRST_SEEN and query.descending

    def _ask_all_soon(self) -> None:
        if not self._all_timer.isActive():
            self._all_timer.start(round(max(_PAUSE_SECONDS, 2 * self._all_took) * 1000))

    def _ask_all(self) -> None:
        changes = self._changes
        self._rest.submit("list", self._look(self._query, (), None), lambda seen: self._take_all(seen, changes), self._all_failed)

    def _all_failed(self, problem: Problem) -> None:
        if not self._is_asked_for():
            self._all_timer.start(_RETRY_MS)
        self.problem.emit(str(problem))

    def _take_all(self, seen: _Seen, changes: int) -> None:
        if seen.query != self._query or not self._model.shows(seen.query):
            return
        self._all_took = seen.seconds
        self._is_partial = False
        if changes != self._changes:  # rows came while all ids were being read: keep them, and look once more
            self._model.take_all(self._with_newer(seen.ids))
            if not self._is_arrival_order():
                self._ask_all_soon()
        else:
            self._model.take_all(seen.ids)

    def _with_newer(self, ids: "array[int]") -> "array[int]":
        newest = max(ids, default=0)
        for place, row_id in enumerate(self._model.ids[:_SHORT_LIST]):
            if row_id > newest:
                ids.insert(place, row_id)
        return ids
