"""The receiver's database is overwritten under it, or between two runs: it goes on by itself, and tells what happened."""

import json
import time
from pathlib import Path

import pytest
import requests
from processes.app_process import Serving, listed, run_command
from storage.recovery.damage import asides, overwrite, size

from inbox.storage.data_folder import DataFolder

EVENTS = 120


def post(serving: Serving, number: int) -> int:
    event = {"eventType": "conferenceRecordingAvailable", "recordingId": f"r-{number}", "name": "x" * 600}
    return requests.post(serving.address, json=event, timeout=20).status_code


def incidents(inbox: Path) -> str:
    shown = run_command("doctor", "--data-dir", str(inbox), "--listen", "127.0.0.1:0").stdout
    return next(line for line in shown.splitlines() if " incidents " in line)


@pytest.mark.slow
def test_a_receiver_whose_database_is_overwritten_goes_on_without_a_restart(tmp_path: Path) -> None:
    with Serving(tmp_path) as serving:
        assert all(post(serving, number) == 204 for number in range(EVENTS))
        serving.terminate()
    with Serving(tmp_path) as serving:
        assert post(serving, 500) == 204
        overwrite(tmp_path / "inbox.sqlite3", 0, size(tmp_path / "inbox.sqlite3") // 2)
        deadline = time.monotonic() + 60
        while not asides(DataFolder(tmp_path)):
            assert time.monotonic() < deadline
            post(serving, 1000)
        after = [number for number in range(600, 630) if post(serving, number) == 204]
        assert len(after) == 30
        assert requests.get(f"{serving.address}healthz", timeout=10).status_code == 200
        kept = {recording["recording_id"] for recording in listed(tmp_path)}
        assert {f"r-{number}" for number in [500, *after]} <= kept
        assert len(kept) > EVENTS // 3
        assert incidents(tmp_path).startswith("look  incidents")
        assert serving.terminate()[0] == 0
        assert "Traceback" not in serving.errors


@pytest.mark.slow
def test_an_inbox_that_was_damaged_between_two_runs_is_received_into_again(tmp_path: Path) -> None:
    with Serving(tmp_path) as serving:
        assert all(post(serving, number) == 204 for number in range(EVENTS))
        serving.terminate()
    overwrite(tmp_path / "inbox.sqlite3", size(tmp_path / "inbox.sqlite3") // 2 // 4096 * 4096, 2 * 4096)
    with Serving(tmp_path) as serving:
        deadline = time.monotonic() + 60
        while not asides(DataFolder(tmp_path)):  # found by the check in the background
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert post(serving, 900) == 204
        lines = run_command("deliveries", "--json", "--data-dir", str(tmp_path)).stdout.splitlines()
        assert EVENTS // 2 < len(lines) <= EVENTS + 1
        assert len({json.loads(line)["delivery_id"] for line in lines}) == len(lines)
        assert len(listed(tmp_path)) > EVENTS // 2
        assert "Nothing was deleted" in incidents(tmp_path)
        serving.terminate()
