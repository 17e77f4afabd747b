"""Inboxes from before the review, brought up to date."""

import contextlib
import sqlite3
from pathlib import Path

import pytest
from storage.inbox_of_0004 import ROWS, make_inbox_of_0004
from storage.recovery.damage import overwrite

from inbox.domain.coverage import HeardSpan
from inbox.domain.history import HistoryKind, chain_problem
from inbox.domain.statuses import ReviewStatus
from inbox.domain.times import now
from inbox.storage.data_folder import DataFolder
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox
from inbox.storage.review.heard import Heard
from inbox.storage.review.history import History
from inbox.storage.review.reviews import set_review
from inbox.storage.revisions import SCHEMA_REVISION

_ADDED = {"trash": 1, "recordings": 2}
"""Columns that came later, and say nothing of what was there before."""


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        tables = ("recordings", "deliveries", "peaks", "incidents", *ROWS)
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() for table in tables}


def _with_added(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    return {table: [(*row, *(None,) * _ADDED.get(table, 0)) for row in found] for table, found in rows.items()}


@pytest.mark.parametrize("revision", ["0003", "0004"])
def test_every_row_is_there_after_the_migration(folder: DataFolder, revision: str) -> None:
    make_inbox_of_0004(folder, revision)
    before = _rows(folder.database)
    with contextlib.closing(open_inbox(folder)) as database:
        assert database.check() is None
        with database.reading() as connection:
            assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == SCHEMA_REVISION
    assert _rows(folder.database) == _with_added(before)
    (copy,) = folder.backups.iterdir()
    assert _rows(copy) == before


def test_what_was_there_can_be_reviewed_and_its_history_begins_with_what_the_journal_has(folder: DataFolder) -> None:
    make_inbox_of_0004(folder)
    with contextlib.closing(open_inbox(folder)) as database:
        history = History(database)
        assert history.entries(1) == []
        was = Recordings(database).rows([1])[1].review_status
        other = next(status for status in ReviewStatus if status is not was)
        assert set_review(database, [1], other, "Ann") == 1
        Heard(database).add(1, [HeardSpan(0, 2, 1.0)], now())
        *received, changed = history.entries(1)
        assert {entry.kind for entry in received} == {HistoryKind.RECEIVED}
        assert changed.kind is HistoryKind.CHANGED
        assert changed.detail == {"field": "verdict", "before": was, "after": other, "by": "Ann"}
        assert chain_problem([entry.line for entry in (*received, changed)], changed.hash) is None


@pytest.mark.expects_log
def test_what_was_in_the_trash_before_the_migration_outlives_damage_after_it(folder: DataFolder) -> None:
    make_inbox_of_0004(folder)
    open_inbox(folder).close()
    overwrite(folder.database, 0, 4096)
    with contextlib.closing(open_inbox(folder)) as database, database.reading() as connection:
        assert tuple(connection.exec_driver_sql("SELECT * FROM trash").one()) == (*ROWS["trash"], None)


@pytest.mark.expects_log
def test_a_damaged_inbox_from_before_the_review_is_made_anew_with_the_schema_of_today(folder: DataFolder) -> None:
    recordings = make_inbox_of_0004(folder)
    overwrite(folder.database, 0, 4096)
    with contextlib.closing(open_inbox(folder)) as database, database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM recordings").scalar_one() >= recordings
        for table, (row,) in _with_added({table: [row] for table, row in ROWS.items()}).items():
            assert tuple(connection.exec_driver_sql(f"SELECT * FROM {table}").one()) == row, table
        for table in ("notes", "recording_stars", "recording_tags", "review_answers", "heard_spans", "listening", "history"):
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one() == 0, table
