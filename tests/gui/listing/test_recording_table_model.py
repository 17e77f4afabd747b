"""The list's model over a large inbox."""

from array import array
from collections.abc import Sequence

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.query import RecordingQuery, SortColumn
from inbox.domain.recording import Recording
from inbox.gui.listing.recording_columns import Column
from inbox.gui.listing.recording_table_model import PAGE, RecordingTableModel
from inbox.storage.problems import StoreFailing

_MANY = 100_000


@pytest.fixture
def model(inbox: WindowInbox, qtbot: QtBot) -> RecordingTableModel:
    return RecordingTableModel(inbox.recordings, inbox.progress.get)


def _show(model: RecordingTableModel, inbox: WindowInbox, query: RecordingQuery | None = None) -> None:
    query = query or RecordingQuery()
    model.show_query(query, inbox.recordings.ids(query))


def test_a_hundred_thousand_rows_are_shown_with_one_read(model: RecordingTableModel, inbox: WindowInbox) -> None:
    rows = inbox.receive(300)
    ids = array("q", [*reversed(rows), *range(10**9, 10**9 + _MANY - 300)])
    model.show_query(RecordingQuery(), ids)
    inbox.recordings.reads = 0
    for row in range(30):
        for column in Column:
            assert model.index(row, column).data() is not None
    assert inbox.recordings.reads == 1
    model.index(PAGE, Column.STATUS).data()
    assert inbox.recordings.reads == 2


def test_only_what_was_looked_at_lately_is_kept(model: RecordingTableModel, inbox: WindowInbox) -> None:
    rows = inbox.receive(1)
    model.show_query(RecordingQuery(), array("q", [*rows, *range(10**9, 10**9 + _MANY)]))
    for row in range(0, _MANY, PAGE):
        model.recording_at(row)
    inbox.recordings.reads = 0
    model.recording_at(0)
    assert inbox.recordings.reads == 1


def test_the_roles_give_the_text_the_native_value_and_the_whole_recording(model: RecordingTableModel, inbox: WindowInbox) -> None:
    row = inbox.receive(name="Stand-up")[0]
    _show(model, inbox)
    recording = model.index(0, Column.STATE).data(RecordingTableModel.RecordingRole)
    assert isinstance(recording, Recording)
    assert recording.id == row
    assert model.index(0, Column.LENGTH).data() == "0:20"
    assert model.index(0, Column.LENGTH).data(RecordingTableModel.SortRole) == 20.0
    assert model.index(0, Column.STARTED).data(RecordingTableModel.SortRole) == recording.started_at
    assert model.index(0, Column.STATUS).data(Qt.ItemDataRole.AccessibleTextRole) == "Status complete"
    assert model.index(0, Column.STATE).data(Qt.ItemDataRole.AccessibleTextRole)


def test_new_rows_and_gone_rows_leave_the_others_selected(model: RecordingTableModel, inbox: WindowInbox) -> None:
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    inbox.receive(10)
    _show(model, inbox)
    held = QPersistentModelIndex(model.index(4, 0))
    kept = model.ids[4]
    inbox.receive(2)
    assert model.take_head(inbox.recordings.ids(RecordingQuery(), 8))
    assert model.rowCount() == 12
    assert (held.row(), model.ids[held.row()]) == (6, kept)
    model.take_all(array("q", [row for row in model.ids if row % 2 == kept % 2]))
    assert model.ids[held.row()] == kept


def test_a_row_that_moves_takes_its_selection_along(model: RecordingTableModel, inbox: WindowInbox) -> None:
    inbox.receive(5)
    _show(model, inbox)
    held = QPersistentModelIndex(model.index(0, 0))
    kept = model.ids[0]
    order = array("q", [*model.ids[1:], kept])
    model.take_all(order)
    assert list(model.ids) == list(order)
    assert held.row() == 4
    assert not model.take_head(array("q", [kept, 999]))


def test_a_row_that_came_up_from_below_asks_for_all_ids(model: RecordingTableModel, inbox: WindowInbox) -> None:
    query = RecordingQuery(sort=SortColumn.LENGTH)
    model.show_query(query, array("q", range(1000, 0, -1)))
    assert not model.take_head(array("q", [5, *range(1000, 900, -1)]))


def test_a_row_is_found_by_its_id_wherever_it_stands(model: RecordingTableModel) -> None:
    model.show_query(RecordingQuery(), array("q", range(_MANY, 0, -1)))
    assert model.row_of(1) == _MANY - 1
    assert model.row_of(_MANY) == 0
    assert model.row_of(_MANY + 1) is None


def test_a_changed_row_is_painted_again_and_no_other(model: RecordingTableModel, inbox: WindowInbox) -> None:
    rows = inbox.receive(10)
    _show(model, inbox)
    model.recording_at(0)
    told: list[tuple[int, int]] = []

    def note(first: QModelIndex, last: QModelIndex) -> None:
        told.append((first.row(), last.row()))

    model.dataChanged.connect(note)
    inbox.begin(rows[2])
    model.take_rows([rows[2]], inbox.recordings.rows([rows[2]]))
    assert told == [(7, 7)]
    assert model.index(7, Column.STATE).data() == "↓ 0 %"


def test_rows_that_could_not_be_read_are_empty_and_painted_again_by_themselves(
    model: RecordingTableModel, inbox: WindowInbox, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.receive(3, name="Stand-up")
    _show(model, inbox)
    read, tries = inbox.recordings.rows, [0]

    def rows(ids: Sequence[int]) -> dict[int, Recording]:
        tries[0] += 1
        if tries[0] == 1:
            raise StoreFailing("The inbox could not be read: input/output error.")
        return read(ids)

    monkeypatch.setattr(inbox.recordings, "rows", rows)
    with qtbot.waitSignal(model.dataChanged, timeout=5_000) as changed:
        for row in range(3):
            assert model.index(row, Column.CONFERENCE).data() is None
            assert model.recording_at(row) is None
        assert tries == [1]
    assert changed.args is not None
    assert (changed.args[0].row(), changed.args[1].row()) == (0, 2)
    assert [model.index(row, Column.CONFERENCE).data() for row in range(3)] == ["Stand-up"] * 3


def test_a_recording_that_failed_has_no_length_of_nought(model: RecordingTableModel, inbox: WindowInbox) -> None:
    inbox.receive(status="error", duration="PT0S")
    inbox.receive(status="complete", duration="PT0S")
    _show(model, inbox)
    assert [model.index(row, Column.LENGTH).data() for row in range(2)] == ["0:00", "–"]
    assert model.index(1, Column.LENGTH).data(Qt.ItemDataRole.AccessibleTextRole) == "Length not known"
