"""The moment in which the new inbox takes the damaged one's place, and what others do meanwhile."""

import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from storage.recovery.damage import asides, log_of, overwrite

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.times import now
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.journal.journal import Journal
from inbox.storage.opening import open_inbox, recover_inbox
from inbox.storage.problems import StorageProblem, StoreFailing
from inbox.storage.recovery import recover
from inbox.storage.recovery.swap import begin_swap, finish_swap, name_aside

pytestmark = pytest.mark.expects_log
_COUNT = """import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
print(connection.execute("SELECT count(*) FROM deliveries").fetchone()[0])
connection.close()"""


def deliver(database: Database) -> None:
    delivery = Delivery(now(), "POST", "/", (), b'{"eventType":"conferenceRecordingAvailable","recordingId":"r"}', "")
    commit_deliveries(database, [(delivery, understand(delivery))])


def seen_by_another_program(folder: DataFolder) -> int:
    asked = subprocess.run(
        [sys.executable, "-c", _COUNT, folder.database], capture_output=True, text=True, check=True, timeout=30
    )
    return int(asked.stdout)


@pytest.fixture
def filled(folder: DataFolder) -> DataFolder:
    with contextlib.closing(open_inbox(folder)) as database:
        deliver(database)
    return folder


def test_another_program_that_opens_the_inbox_in_that_moment_takes_nothing_away(
    filled: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    link = os.link

    def open_and_link(path: Path, aside: Path) -> None:
        for is_linked in (False, True):
            if is_linked:
                link(path, aside)
            with pytest.raises(StorageProblem) as problem:  # it has no lock of this folder: as another process has none
                open_inbox(filled)
            told.append(str(problem.value))

    overwrite(filled.database, 0, 512)
    monkeypatch.setattr(recover, "_holder", lambda _folder: None)
    monkeypatch.setattr(os, "link", open_and_link)
    open_inbox(filled).close()
    assert len(told) == 2
    assert all("the program that uses it makes it anew" in sentence for sentence in told)
    with contextlib.closing(open_inbox(filled)) as database:
        assert Journal(database).count() == 1
    assert len(asides(filled)) == 1


def test_two_recoveries_of_one_second_keep_both_damaged_files(filled: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = now()
    monkeypatch.setattr(recover, "now", lambda: moment)
    damaged: list[bytes] = []
    for _ in range(3):
        overwrite(filled.database, 0, 512, seed=len(damaged))
        damaged.append(filled.database.read_bytes())
        open_inbox(filled).close()
    assert sorted((filled.root / name).read_bytes() for name in asides(filled)) == sorted(damaged)


def test_what_could_not_be_folded_into_the_new_file_is_not_left_behind(
    filled: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = []

    def read_on(_database: Database, _media: Path) -> int:
        held.append(sqlite3.connect(filled.root / "inbox-made-anew.part"))  # a program that copies files for a backup
        held[0].execute("BEGIN")
        held[0].execute("SELECT count(*) FROM deliveries").fetchone()
        return 0

    overwrite(filled.database, 0, 512)
    damaged = filled.database.read_bytes()
    monkeypatch.setattr(recover, "attach_media", read_on)
    with pytest.raises(StorageProblem, match="another program is reading the new file"):
        open_inbox(filled)
    held[0].close()
    assert filled.database.read_bytes() == damaged
    assert asides(filled) == []
    monkeypatch.undo()
    with contextlib.closing(open_inbox(filled)) as database:
        assert Journal(database).count() == 1


def test_an_inbox_is_not_looked_through_beneath_those_who_read_it(filled: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inbox.storage.database.BUSY_SECONDS", 0.2)
    with contextlib.closing(open_inbox(filled)) as database:
        with database.reading_rows() as cursor:
            cursor.execute("SELECT count(*) FROM deliveries").fetchone()
            with pytest.raises(StoreFailing, match="has been reading it for too long"):
                recover_inbox(database)
            deliver(database)
        deliver(database)
        # SQLite's locks of this process have to hold still, or this other program takes the log for its own to remove
        assert seen_by_another_program(filled) == 3
        assert log_of(filled).exists()
        deliver(database)
        assert seen_by_another_program(filled) == 4
        assert "is sound" in recover_inbox(database)


def test_an_inbox_that_a_newer_version_took_over_meanwhile_is_not_made_anew(filled: DataFolder) -> None:
    with contextlib.closing(open_inbox(filled)) as database:
        with database.writing() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
            connection.exec_driver_sql("ALTER TABLE deliveries ADD COLUMN weather TEXT")
        with pytest.raises(StoreFailing, match="newer version"):
            recover_inbox(database)
    assert asides(filled) == []


def test_the_new_inbox_is_in_its_place_for_sure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, part, fsync = tmp_path / "inbox.sqlite3", tmp_path / "part", os.fsync
    path.write_bytes(b"damaged")
    part.write_bytes(b"anew")
    begin_swap(path, part, name_aside(path, "stamp"))
    synced: list[tuple[bool, bytes]] = []

    def note(descriptor: int) -> None:
        synced.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), path.read_bytes()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    finish_swap(path)
    assert synced == [(True, b"anew")]
