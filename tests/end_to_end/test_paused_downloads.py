"""Downloads that the command line pauses while an inbox runs."""

from pathlib import Path

import requests
from faults.failing_store import until
from processes.app_process import Serving, environment, listed, run_command

from inbox.domain.times import now
from inbox.simulator.server import SimulatedBandwidth


def test_a_running_inbox_goes_by_a_pause_at_once(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    with Serving(tmp_path, environment(bandwidth)) as serving:

        def post() -> str:
            recording = bandwidth.make_recording()
            event = recording.event(bandwidth.voice_url, now())
            assert requests.post(serving.address, json=event, timeout=15).status_code == 204
            return recording.recording_id

        def status_of(recording_id: str) -> object:
            return next(row["download_status"] for row in listed(tmp_path) if row["recording_id"] == recording_id)

        first = post()
        until(lambda: status_of(first) == "downloaded", "the download")
        assert run_command("downloads", "pause", "--all", "--data-dir", str(tmp_path)).returncode == 0
        until(lambda: "downloads_paused" in serving.errors, "the pause")
        paused = post()
        until(lambda: all(row["verification"] == "verified" for row in listed(tmp_path)), "Bandwidth's answer")
        assert status_of(paused) == "waiting"
        assert run_command("downloads", "resume", "--all", "--data-dir", str(tmp_path)).returncode == 0
        until(lambda: status_of(paused) == "downloaded", "the download after the pause")
        assert serving.terminate()[0] == 0
