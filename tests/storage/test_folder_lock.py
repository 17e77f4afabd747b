import os
import stat
import subprocess
import sys

import pytest

from inbox.storage.data_folder import DataFolder
from inbox.storage.problems import StorageProblem

_HOLD = """
import sys
from pathlib import Path
from inbox.storage.data_folder import DataFolder
lock = DataFolder(Path(sys.argv[1])).hold()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_holder_is_told_which_process_has_the_folder(folder: DataFolder) -> None:
    folder.prepare()
    with folder.hold(), pytest.raises(StorageProblem, match=rf"in use by process {os.getpid()}\b"):
        folder.hold()


def test_a_released_folder_can_be_held_again(folder: DataFolder) -> None:
    folder.prepare()
    lock = folder.hold()
    lock.release()
    lock.release()
    with folder.hold():
        assert stat.S_IMODE(folder.lock.stat().st_mode) == 0o600


def test_a_killed_holder_leaves_the_folder_free(folder: DataFolder) -> None:
    folder.prepare()
    with subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(folder.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "held\n"
        with pytest.raises(StorageProblem, match=rf"process {child.pid}\b"):
            folder.hold()
        child.kill()
        child.wait(10)
    with folder.hold():
        assert folder.lock.read_text() == f"{os.getpid()}\n"


def test_whether_somebody_has_the_folder_is_told_without_taking_it(folder: DataFolder) -> None:
    folder.prepare()
    assert not folder.is_held
    assert not folder.lock.exists()
    with folder.hold():
        written = folder.lock.read_text()
        assert folder.is_held
        assert folder.lock.read_text() == written
        with pytest.raises(StorageProblem, match="in use"):
            folder.hold()
    assert not folder.is_held
