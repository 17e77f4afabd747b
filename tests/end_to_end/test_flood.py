"""More events than anybody sends: the window stays usable, memory stays flat, and what does not fit is refused honestly."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from end_to_end.attacker import resident_kib
from faults.failing_store import IMPATIENT, until
from faults.proof import prove_stored
from faults.senders import Senders
from processes.app_process import Serving, environment

_WINDOW = Path(__file__).parents[1] / "faults" / "flooded_window.py"
_LONGEST_LAG_SECONDS = 0.1
_ON_A_BUSY_MACHINE = 10
"""How many times longer the window may have to wait for a processor where the whole suite runs beside it."""
_GROWTH_MEGABYTES = 40
_SENDERS = 8


def resident_megabytes(pid: int) -> float:
    """Memory that the window's process and its listener's use."""
    return resident_kib(pid) / 1024


def flood(inbox: Path, events: int, lag_seconds: float) -> None:
    with subprocess.Popen(
        [sys.executable, str(_WINDOW), str(inbox)],
        env=environment(PYTHONPATH=os.pathsep.join(path for path in sys.path if path), QT_QPA_PLATFORM="offscreen"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as window:
        assert window.stdin is not None
        assert window.stdout is not None
        try:
            address = window.stdout.readline().strip()
            began = time.monotonic()
            with Senders(address, "flood", count=_SENDERS) as load:
                until(lambda: load.answers[204] >= events // 5, "the first fifth", 600)
                early = resident_megabytes(window.pid)
                until(lambda: load.answers[204] >= events, "all events", 900)
                load.stop()
            rate = load.answers[204] / (time.monotonic() - began)
            late = resident_megabytes(window.pid)
            window.stdin.write("end\n")
            window.stdin.flush()
            found = json.loads(window.stdout.readline())
            assert window.wait(20) == 0
        finally:
            if window.poll() is None:
                window.kill()
    print(f"{load.answers[204]} events at {rate:.0f}/s beside the window: {found}; memory {early:.0f} MB, then {late:.0f} MB")
    assert set(load.answers) == {204}
    assert load.cut == 0
    stored = prove_stored(inbox, load.acknowledged, load.sent)
    assert found["rows"] == stored.stored, "the window shows another number of recordings than there are"
    assert found["work_p99"] < _LONGEST_LAG_SECONDS
    assert found["lag_p99"] < lag_seconds
    assert late - early < _GROWTH_MEGABYTES


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc to see a process's memory")
@pytest.mark.timed
def test_the_window_stays_usable_while_thousands_of_events_come_in(tmp_path: Path) -> None:
    flood(tmp_path, 5_000, _ON_A_BUSY_MACHINE * _LONGEST_LAG_SECONDS)


@pytest.mark.soak
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux's /proc to see a process's memory")
def test_the_window_stays_usable_while_fifty_thousand_events_come_in(tmp_path: Path) -> None:
    flood(tmp_path, 50_000, _LONGEST_LAG_SECONDS)


def test_more_events_than_the_queue_holds_are_refused_and_what_was_acknowledged_is_there(tmp_path: Path) -> None:
    with Serving(tmp_path, environment(CAPACITY="2", PATIENCE_SECONDS="10"), program=IMPATIENT) as serving:
        with Senders(serving.address, "full", count=16) as load:
            load.wait_for(204, 100)
            load.wait_for(503, 5)
            load.wait_for(204, 100)
            load.stop()
        assert serving.terminate()[0] == 0
    assert set(load.answers) == {204, 503}
    assert {answer.headers["retry-after"] for answer in load.refused} == {"5"}
    prove_stored(tmp_path, load.acknowledged, load.sent)
