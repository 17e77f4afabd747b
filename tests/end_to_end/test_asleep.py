"""A computer that sleeps misses events: what was recorded meanwhile is there soon after, and the ledger says so."""

import json
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from processes.app_process import Serving, environment, listed, run_command

from inbox.domain.times import now
from inbox.simulator.scenario import Scenario
from inbox.simulator.server import SimulatedBandwidth


def until(condition: Callable[[], Any], seconds: float = 60) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it never became so"
        time.sleep(0.1)
    return found


def one(data_dir: Path, statement: str) -> int:
    """What a statement counts in the inbox of a running program."""
    with closing(sqlite3.connect(f"file:{data_dir / 'inbox.sqlite3'}?mode=ro", uri=True)) as connection:
        return int(connection.execute(statement).fetchone()[0])


@contextmanager
def asleep(processes: list[psutil.Process]) -> Iterator[None]:
    for process in processes:
        process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            process.send_signal(signal.SIGCONT)


@pytest.mark.slow
@pytest.mark.parametrize("whole", [True, False], ids=["the whole program", "the app without its listener"])
def test_what_was_recorded_during_a_sleep_is_recovered_without_a_click(
    tmp_path: Path, bandwidth: SimulatedBandwidth, whole: bool
) -> None:
    data_dir = tmp_path / "inbox"
    with Serving(data_dir, environment(bandwidth)) as serving:
        app = psutil.Process(serving.pid)
        until(lambda: one(data_dir, "SELECT count(*) FROM catch_up_runs WHERE finished_at IS NOT NULL"))
        until(lambda: one(data_dir, "SELECT count(*) FROM intake_spans WHERE ended_by = 'running'"))
        asked = len([path for _, path in bandwidth.requests if path.endswith("/conferences")])
        with asleep([app, *app.children(recursive=True)] if whole else [app]):
            fell_asleep = time.monotonic()
            until(lambda: time.monotonic() - fell_asleep > 1.5)  # the last sign of life is before the recordings
            missed = [
                bandwidth.make_recording(),
                bandwidth.make_recording(Scenario.PARTIAL),
                bandwidth.make_recording(Scenario.CALL),
            ]
            until(lambda: time.monotonic() - fell_asleep > 7.5)
        downloaded = "SELECT count(*) FROM recordings WHERE source = 'catch-up' AND download_status = 'downloaded'"
        until(lambda: one(data_dir, downloaded) == 3)
        until(lambda: one(data_dir, "SELECT count(*) FROM gap_findings WHERE in_it = 3 AND recovered = 3"))
        rounds = len([path for _, path in bandwidth.requests if path.endswith("/conferences")]) - asked
        assert rounds == 1
        code, _ = serving.terminate()
    assert code == 0
    recordings = {line["recording_id"]: line for line in listed(data_dir)}
    assert set(recordings) == {made.recording_id for made in missed}
    for made in missed:
        line = recordings[made.recording_id]
        assert (line["source"], line["download_status"], line["deliveries"]) == ("catch-up", "downloaded", 0)
        assert line["verification"] == "verified"
        assert line["media_sha256"]
    told = run_command("gaps", "--json", "--data-dir", str(data_dir))
    gaps = [json.loads(line) for line in told.stdout.splitlines()]
    slept = [gap for gap in gaps if gap["recordings"]]
    assert [(gap["reason"], gap["recordings"], gap["recovered"]) for gap in slept] == [("asleep", 3, 3)], told.stdout
    assert slept[0]["seconds"] >= 6


@pytest.mark.soak
def test_what_was_recorded_while_nothing_ran_is_recovered_at_the_next_start(
    tmp_path: Path, bandwidth: SimulatedBandwidth
) -> None:
    data_dir = tmp_path / "inbox"
    with Serving(data_dir, environment(bandwidth)) as serving:
        until(lambda: one(data_dir, "SELECT count(*) FROM intake_spans WHERE ended_by = 'running'"))
        serving.kill()
    missed = bandwidth.make_recording(made_at=now() - timedelta(seconds=0.5))
    with Serving(data_dir, environment(bandwidth)) as serving:
        until(lambda: one(data_dir, "SELECT count(*) FROM recordings WHERE download_status = 'downloaded'") == 1)
        serving.terminate()
    (line,) = listed(data_dir)
    assert (line["recording_id"], line["source"]) == (missed.recording_id, "catch-up")
