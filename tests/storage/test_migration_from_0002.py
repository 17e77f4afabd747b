"""Inboxes of the second version, brought up to date."""

import contextlib
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from storage.inbox_of_0002 import KINDS, SOON, make_inbox_of_0002
from storage.recovery.damage import overwrite

from inbox.domain.query import RecordingQuery
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import from_microseconds
from inbox.storage.data_folder import DataFolder
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.incidents import Incidents
from inbox.storage.journal.rebuild import rebuild
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox
from inbox.storage.revisions import SCHEMA_REVISION

OF_0002 = {"recordings": 44, "deliveries": 12, "incidents": 4, "knocks": 7, "recording_counts": 4}


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """What stood in the columns of that time."""
    with contextlib.closing(sqlite3.connect(path)) as connection:
        found = {}
        for table, count in OF_0002.items():
            names = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")][:count]
            found[table] = connection.execute(f"SELECT {', '.join(names)} FROM {table} ORDER BY 1, 2, 3").fetchall()
        return found


def test_every_row_is_there_after_the_migration(folder: DataFolder) -> None:
    recordings = make_inbox_of_0002(folder)
    before = rows_of(folder.database)
    with contextlib.closing(open_inbox(folder)) as database:
        assert database.check() is None
        assert len(Recordings(database).ids(RecordingQuery())) == recordings
        with database.reading() as connection:
            assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == SCHEMA_REVISION
        assert [incident.sentence for incident in Incidents(database).unread()] == ["The file was damaged."]
    assert rows_of(folder.database) == before
    (copy,) = folder.backups.iterdir()
    assert rows_of(copy) == before


def test_the_queue_of_downloads_goes_on_after_the_migration(folder: DataFolder) -> None:
    """What the person asked for first, and what is not verified not at all: as before."""
    make_inbox_of_0002(folder)
    moment = from_microseconds(SOON)
    assert moment is not None
    with contextlib.closing(open_inbox(folder)) as database:
        downloads = Downloads(database)
        claimed = []
        while (recording := downloads.claim("me", moment + timedelta(seconds=1), timedelta(hours=1))) is not None:
            claimed.append(recording)
        calls = [recording for recording in claimed if recording.call_id]
        waiting = [kind for kind in KINDS if kind[0] is DownloadStatus.WAITING]
        asked = sum(is_asked for _, _, is_asked in waiting)
        proven = sum(not is_asked and verification != "unverified" for _, verification, is_asked in waiting)
        others = sum(download in (DownloadStatus.FAILED, DownloadStatus.DOWNLOADING) for download, _, _ in KINDS)
        assert len(calls) == asked + proven + others
        assert {recording.held for recording in claimed} == {None}


@pytest.mark.expects_log
def test_a_damaged_inbox_of_the_second_version_is_made_anew_with_the_schema_of_today(folder: DataFolder) -> None:
    recordings = make_inbox_of_0002(folder)
    before = rows_of(folder.database)
    overwrite(folder.database, 0, 4096)
    with contextlib.closing(open_inbox(folder)) as database:
        assert len(Recordings(database).ids(RecordingQuery())) == recordings + 1, "the call of the first version is understood"
    after = rows_of(folder.database)
    ids = {row[0] for row in before["recordings"]}
    kept = [(row[0], row[3], row[9], row[10]) for row in after["recordings"] if row[0] in ids]
    assert kept == [(row[0], row[3], row[9], row[10]) for row in before["recordings"]]


def test_rebuild_leaves_recordings_without_deliveries_alone(folder: DataFolder) -> None:
    make_inbox_of_0002(folder)
    with contextlib.closing(open_inbox(folder)) as database:
        assert rebuild(database).without_journal == len(KINDS)
