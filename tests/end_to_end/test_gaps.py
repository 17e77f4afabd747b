"""The ledger of a real receiver: asleep, killed, without its listener, stopped, and what ``gaps`` prints of that."""

import contextlib
import json
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from processes.app_process import Serving, environment, listed, run_command

from inbox.domain.catch_up import Reason
from inbox.domain.times import now, parse_time
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.catching_up.catch_up_runs import CatchUpRuns
from inbox.storage.data_folder import DataFolder
from inbox.storage.journal.ledger import Ledger
from inbox.storage.opening import open_inbox

_ASLEEP_SECONDS = 8.0


def gaps(data_dir: Path) -> list[dict[str, Any]]:
    result = run_command("gaps", "--json", "--data-dir", str(data_dir))
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def said(data_dir: Path) -> str:
    result = run_command("gaps", "--data-dir", str(data_dir))
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 40
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.1)


@pytest.mark.slow
@pytest.mark.timed
def test_a_receiver_that_slept_and_was_killed_and_lost_its_listener_tells_of_each_gap(tmp_path: Path) -> None:
    assert said(tmp_path).startswith("events were never taken as yet")
    with contextlib.closing(open_inbox(DataFolder(tmp_path))) as database:
        ledger = Ledger(database)

        def reasons() -> list[str]:
            return [gap.reason.value for gap in ledger.gaps() if gap.ended_at is not None]

        with Serving(tmp_path) as serving:
            wait_until(lambda: ledger.up_since() is not None)
            stopped_at = now()
            serving.signal(signal.SIGSTOP)
            time.sleep(_ASLEEP_SECONDS)
            serving.signal(signal.SIGCONT)
            wait_until(lambda: reasons() == ["asleep"])
            (listener,) = psutil.Process(serving.pid).children()
            listener.kill()
            wait_until(lambda: reasons() == ["asleep", "listener"])
            serving.kill()
        with Serving(tmp_path) as serving:
            wait_until(lambda: reasons() == ["asleep", "listener", "unknown"])
            assert serving.terminate()[0] == 0
    *ended, last = gaps(tmp_path)
    assert [gap["reason"] for gap in ended] == ["asleep", "listener", "unknown"]
    assert (last["reason"], last["ended_at"]) == ("stopped", None)
    times = [gap[name] for gap in ended for name in ("began_at", "ended_at")]
    assert times == sorted(times)
    began_at = parse_time(ended[0]["began_at"])
    assert began_at is not None
    assert abs((began_at - stopped_at).total_seconds()) < 2, "the last look before the stop"
    assert _ASLEEP_SECONDS - 2 < ended[0]["seconds"] < _ASLEEP_SECONDS + 15
    assert ended[0]["looked_at"] is None, "there is no account to look with"
    lines = said(tmp_path).splitlines()
    assert "(asleep): Bandwidth has not been asked yet what was in it" in lines[0]
    assert "(killed, crashed, or without power)" in lines[2]
    assert "(not running), and still is" in lines[3]
    assert lines[-1].startswith("no event is taken since ")


@pytest.mark.slow
def test_what_was_missed_while_a_killed_receiver_was_down_is_found_by_its_successor_at_once(tmp_path: Path) -> None:
    bandwidth = SimulatedBandwidth()
    bandwidth.start()
    try:
        with contextlib.closing(open_inbox(DataFolder(tmp_path))) as database:
            ledger = Ledger(database)
            with Serving(tmp_path, environment(bandwidth)) as serving:
                wait_until(lambda: ledger.up_since() is not None)
                wait_until(lambda: any(path.endswith("/conferences") for _, path in bandwidth.requests))
                serving.kill()
            time.sleep(1.5)
            missed = [bandwidth.make_recording(clip="sales") for _ in range(3)]  # their events are lost
            with Serving(tmp_path, environment(bandwidth)):
                wait_until(lambda: any(gap.found is not None for gap in ledger.gaps() if gap.ended_at is not None))
        gap = gaps(tmp_path)[0]
        assert (gap["reason"], gap["recordings"], gap["recovered"]) == ("unknown", 3, 3)
        assert {recording["recording_id"] for recording in listed(tmp_path)} == {one.recording_id for one in missed}
        assert "(killed, crashed, or without power): 3 recordings in it, 3 recovered" in said(tmp_path)
    finally:
        bandwidth.stop()


@pytest.mark.slow
def test_what_was_missed_while_the_listener_hung_is_found_when_it_is_back_without_a_click(tmp_path: Path) -> None:
    bandwidth = SimulatedBandwidth()
    bandwidth.start()
    try:
        with contextlib.closing(open_inbox(DataFolder(tmp_path))) as database:
            ledger, runs = Ledger(database), CatchUpRuns(database)
            with Serving(tmp_path, environment(bandwidth)) as serving:
                wait_until(lambda: ledger.up_since() is not None and runs.last_done() is not None)
                (listener,) = psutil.Process(serving.pid).children()
                listener.suspend()
                time.sleep(1)
                missed = bandwidth.make_recording(clip="sales")  # its event is lost
                wait_until(lambda: [row["recording_id"] for row in listed(tmp_path)] == [missed.recording_id])
                assert serving.terminate()[0] == 0
            done = runs.last_done()
            assert done is not None
            assert done.reason is Reason.GAP
    finally:
        bandwidth.stop()
