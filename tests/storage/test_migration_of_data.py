"""Inboxes of the first version, full of data, brought up to date; and what may go wrong on the way."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from faults.strace import needs_strace
from storage.old_inbox import DOWNLOADS, STATUSES, make_old_inbox
from storage.recovery.damage import asides, overwrite

from inbox.domain.query import RecordingQuery, parse_query
from inbox.domain.statuses import ReviewStatus, Verification
from inbox.storage.data_folder import DataFolder
from inbox.storage.journal.journal import Journal
from inbox.storage.journal.rebuild import rebuild
from inbox.storage.journal.retention import journal_size
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox
from inbox.storage.revisions import SCHEMA_REVISION

CHILD = Path(__file__).parent / "recovery" / "recovering_child.py"
RECORDINGS = len(DOWNLOADS) * len(ReviewStatus) * len(STATUSES)


def rows_of(path: Path, table: str) -> list[tuple[object, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        old = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")][: 34 if table == "recordings" else 11]
        return connection.execute(f"SELECT {', '.join(old)} FROM {table} ORDER BY id").fetchall()


def child(folder: DataFolder, *words: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    arguments = [*before, sys.executable, str(CHILD), str(folder.root), *words]
    return subprocess.run(arguments, capture_output=True, text=True, timeout=120, env=environ, check=False)


def prove_whole(folder: DataFolder) -> None:
    """It is of today's schema, sound, and holds every recording and delivery."""
    with contextlib.closing(open_inbox(folder)) as database:
        assert database.check() is None
        assert Journal(database).count() == RECORDINGS + 3
        recordings = Recordings(database)
        assert len(recordings.ids(RecordingQuery())) == recordings.folder_counts().inbox == RECORDINGS
        assert len(recordings.ids(parse_query("sitzung"))) == RECORDINGS
        with database.reading() as connection:
            assert connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one() == SCHEMA_REVISION


def test_every_row_of_every_status_is_there_after_the_migration(folder: DataFolder) -> None:
    make_old_inbox(folder)
    before = {table: rows_of(folder.database, table) for table in ("recordings", "deliveries")}
    prove_whole(folder)
    assert {table: rows_of(folder.database, table) for table in before} == before
    with contextlib.closing(open_inbox(folder)) as database:
        recordings = Recordings(database)
        rows = recordings.rows(recordings.ids(RecordingQuery()))
        assert {(one.download_status, one.review_status, one.status) for one in rows.values()} == {
            (download, review, status) for download in DOWNLOADS for review in ReviewStatus for status in STATUSES
        }
        assert {one.verification for one in rows.values()} == {Verification.UNVERIFIED}
        assert recordings.peaks(1) is not None
        size = journal_size(database)
        bodies = [row[5] for row in before["deliveries"]]
        assert (size.deliveries, size.body_bytes) == (
            RECORDINGS + 3,
            sum(len(body) for body in bodies if isinstance(body, bytes)),
        )
    (copy,) = folder.backups.iterdir()
    assert rows_of(copy, "recordings") == before["recordings"]


def test_calls_that_came_before_the_migration_become_recordings_by_rebuild(folder: DataFolder) -> None:
    make_old_inbox(folder)
    with contextlib.closing(open_inbox(folder)) as database:
        result = rebuild(database)
        assert (result.new, result.changed, result.unchanged) == (1, 0, RECORDINGS), result.fields
        (call,) = Recordings(database).with_recording_id("r-call")
        assert (call.call_id, call.from_number, call.title) == ("c-1", "+1", "+1 → +2")


@needs_strace()
@pytest.mark.slow
@pytest.mark.parametrize("call", ["pwrite64:when=3", "pwrite64:when=40", "fdatasync:when=1", "fdatasync:when=2", "unlink:when=1"])
def test_a_migration_that_is_killed_leaves_the_old_inbox_or_the_new_one(folder: DataFolder, call: str) -> None:
    make_old_inbox(folder)
    name, _, when = call.partition(":")
    traced = ("strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={name}", "-e", f"inject={name}:signal=KILL:{when}")
    assert child(folder, "room", str(2**40), before=traced).returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
    prove_whole(folder)
    assert asides(folder) == []


def test_without_room_for_the_copy_nothing_is_changed(folder: DataFolder) -> None:
    make_old_inbox(folder, body_bytes=2_000)
    before = rows_of(folder.database, "recordings")
    done = child(folder, "room", "150000")
    assert done.returncode == 1, done.stderr
    assert "must be brought up to date, but its copy" in done.stdout
    assert "Nothing was changed. Make room on the disk and start again." in done.stdout
    assert list(folder.backups.iterdir()) == [], "half a copy takes room"
    with contextlib.closing(sqlite3.connect(folder.database)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
    assert rows_of(folder.database, "recordings") == before
    prove_whole(folder)


@pytest.mark.expects_log
def test_a_damaged_inbox_of_the_first_version_is_made_anew_with_the_schema_of_today(folder: DataFolder) -> None:
    make_old_inbox(folder)
    before = rows_of(folder.database, "recordings")
    overwrite(folder.database, 0, 4096)
    with contextlib.closing(open_inbox(folder)) as database:
        recordings = Recordings(database)
        assert len(recordings.ids(RecordingQuery())) == RECORDINGS + 1, "the call is understood now"
        (call,) = recordings.with_recording_id("r-call")
        assert call.call_id == "c-1"
    after = rows_of(folder.database, "recordings")[:RECORDINGS]
    reviews = [(row[0], row[3], row[10]) for row in before]
    assert [(row[0], row[3], row[10]) for row in after] == reviews
