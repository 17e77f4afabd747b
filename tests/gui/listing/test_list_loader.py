"""Keeping a long list true to the store."""

import threading
from array import array
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.query import RecordingQuery, SortColumn, parse_query
from inbox.gui.listing.list_loader import FIRST_IDS, ListLoader
from inbox.gui.listing.recording_table_model import RecordingTableModel
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.storage.problems import StoreFailing

_LONG = 5_000


class _List:
    def __init__(self, inbox: WindowInbox) -> None:
        self.inbox = inbox
        self.first, self.rest = QueryWorker("test-first"), QueryWorker("test-rest")
        self.model = RecordingTableModel(inbox.recordings, inbox.progress.get)
        self.loader = ListLoader(inbox.recordings, self.model, self.first, self.rest)
        self.resets = 0
        self.model.modelReset.connect(self._count_reset)
        self.first.start()
        self.rest.start()

    def is_true(self) -> bool:
        return list(self.model.ids) == list(self.inbox.recordings.ids(self.loader.query))

    def tell(self, rows: list[int]) -> None:
        self.loader.recordings_changed(",".join(map(str, rows)))

    def stop(self) -> None:
        self.first.stop()
        self.rest.stop()

    def _count_reset(self) -> None:
        self.resets += 1


@pytest.fixture
def shown(inbox: WindowInbox, qtbot: QtBot) -> Iterator[_List]:
    inbox.receive(_LONG)
    made = _List(inbox)
    yield made
    made.stop()


def test_the_first_page_is_there_before_the_rest(shown: _List, qtbot: QtBot) -> None:
    sizes: list[int] = []
    shown.loader.query_shown.connect(lambda: sizes.append(shown.model.rowCount()))
    shown.loader.ask(RecordingQuery())
    qtbot.waitUntil(shown.is_true, timeout=10_000)
    assert sizes == [FIRST_IDS]
    assert shown.model.rowCount() == _LONG
    assert shown.resets == 1


def test_new_rows_come_on_top_of_a_long_list_without_reading_it_whole(shown: _List, qtbot: QtBot) -> None:
    shown.loader.ask(RecordingQuery())
    qtbot.waitUntil(shown.is_true, timeout=10_000)
    whole: list[int | None] = []
    read = shown.inbox.recordings.ids

    def noted(query: RecordingQuery, limit: int | None = None) -> object:
        whole.append(limit)
        return read(query, limit)

    shown.inbox.recordings.ids = noted  # type: ignore[method-assign,assignment]
    shown.tell(shown.inbox.receive(3))
    qtbot.waitUntil(lambda: shown.model.rowCount() == _LONG + 3, timeout=10_000)
    assert None not in whole
    assert shown.resets == 1


def test_events_while_the_rest_is_read_are_not_lost(shown: _List, qtbot: QtBot) -> None:
    shown.loader.ask(RecordingQuery())
    for _ in range(20):
        shown.tell(shown.inbox.receive(2))
        qtbot.wait(1)
    qtbot.waitUntil(lambda: shown.model.rowCount() == _LONG + 40 and shown.is_true(), timeout=10_000)


def test_a_row_that_came_while_all_ids_were_read_never_leaves_again(
    shown: _List, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, gate = shown.inbox.recordings.ids, threading.Event()

    def slow(query: RecordingQuery, limit: int | None = None) -> "array[int]":
        ids = read(query, limit)
        assert limit is not None or gate.wait(10)
        return ids

    monkeypatch.setattr(shown.inbox.recordings, "ids", slow)
    shown.loader.ask(RecordingQuery())
    qtbot.waitUntil(lambda: shown.model.rowCount() == FIRST_IDS, timeout=10_000)
    removed: list[int] = []
    shown.model.rowsRemoved.connect(lambda _parent, first, _last: removed.append(first))
    newest = shown.inbox.receive(1)
    shown.tell(newest)
    qtbot.waitUntil(lambda: shown.model.row_of(newest[0]) == 0, timeout=10_000)
    gate.set()
    qtbot.waitUntil(lambda: shown.model.rowCount() == _LONG + 1 and shown.is_true(), timeout=10_000)
    assert not removed


@pytest.mark.parametrize("sort", [SortColumn.CONFERENCE, SortColumn.LENGTH, SortColumn.DOWNLOAD])
def test_a_long_sorted_list_takes_changes_in(shown: _List, qtbot: QtBot, sort: SortColumn) -> None:
    shown.loader.ask(RecordingQuery(sort=sort, descending=False))
    qtbot.waitUntil(shown.is_true, timeout=10_000)
    rows = shown.inbox.receive(2, name="AAA", duration="PT1S")
    shown.inbox.begin(rows[0])
    shown.tell(rows)
    qtbot.waitUntil(lambda: shown.model.rowCount() == _LONG + 2 and shown.is_true(), timeout=10_000)
    assert shown.resets == 1


def test_of_queries_asked_in_a_row_the_last_is_shown(shown: _List, qtbot: QtBot) -> None:
    for text in ("c", "co", "status:partial", "conference 4711"):
        shown.loader.ask(parse_query(text))
    assert shown.first.drain()
    assert shown.rest.drain()
    assert shown.is_true()
    assert shown.model.rowCount() == 1


def test_changes_told_before_anything_is_shown_wait(shown: _List, qtbot: QtBot) -> None:
    shown.tell(shown.inbox.receive(1))
    shown.loader.ask(RecordingQuery())
    qtbot.waitUntil(lambda: shown.model.rowCount() == _LONG + 1 and shown.is_true(), timeout=10_000)


class _Failing:
    """Lets the reads of ids fail until `heal`."""

    def __init__(self, inbox: WindowInbox, monkeypatch: pytest.MonkeyPatch, of_all: bool = False) -> None:
        self.is_failing = True
        read = inbox.recordings.ids

        def ids(query: RecordingQuery, limit: int | None = None) -> "array[int]":
            if self.is_failing and (limit is None or not of_all):
                raise StoreFailing("The inbox could not be read: input/output error.")
            return read(query, limit)

        monkeypatch.setattr(inbox.recordings, "ids", ids)


@pytest.mark.parametrize("of_all", [False, True], ids=["the first page", "the rest"])
def test_a_list_that_could_not_be_read_comes_by_itself(
    shown: _List, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, of_all: bool
) -> None:
    failing = _Failing(shown.inbox, monkeypatch, of_all)
    with qtbot.waitSignal(shown.loader.problem) as told:
        shown.loader.ask(RecordingQuery())
    assert told.args == ["The inbox could not be read: input/output error."]
    assert shown.model.is_loading is not of_all
    failing.is_failing = False
    qtbot.waitUntil(shown.is_true, timeout=10_000)


def test_changes_that_could_not_be_read_are_not_lost(shown: _List, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    shown.loader.ask(RecordingQuery())
    qtbot.waitUntil(shown.is_true, timeout=10_000)
    old = shown.model.ids[0]
    assert shown.model.recording_at(0) is not None
    failing = _Failing(shown.inbox, monkeypatch)
    shown.inbox.fail(old, "Bandwidth could not be reached.")
    with qtbot.waitSignal(shown.loader.problem):
        shown.tell([old])
    new = shown.inbox.receive(1)
    shown.tell(new)
    failing.is_failing = False
    read: set[int] = set()
    shown.loader.rows_read.connect(read.update)
    qtbot.waitUntil(lambda: shown.model.rowCount() == _LONG + 1 and shown.is_true(), timeout=10_000)
    assert read == {old, *new}
