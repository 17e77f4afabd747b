"""What was acknowledged is there when the process is killed while its log is folded in, or when that fails."""

import re
import subprocess

import pytest
from faults.strace import needs_strace
from storage.test_crashes import check, command, environment, numbers

from inbox.storage.data_folder import DataFolder
from inbox.storage.opening import open_inbox

EVENTS = 400


def traced(folder: DataFolder, fault: str) -> tuple[int, list[str], int]:
    """A child that commits and folds, with a fault in what it does to the database's own file: only folding in touches that.

    Gives its exit code, its lines, and how many calls were made.
    """
    open_inbox(folder).close()
    trace = folder.root / "trace"
    call = fault.partition(":")[0]
    watched = ["-P", str(folder.database), "-e", f"trace={call}", "-e", f"inject={fault}"]
    done = subprocess.run(
        ["strace", "-f", "-qq", "-o", str(trace), *watched, *command(folder, 0, EVENTS), "folding"],
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
        timeout=120,
        check=False,
    )
    calls = len(re.findall(rf"\b{call}\(", trace.read_text()))
    trace.unlink()
    return done.returncode, done.stdout.splitlines(keepends=True), calls


@needs_strace()
@pytest.mark.slow
@pytest.mark.parametrize("fault", ["pwrite64:signal=KILL:when=3", "pwrite64:signal=KILL:when=40", "fdatasync:signal=KILL:when=4"])
def test_a_process_killed_while_it_folds_its_log_in_loses_nothing_that_it_acknowledged(folder: DataFolder, fault: str) -> None:
    code, lines, calls = traced(folder, fault)
    assert code != 0
    assert calls >= int(fault.rpartition("=")[2]), "it was folding"
    assert numbers(lines)
    check(folder, numbers(lines))


@needs_strace()
@pytest.mark.slow
@pytest.mark.parametrize(
    "fault", ["pwrite64:error=EIO:when=5..30", "fdatasync:error=EIO:when=2..6", "pwrite64:error=ENOSPC:when=9+"]
)
def test_a_log_that_cannot_be_folded_in_keeps_no_sender_from_being_stored(folder: DataFolder, fault: str) -> None:
    code, lines, calls = traced(folder, fault)
    assert code == 0
    assert calls > 5, "it was folding"
    assert numbers(lines) == set(range(EVENTS)), "every event was acknowledged"
    check(folder, numbers(lines))
