"""Damage that is met while the inbox is in use, and what may go wrong while it is made anew."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from storage.recovery.damage import asides, overwrite, size

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.query import parse_query
from inbox.domain.times import now
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.incidents import Incidents
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.journal.journal import Journal
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox, recover_inbox
from inbox.storage.problems import StorageProblem, StoreDamaged, StoreFailing

pytestmark = pytest.mark.expects_log
EVENTS = 300
CHILD = Path(__file__).with_name("recovering_child.py")


def fill(database: Database, first: int = 0, last: int = EVENTS) -> None:
    for number in range(first, last, 50):
        batch = []
        for one in range(number, min(number + 50, last)):
            body = b'{"eventType":"conferenceRecordingAvailable","recordingId":"r-%d","name":"meeting %d","x":"%s"}' % (
                one,
                one,
                b"y" * 700,
            )
            made = Delivery(now(), "POST", "/", (), body, "")
            batch.append((made, understand(made)))
        commit_deliveries(database, batch)


def read_everything(database: Database) -> None:
    Recordings(database).rows(list(range(EVENTS + 1)))
    list(Journal(database).entries())


def names(folder: DataFolder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.root.glob("inbox*") if path.name != "inbox.lock"}


@pytest.fixture
def filled(folder: DataFolder) -> DataFolder:
    with contextlib.closing(open_inbox(folder)) as database:
        fill(database)
    return folder


def child(folder: DataFolder, what: str, which: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.run(
        [sys.executable, str(CHILD), str(folder.root), what, which],
        capture_output=True,
        text=True,
        timeout=60,
        env=environ,
        check=False,
    )


def test_damage_met_while_writing_is_told_apart_and_mended_without_a_restart(filled: DataFolder) -> None:
    with contextlib.closing(open_inbox(filled)) as database:
        overwrite(filled.database, 0, 30 * 4096)
        with pytest.raises(StoreDamaged, match="it is damaged"):
            fill(database, EVENTS, EVENTS + 50)
        assert database.is_damaged
        sentence = recover_inbox(database)
        assert not database.is_damaged
        assert "was damaged" in sentence
        fill(database, EVENTS, EVENTS + 50)
        assert database.check() is None
        assert [one.sentence for one in Incidents(database).unread()] == [sentence]
        assert 150 < len(Recordings(database).ids(parse_query("name:meeting"))) <= EVENTS + 50
    assert len(asides(filled)) >= 1


def test_others_are_told_to_wait_while_the_inbox_is_made_anew(filled: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    from inbox.storage.journal.rebuild import rebuild
    from inbox.storage.recovery import recover

    told: list[str] = []
    with contextlib.closing(open_inbox(filled)) as database:

        def read_meanwhile(*arguments: object, **options: object) -> object:
            def read() -> None:
                try:
                    Journal(database).count()
                except StoreFailing as problem:
                    told.append(str(problem))

            reader = threading.Thread(target=read)
            reader.start()
            reader.join()
            return rebuild(*arguments, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(recover, "rebuild", read_meanwhile)
        overwrite(filled.database, 0, 4096)
        recover_inbox(database)
        assert Journal(database).count() == EVENTS
    assert told == ["The inbox was damaged and is being made anew; this takes a while."]


def test_a_recovery_that_takes_long_tells_how_far_it_is(
    filled: DataFolder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from inbox.storage.recovery import recover

    monkeypatch.setattr(recover, "_TOLD_EVERY_SECONDS", 0.0)
    overwrite(filled.database, 0, 4096)
    open_inbox(filled).close()
    assert "a large one takes minutes" in caplog.text
    assert "The damaged inbox is being read: 100 % are done." in caplog.text
    assert "Its recordings are being compared with the journal: 100 % are done." in caplog.text


def test_a_sound_inbox_is_left_alone(filled: DataFolder) -> None:
    with contextlib.closing(open_inbox(filled)) as database:
        before = names(filled)
        assert "is sound; nothing was changed" in recover_inbox(database)
        assert asides(filled) == []
        assert names(filled)["inbox.sqlite3"] == before["inbox.sqlite3"]
        assert Journal(database).count() == EVENTS


def test_a_search_index_in_ruins_is_made_anew_and_nothing_else(filled: DataFolder) -> None:
    with contextlib.closing(open_inbox(filled)) as database:
        recordings = Recordings(database)
        assert len(recordings.ids(parse_query("name:meeting"))) == EVENTS
        with database.writing() as connection:
            connection.exec_driver_sql("UPDATE recordings_fts_data SET block = x'0000001fffffffff' WHERE id > 10")
        with pytest.raises(StoreDamaged):
            recordings.ids(parse_query("name:meeting"))
        assert "search index" in recover_inbox(database)
        assert len(recordings.ids(parse_query("name:meeting"))) == EVENTS
    assert asides(filled) == []


def test_without_room_for_the_new_inbox_everything_stays_as_it_was(filled: DataFolder) -> None:
    overwrite(filled.database, 0, 4096)
    before = names(filled)
    done = child(filled, "room", str(size(filled.database) // 2))
    assert done.returncode == 1, done.stderr
    assert "it could not be made anew" in done.stdout
    assert "Nothing was changed. Make room on the disk" in done.stdout
    assert names(filled) == before
    with contextlib.closing(open_inbox(filled)) as database:
        assert Journal(database).count() == EVENTS


@pytest.mark.parametrize(
    "step",
    [
        "salvage",
        "rebuild",
        "_sync",
        "before the damaged one has its second name",
        "after the damaged one has its second name",
        "between the names, where no file has two",
        "finish_swap",
    ],
)
def test_a_recovery_that_is_killed_loses_nothing(filled: DataFolder, step: str) -> None:
    overwrite(filled.database, 0, 4096)
    damaged = filled.database.read_bytes()
    assert child(filled, "kill", step).returncode == -signal.SIGKILL
    with contextlib.closing(open_inbox(filled)) as database:
        assert Journal(database).count() == EVENTS
        assert database.check() is None
        assert len(Incidents(database).unread()) == 1
    (aside,) = asides(filled)
    assert (filled.root / aside).read_bytes() == damaged
    left = {path.name for path in filled.root.glob("*made-anew*")}
    assert left <= {f"inbox-made-anew.part{companion}" for companion in ("", "-wal", "-shm")}


def test_an_inbox_that_another_process_uses_is_left_to_it(filled: DataFolder) -> None:
    overwrite(filled.database, 0, 4096)
    before = names(filled)
    program = "import sys; from pathlib import Path; from inbox.storage.data_folder import DataFolder; " \
              "lock = DataFolder(Path(sys.argv[1])).hold(); print('held', flush=True); sys.stdin.read()"  # fmt: skip
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen([sys.executable, "-c", program, str(filled.root)], stdin=-1, stdout=-1, env=environ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StorageProblem, match=f"is damaged; the program that uses it .* in use by process {holder.pid}"):
            open_inbox(filled)
        assert names(filled) == before
        holder.communicate()
    open_inbox(filled).close()
    assert len(asides(filled)) == 1


def test_who_holds_the_folder_itself_may_recover_it(filled: DataFolder) -> None:
    overwrite(filled.database, 0, 4096)
    with filled.hold(), contextlib.closing(open_inbox(filled)) as database:
        assert Journal(database).count() == EVENTS


def test_the_inbox_of_a_newer_version_is_not_recovered(filled: DataFolder) -> None:
    with contextlib.closing(open_inbox(filled)) as database, database.writing() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
    with pytest.raises(StorageProblem, match="newer version"):
        open_inbox(filled)
    assert asides(filled) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE recordings SET verification = 'unverofied' WHERE id = 7",
        "UPDATE recordings SET name = CAST(x'4d65ff' AS TEXT) WHERE id = 7",
        "UPDATE deliveries SET outcome = 'recxrding' WHERE id = 7",
        "UPDATE recordings SET first_seen_at = 9223372036854775807 WHERE id = 7",
        "UPDATE recordings SET expires_at = 'soon' WHERE id = 7",
        "UPDATE deliveries SET received_at = 9223372036854775807 WHERE id = 7",
    ],
)
def test_a_row_that_holds_what_was_never_written_is_damage_too(filled: DataFolder, change: str) -> None:
    with contextlib.closing(open_inbox(filled)) as database:
        with database.writing() as connection:
            connection.exec_driver_sql(change)
        with pytest.raises(StoreDamaged):
            read_everything(database)
        assert database.is_damaged
        recover_inbox(database)
        rows = Recordings(database).rows(list(range(1, EVENTS + 1)))
        assert sorted(rows) == list(range(1, EVENTS + 1)) or Journal(database).count() == EVENTS - 1
        assert all(row.name == f"meeting {row.id - 1}" for row in rows.values())


@pytest.mark.parametrize("change", ["download_status = 'waitxng'", "verification = ''", "first_seen_at = 9223372036854775807"])
def test_an_event_for_a_row_that_holds_what_was_never_written_is_taken_after_a_recovery(filled: DataFolder, change: str) -> None:
    with contextlib.closing(open_inbox(filled)) as database:
        with database.writing() as connection:
            connection.exec_driver_sql(f"UPDATE recordings SET {change} WHERE id = 7")
        with pytest.raises(StoreDamaged, match="recording 7 is not what was written"):
            fill(database, 0, 50)
        assert database.is_damaged
        recover_inbox(database)
        fill(database, 0, 50)
        assert Recordings(database).rows([7])[7].deliveries >= 2
