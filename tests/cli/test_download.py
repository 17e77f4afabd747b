"""``download``: one pass, which goes on where an earlier one broke off and leaves alone what rests."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import orjson
import pytest
from processes.app_process import environment, listed, run_command

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.times import now
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.request_log import SeenRequest
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.data_folder import DataFolder
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.opening import open_inbox


@pytest.fixture
def bandwidth() -> Iterator[SimulatedBandwidth]:
    server = SimulatedBandwidth()
    server.start()
    yield server
    server.stop()


def receive(data_dir: Path, bandwidth: SimulatedBandwidth, *made: SimulatedRecording, held: str | None = None) -> None:
    database = open_inbox(DataFolder(data_dir))
    for recording in made:
        delivery = Delivery(now(), "POST", "/", (), orjson.dumps(recording.event(bandwidth.voice_url, now())), "127.0.0.1:5")
        commit_deliveries(database, [(delivery, understand(delivery))])
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET held = ? WHERE held IS NULL AND ? IS NOT NULL", (held, held))
    database.close()


def media_requests(bandwidth: SimulatedBandwidth) -> list[SeenRequest]:
    return [request for request in bandwidth.request_log if request.path.endswith("/media")]


def test_a_second_pass_goes_on_where_the_first_broke_off(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    made = bandwidth.make_recording()
    receive(tmp_path, bandwidth, made)
    bandwidth.cut_media_after(100_000)
    first = run_command("download", "--all", "--data-dir", str(tmp_path), environ=environment(bandwidth))
    assert (first.returncode, "broke off: 100,000 of" in first.stderr) == (1, True), first.stderr
    second = run_command("download", made.recording_id, "--data-dir", str(tmp_path), environ=environment(bandwidth))
    assert second.returncode == 0, second.stderr
    assert media_requests(bandwidth)[1].headers["range"] == "bytes=100000-"
    assert listed(tmp_path)[0]["download_status"] == "downloaded"


def test_all_leaves_alone_what_rests_and_a_name_does_not(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    paused, other = bandwidth.make_recording(), bandwidth.make_recording()
    receive(tmp_path, bandwidth, paused, held="paused")
    receive(tmp_path, bandwidth, other)
    assert run_command("download", "--all", "--data-dir", str(tmp_path), environ=environment(bandwidth)).returncode == 0
    assert {row["recording_id"]: row["download_status"] for row in listed(tmp_path)} == {
        paused.recording_id: "waiting",
        other.recording_id: "downloaded",
    }
    assert (
        run_command("download", paused.recording_id, "--data-dir", str(tmp_path), environ=environment(bandwidth)).returncode == 0
    )
    assert {row["download_status"] for row in listed(tmp_path)} == {"downloaded"}


def test_ctrl_c_keeps_what_has_come(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    made = bandwidth.make_recording()
    receive(tmp_path, bandwidth, made)
    bandwidth.link_bytes_per_second = 40_000
    process = subprocess.Popen(
        [sys.executable, "-m", "inbox", "download", "--all", "--data-dir", str(tmp_path)],
        env=environment(bandwidth),
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + 20
    while not any(path.stat().st_size > 20_000 for path in (tmp_path / "media").glob("*.part")):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 1
    assert b"What has come is kept" in errors
    assert b"Traceback" not in errors
    assert listed(tmp_path)[0]["download_status"] == "waiting"
    bandwidth.link_bytes_per_second = None
    assert run_command("download", "--all", "--data-dir", str(tmp_path), environ=environment(bandwidth)).returncode == 0
    assert int(media_requests(bandwidth)[1].headers["range"].removeprefix("bytes=").removesuffix("-")) >= 10_000
