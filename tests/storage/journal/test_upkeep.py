"""After the receipts: how long each sender waited stands in the journal, and words find what came."""

import contextlib
import sqlite3
from collections.abc import Callable

import pytest

from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import Committed
from inbox.storage.journal.journal import Journal
from inbox.storage.journal.upkeep import AT_ONCE, Upkeep
from inbox.storage.problems import StoreFailing

Deliver = Callable[..., Committed]


def durations(database: Database) -> list[float | None]:
    return [entry.answer_seconds for entry in reversed(list(Journal(database).entries()))]


def indexed_row(database: Database) -> int:
    with database.reading_rows() as cursor:
        return int(cursor.execute("SELECT indexed_row FROM search_progress").fetchone()[0])


def test_durations_of_batches_are_written_together_and_the_others_stay_unknown(database: Database, deliver: Deliver) -> None:
    for number in range(6):
        deliver(recordingId=f"r-{number}")
    upkeep = Upkeep(database)
    upkeep.note(1, [0.001, 0.0025])
    upkeep.note(3, [0.004])
    upkeep.note(5, [12.5])
    assert durations(database) == [None] * 6
    upkeep.work()
    assert durations(database) == [0.001, 0.0025, 0.004, None, 12.5, None]
    assert indexed_row(database) == 6


def test_it_is_due_until_all_is_done_and_overdue_after_thousands(database: Database, deliver: Deliver) -> None:
    upkeep = Upkeep(database)
    deliver()
    assert upkeep.is_due, "a killed process may have left something"
    while upkeep.is_due:
        upkeep.work()
    assert indexed_row(database) == 1
    for first in range(0, AT_ONCE, 100):
        assert not upkeep.is_overdue
        upkeep.note(first, [0.0] * 100)
    assert upkeep.is_due
    assert upkeep.is_overdue


def test_what_a_failing_store_does_not_take_is_forgotten_and_it_goes_on(
    folder: DataFolder, database: Database, deliver: Deliver
) -> None:
    deliver()
    upkeep = Upkeep(database)
    upkeep.note(1, [0.5])
    with contextlib.closing(sqlite3.connect(folder.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreFailing, match="locked"):
            upkeep.work()
        other.execute("ROLLBACK")
    assert not upkeep.is_due
    upkeep.note(1, [0.25])
    upkeep.work()
    assert durations(database) == [0.25]
