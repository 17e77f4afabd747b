"""What keeps an inbox from opening: one sentence, exit 1, and nothing changed."""

import contextlib
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from faults.small_disk import needs_mount
from processes.app_process import run_command
from storage.old_inbox import make_old_inbox

from inbox.storage.data_folder import DataFolder
from inbox.storage.opening import open_inbox

_OTHER_PROGRAM = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=20)
connection.execute("PRAGMA locking_mode = EXCLUSIVE")
connection.execute("BEGIN EXCLUSIVE")
connection.execute("UPDATE journal_size SET id = 1")
print("locked", flush=True)
sys.stdin.read()
"""


def refused(inbox: Path) -> str:
    """What ``serve`` says when it cannot start."""
    done = run_command("serve", "--data-dir", str(inbox), "--listen", "127.0.0.1:0")
    assert (done.returncode, done.stdout) == (1, "")
    (sentence,) = done.stderr.splitlines()
    assert sentence.startswith("recording-inbox: ")
    return sentence


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    open_inbox(DataFolder(tmp_path / "inbox")).close()
    return tmp_path / "inbox"


@pytest.fixture
def read_only(inbox: Path) -> Iterator[Path]:
    subprocess.run(["mount", "--bind", str(inbox), str(inbox)], check=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", str(inbox)], check=True)
    yield inbox
    subprocess.run(["umount", "--lazy", str(inbox)], check=True)


@needs_mount()
def test_a_folder_that_may_only_be_read(read_only: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in read_only.iterdir()}
    sentence = refused(read_only)
    assert "cannot be written to" in sentence
    assert "Choose another one with --data-dir, or correct its permissions." in sentence
    assert {path.name: path.stat().st_mtime_ns for path in read_only.iterdir()} == before


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_database_that_may_not_be_read(inbox: Path) -> None:
    (inbox / "inbox.sqlite3").rename(inbox / "elsewhere")
    (inbox / "inbox.sqlite3").mkdir()
    assert "cannot be read: Is a directory. Nothing was changed." in refused(inbox)


def test_a_database_that_another_program_keeps_locked(inbox: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _OTHER_PROGRAM, str(inbox / "inbox.sqlite3")], stdin=-1, stdout=-1, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        sentence = refused(inbox)
        other.communicate()
    assert "another program has locked it" in sentence
    assert "damaged" not in sentence
    assert sorted(path.name for path in inbox.glob("inbox-*")) == []
    open_inbox(DataFolder(inbox)).close()


def test_the_inbox_of_a_newer_version(inbox: Path) -> None:
    with contextlib.closing(sqlite3.connect(inbox / "inbox.sqlite3")) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
        connection.commit()
    before = (inbox / "inbox.sqlite3").read_bytes()
    assert "made by a newer version of Recording Inbox" in refused(inbox)
    assert (inbox / "inbox.sqlite3").read_bytes() == before


@needs_mount()
def test_no_room_for_the_copy_before_a_migration(tmp_path: Path) -> None:
    from faults.small_disk import SmallDisk

    with SmallDisk(tmp_path / "disk", 4 * 1024 * 1024) as disk:
        folder = DataFolder(disk.place)
        make_old_inbox(folder, body_bytes=4_000)
        disk.fill()
        sentence = refused(disk.place)
        assert "must be brought up to date, but its copy" in sentence
        assert "could not be written: the disk is full. Nothing was changed." in sentence
        assert list(folder.backups.iterdir()) == []
        disk.make_room()
        open_inbox(folder).close()
        assert len(list(folder.backups.iterdir())) == 1
