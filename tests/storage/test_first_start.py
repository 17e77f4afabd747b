"""The first start of all, killed while it makes the inbox: the next one begins anew, and tells of no damage."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from faults.strace import needs_strace
from storage.recovery.damage import asides

from inbox.storage.data_folder import DataFolder
from inbox.storage.incidents import Incidents
from inbox.storage.journal.journal import Journal
from inbox.storage.opening import open_inbox

CHILD = Path(__file__).parent / "recovery" / "recovering_child.py"


@needs_strace()
@pytest.mark.slow
@pytest.mark.parametrize("call", ["pwrite64:when=4", "pwrite64:when=38", "fdatasync:when=4", "unlink:when=1", "unlink:when=2"])
def test_a_first_start_that_is_killed_is_begun_anew_by_the_next(folder: DataFolder, call: str) -> None:
    name, _, when = call.partition(":")
    traced = ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={name}", "-e", f"inject={name}:signal=KILL:{when}"]
    command = [*traced, sys.executable, str(CHILD), str(folder.root), "room", str(2**40)]
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    killed = subprocess.run(command, env=environ, capture_output=True, timeout=60, check=False)
    assert killed.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL), killed.stderr
    with contextlib.closing(open_inbox(folder)) as database:
        assert Journal(database).count() == 0
        assert Incidents(database).unread() == []
        assert database.check() is None
    assert asides(folder) == []
    assert list(folder.backups.iterdir()) == []
