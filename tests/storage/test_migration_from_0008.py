"""Inboxes from before events were put back to their receipts, and what contradicts Bandwidth was marked, brought up to date."""

import contextlib
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.query import parse_query
from inbox.domain.times import iso_z, now
from inbox.storage.data_folder import DataFolder
from inbox.storage.downloads.verifications import Verifications
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox

CAME = now()
DAY = timedelta(days=1)
_BACK = (
    "DROP INDEX ix_recordings_doubt",
    "ALTER TABLE recordings DROP COLUMN doubt",
    "ALTER TABLE recordings DROP COLUMN event_counts_at",
    "UPDATE alembic_version SET version_num = '0008'",
    "UPDATE recordings SET download_status = 'given_up', error = 'Bandwidth reports that it was deleted.' WHERE id = 3",
)
_INDEX = "SELECT sql FROM sqlite_master WHERE name = 'ix_recordings_doubt'"
_COLUMNS = "SELECT event_counts_at, doubt, verify_next_at FROM recordings ORDER BY id"
Make = Callable[..., Delivery]


@pytest.fixture
def old(folder: DataFolder, delivery: Make) -> DataFolder:
    """Of three verified recordings one tells of tomorrow, one has another name at Bandwidth, one was given up by an event."""
    with contextlib.closing(open_inbox(folder)) as database:
        events: list[dict[str, Any]] = [{"eventTime": iso_z(CAME + DAY)}, {"name": "HACKED"}, {"status": "deleted"}]
        for number, said in enumerate(events, start=1):
            made = replace(delivery(recordingId=f"r-{number}", **said), received_at=CAME)
            commit_deliveries(database, [(made, understand(made))])
            metadata = {"recordingId": f"r-{number}", "name": "Stand-up", "status": "complete"}
            Verifications(database).verified(number, json.dumps(metadata), CAME)
    with contextlib.closing(sqlite3.connect(folder.database)) as connection:
        for statement in _BACK:
            connection.execute(statement)
        connection.commit()
    return folder


def read(path: Path, sql: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return connection.execute(sql).fetchall()


def test_what_was_there_is_marked_put_back_and_asked_about(old: DataFolder, tmp_path: Path) -> None:
    with contextlib.closing(open_inbox(old)) as database:
        assert database.check() is None
        assert list(Recordings(database).ids(parse_query("is:differs"))) == [3, 2]
        asked = Verifications(database).next(CAME)
        assert asked is not None
        assert asked.recording.id == 3, "what an event's word alone may have given up is asked about first"
    came = round(CAME.timestamp() * 1e6)
    (first, *_), (second, *_), third = read(old.database, _COLUMNS)
    assert (first, second) == (pytest.approx(came, abs=1), None)
    assert third == (None, "differs", -1)
    new = DataFolder(tmp_path / "new")
    open_inbox(new).close()
    assert [" ".join(str(sql).split()) for (sql,) in read(old.database, _INDEX)] == [
        " ".join(str(sql).split()) for (sql,) in read(new.database, _INDEX)
    ]
