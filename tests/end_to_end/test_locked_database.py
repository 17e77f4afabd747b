"""Another program holds the inbox locked: senders wait, or are refused in time; nothing is lost, and it goes on by itself."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from faults.failing_store import healthz, until
from faults.proof import prove_stored
from faults.senders import Senders
from processes.app_process import Serving

_OTHER_PROGRAM = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=20)
connection.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
time.sleep(float(sys.argv[2]))
connection.execute("ROLLBACK")
connection.close()
"""


def _locked_for(inbox: Path, seconds: float) -> Senders:
    with Serving(inbox) as serving, Senders(serving.address, "locked", pause_seconds=0.05) as load:
        load.wait_for(204, 8)
        other = subprocess.Popen(
            [sys.executable, "-c", _OTHER_PROGRAM, str(inbox / "inbox.sqlite3"), str(seconds)], stdout=subprocess.PIPE, text=True
        )
        with other:
            assert other.stdout is not None
            assert other.stdout.readline() == "locked\n"
            began = time.monotonic()
            load.wait_for(204, 8, seconds + 10)  # some were committed, and not yet answered, when the lock was taken
            assert other.wait(seconds + 10) == 0
        load.wait_for(204, 8)
        until(lambda: healthz(serving.address) == 200, "health after the lock")
        load.stop()
        assert time.monotonic() - began >= seconds
        assert load.cut == 0
        assert serving.terminate()[0] == 0
        assert "Traceback" not in serving.errors
    prove_stored(inbox, load.acknowledged, load.sent)
    return load


def test_a_database_locked_for_three_seconds_makes_senders_wait_and_is_not_noticed_otherwise(tmp_path: Path) -> None:
    load = _locked_for(tmp_path, 3)
    assert set(load.answers) == {204}
    assert load.longest_seconds > 2


@pytest.mark.slow
def test_a_database_locked_for_twenty_seconds_makes_senders_come_again_within_the_time_that_bandwidth_waits(
    tmp_path: Path,
) -> None:
    load = _locked_for(tmp_path, 20)
    assert set(load.answers) == {204, 503}
    assert 9 < load.longest_seconds < 13
