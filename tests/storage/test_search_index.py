"""Words find a recording from the moment its event is acknowledged, whoever searches, and whatever happened to the writer."""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from inbox.domain.query import parse_query
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import Committed
from inbox.storage.listing import search_index
from inbox.storage.listing.recordings import Recordings
from inbox.storage.listing.search_index import bring_up_to_date
from inbox.storage.opening import open_inbox

Deliver = Callable[..., Committed]

_CHILD = Path(__file__).with_name("writing_child.py")
_FIND = """import json, sys
from pathlib import Path
from inbox.domain.query import parse_query
from inbox.storage.data_folder import DataFolder
from inbox.storage.opening import open_inbox
from inbox.storage.listing.recordings import Recordings
database = open_inbox(DataFolder(Path(sys.argv[1])))
print(json.dumps(list(Recordings(database).ids(parse_query(sys.argv[2])))))
database.close()
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def indexed_row(database: Database) -> int:
    with database.reading_rows() as cursor:
        return int(cursor.execute("SELECT indexed_row FROM search_progress").fetchone()[0])


def prove_sound(database: Database) -> None:
    """Everything is indexed, and the index says what the recordings say."""
    assert bring_up_to_date(database)
    with database.writing_rows() as cursor:
        cursor.execute("INSERT INTO recordings_fts(recordings_fts, rank) VALUES ('integrity-check', 1)")


def test_a_word_finds_a_recording_at_once(database: Database, recordings: Recordings, deliver: Deliver) -> None:
    deliver(name="Thursday stand-up")
    assert indexed_row(database) == 0, "the acknowledged path indexes"
    assert list(recordings.ids(parse_query("thursday"), limit=10)) == [1]
    deliver(recordingId="r-2", name="Thursday again")
    assert sorted(recordings.ids(parse_query("name:thurs"))) == [1, 2]
    assert list(recordings.ids(parse_query("again status:complete"))) == [2]
    prove_sound(database)


def test_another_process_finds_what_this_one_has_just_stored(folder: DataFolder, deliver: Deliver) -> None:
    deliver(name="Thursday stand-up")
    found = subprocess.run(
        [sys.executable, "-c", _FIND, str(folder.root), "stand"], capture_output=True, text=True, check=True, env=environment()
    )
    assert json.loads(found.stdout) == [1]


def test_what_a_killed_receiver_had_not_indexed_is_found(folder: DataFolder) -> None:
    with subprocess.Popen(
        [sys.executable, str(_CHILD), str(folder.root), "0", "4", "100000"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as child:
        assert child.stdout is not None
        for _ in range(3):
            assert child.stdout.readline().startswith("kept ")
        child.send_signal(signal.SIGKILL)
    with contextlib.closing(open_inbox(folder)) as database:
        assert indexed_row(database) == 0
        (row,) = Recordings(database).ids(parse_query('"call 9"'))
        assert Recordings(database).rows([row])[row].recording_id == "r-9"
        prove_sound(database)


def test_a_recording_renamed_before_it_was_indexed_has_its_new_name_only(
    database: Database, recordings: Recordings, deliver: Deliver
) -> None:
    deliver(name="Thursday", eventTime="2026-06-10T10:00:00Z")
    deliver(name="Friday", eventTime="2026-06-10T11:00:00Z")
    assert list(recordings.ids(parse_query("thursday"))) == []
    assert list(recordings.ids(parse_query("friday"))) == [1]
    deliver(name="Saturday", eventTime="2026-06-10T12:00:00Z")
    assert list(recordings.ids(parse_query("friday"))) == []
    assert list(recordings.ids(parse_query("saturday"))) == [1]
    prove_sound(database)


def test_recordings_deleted_before_they_were_indexed_leave_the_index_sound(
    database: Database, recordings: Recordings, deliver: Deliver
) -> None:
    for number in range(6):
        deliver(recordingId=f"r-{number}", name=f"Thursday {number}")
        if number == 2:
            assert bring_up_to_date(database)
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM recordings WHERE id IN (2, 5, 6)")
    assert sorted(recordings.ids(parse_query("thursday"))) == [1, 3, 4]
    prove_sound(database)
    deliver(recordingId="r-7", name="Thursday 7")
    assert sorted(recordings.ids(parse_query("thursday"))) == [1, 3, 4, 7]
    prove_sound(database)


def test_much_that_lags_is_made_up_for_in_short_transactions(
    database: Database, recordings: Recordings, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_index, "ROWS_AT_ONCE", 3)
    for number in range(10):
        deliver(recordingId=f"r-{number}", name="Thursday")
    assert len(recordings.ids(parse_query("thursday"))) == 10
    prove_sound(database)


@pytest.mark.timed
def test_while_another_program_holds_the_inbox_what_is_indexed_is_found(
    folder: DataFolder, database: Database, recordings: Recordings, deliver: Deliver
) -> None:
    deliver(name="Thursday one")
    assert bring_up_to_date(database)
    deliver(recordingId="r-2", name="Thursday two")
    with contextlib.closing(sqlite3.connect(folder.database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        assert list(recordings.ids(parse_query("thursday"))) == [1]
        assert time.monotonic() - began < 4, "who types waits for another program"
        other.execute("ROLLBACK")
    assert sorted(recordings.ids(parse_query("thursday"))) == [1, 2]
