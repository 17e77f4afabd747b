"""What was acknowledged is there, whatever happens to the process or the disk."""

import contextlib
import os
import random
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inbox.domain.query import RecordingQuery
from inbox.storage.data_folder import DataFolder
from inbox.storage.journal.journal import Journal
from inbox.storage.listing.recordings import Recordings
from inbox.storage.listing.search_index import bring_up_to_date
from inbox.storage.opening import open_inbox

CHILD = Path(__file__).with_name("writing_child.py")
BATCH = 4


def command(folder: DataFolder, start: int, last: int = 1_000_000) -> list[str]:
    return [sys.executable, str(CHILD), str(folder.root), str(start), str(BATCH), str(last)]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def check(folder: DataFolder, acknowledged: set[int]) -> None:
    """Every acknowledged event is there, each batch is there whole or not at all, and the database is sound."""
    with contextlib.closing(open_inbox(folder)) as database:
        recordings = Recordings(database)
        rows = recordings.rows(recordings.ids(RecordingQuery()))
        kept = {int(recording.recording_id.removeprefix("r-")) for recording in rows.values()}
        assert acknowledged <= kept
        assert all({number - number % BATCH + step for step in range(BATCH)} <= kept for number in kept)
        assert Journal(database).count() == len(kept) == recordings.folder_counts().inbox
        assert bring_up_to_date(database)
        with database.writing() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
            connection.exec_driver_sql("INSERT INTO recordings_fts(recordings_fts, rank) VALUES ('integrity-check', 1)")


def numbers(lines: list[str]) -> set[int]:
    firsts = [int(line.split()[1]) for line in lines if line.startswith("kept ") and line.endswith("\n")]
    return {first + step for first in firsts for step in range(BATCH)}


@pytest.mark.slow
def test_a_process_killed_while_committing_loses_nothing_that_it_acknowledged(folder: DataFolder) -> None:
    chance = random.Random(4711)
    acknowledged: set[int] = set()
    for round_number in range(5):
        start = round_number * 100_000
        with subprocess.Popen(command(folder, start), stdout=subprocess.PIPE, text=True, env=environment()) as child:
            assert child.stdout is not None
            lines = [child.stdout.readline()]
            deadline = time.monotonic() + chance.uniform(0.05, 0.4)
            while time.monotonic() < deadline:
                lines.append(child.stdout.readline())
            child.kill()
            lines += child.stdout.readlines()
        told = numbers(lines)
        assert told
        acknowledged |= told
        check(folder, acknowledged)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to inject faults (Debian package strace)")
@pytest.mark.parametrize("when", [1, 3, 5, 8, 13])
def test_a_process_killed_in_the_middle_of_a_sync_leaves_a_sound_inbox(folder: DataFolder, when: int) -> None:
    traced = ["strace", "-f", "-qq", "-o", os.devnull, "-e", "trace=fdatasync", "-e", f"inject=fdatasync:signal=KILL:when={when}"]
    done = subprocess.run(
        [*traced, *command(folder, 0, 400)], stdout=subprocess.PIPE, text=True, env=environment(), timeout=120, check=False
    )
    assert done.returncode != 0
    check(folder, numbers(done.stdout.splitlines(keepends=True)))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace to inject faults (Debian package strace)")
@pytest.mark.parametrize("fault", ["fdatasync:error=EIO:when=8..11", "pwrite64:error=ENOSPC:when=60..90"])
def test_a_disk_that_fails_for_a_while_is_told_and_used_again(folder: DataFolder, fault: str) -> None:
    open_inbox(folder).close()  # it is what commits write that is to fail
    call = fault.partition(":")[0]
    traced = ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={fault}"]
    done = subprocess.run(
        [*traced, *command(folder, 0, 200)], stdout=subprocess.PIPE, text=True, env=environment(), timeout=120, check=False
    )
    lines = done.stdout.splitlines(keepends=True)
    kinds = [line.split()[0] for line in lines]
    assert done.returncode == 0
    assert "failed" in kinds
    assert kinds[-1] == "kept"
    check(folder, numbers(lines))
