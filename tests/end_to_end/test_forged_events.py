"""Anybody may post events where no credentials are asked for: they neither multiply recordings nor touch what is downloaded."""

import hashlib
import json
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

from end_to_end.attacker import port_of
from processes.app_process import Serving, environment, listed, listed_when, run_command
from wire.raw_client import RawClient, post

from inbox.domain.times import iso_z, now
from inbox.simulator.server import SimulatedBandwidth

SENDERS, EACH = 10, 100


def test_a_thousand_copies_and_forgeries_stay_one_recording_whose_file_is_untouched(
    tmp_path: Path, bandwidth: SimulatedBandwidth
) -> None:
    event = bandwidth.make_recording().event(bandwidth.voice_url, now())
    with Serving(tmp_path, environment(bandwidth)) as serving:
        port = port_of(serving.address)
        with RawClient(port) as client:
            assert client.ask(post(json.dumps(event).encode())).status == 204
        before = _downloaded(tmp_path)
        file = Path(before["media_path"])
        told = file.stat()

        forged = dict(
            event, name="forged", duration="PT1S", mediaUrl="https://evil.example/x", fileFormat="mp3", status="deleted"
        )
        bodies = [
            json.dumps(each).encode()
            for each in (
                event,
                forged | {"eventTime": iso_z(now() + timedelta(days=1))},
                forged | {"eventTime": "1999-01-01T00:00:00Z"},
            )
        ]

        def send(body: bytes) -> None:
            with RawClient(port, seconds=30) as client:
                client.send(post(body) * EACH)
                assert {client.answer().status for _ in range(EACH)} == {204}

        senders = [threading.Thread(target=send, args=(bodies[number % 3],), name="sender") for number in range(SENDERS)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        (recording,) = listed(tmp_path)
        media_requests = [path for method, path in bandwidth.requests if path.endswith("/media")]
        assert serving.terminate()[0] == 0
    assert recording["deliveries"] == 1 + SENDERS * EACH
    assert [recording[key] for key in ("download_status", "media_path", "media_sha256", "media_bytes")] == [
        before[key] for key in ("download_status", "media_path", "media_sha256", "media_bytes")
    ]
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before["media_sha256"]
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (told.st_mtime_ns, told.st_ino)
    assert len(media_requests) == 1, "downloaded once"


def test_a_forged_deletion_of_tomorrow_stops_no_download_and_is_asked_about(
    tmp_path: Path, bandwidth: SimulatedBandwidth
) -> None:
    event = bandwidth.make_recording().event(bandwidth.voice_url, now())
    forged = dict(event, name="HACKED", status="deleted", eventTime=iso_z(now() + timedelta(days=1)))
    (tmp_path / "settings.toml").write_text("downloads_paused = true\ncatch_up = false\n")
    with Serving(tmp_path, environment(bandwidth)) as serving, RawClient(port_of(serving.address)) as client:
        assert client.ask(post(json.dumps(event).encode())).status == 204
        listed_when(tmp_path, lambda rows: rows and rows[0]["verification"] == "verified")
        assert client.ask(post(json.dumps(forged).encode())).status == 204
        told = listed_when(tmp_path, lambda rows: rows[0]["doubt"] == "differs")[0]
        assert (told["name"], told["download_status"], told["verification"]) == ("HACKED", "waiting", "verified")
        assert _rows_of(tmp_path, "is:differs") == [event["recordingId"]]
        done = run_command("download", event["recordingId"], "--data-dir", str(tmp_path), environ=environment(bandwidth))
        assert (done.returncode, _downloaded(tmp_path)["name"]) == (0, "HACKED")
        honest = dict(event, eventTime=iso_z(now()))
        assert client.ask(post(json.dumps(honest).encode())).status == 204
        assert listed(tmp_path)[0]["name"] == event["name"], "its receipt is later than that of the forged one"
        assert serving.terminate()[0] == 0


def test_a_click_on_what_an_event_alone_gave_up_asks_bandwidth(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    made = bandwidth.make_recording()
    deleted = dict(made.event(bandwidth.voice_url, now()), status="deleted")
    with Serving(tmp_path) as serving, RawClient(port_of(serving.address)) as client:
        assert client.ask(post(json.dumps(deleted).encode())).status == 204
        assert serving.terminate()[0] == 0
    assert listed(tmp_path)[0]["download_status"] == "given_up"
    download = ("download", made.recording_id, "--data-dir", str(tmp_path))

    bandwidth.change_metadata(status="deleted")
    gone = run_command(*download, environ=environment(bandwidth))
    assert gone.returncode == 1
    assert "was deleted" in gone.stderr
    assert [path for _, path in bandwidth.requests if path.endswith("/media")] == [], "Bandwidth itself said so"

    bandwidth.answer_normally()
    assert run_command(*download, environ=environment(bandwidth)).returncode == 0
    assert _downloaded(tmp_path)["verification"] == "verified"


def _rows_of(data_dir: Path, query: str) -> list[str]:
    lines = run_command("list", "--query", query, "--json", "--data-dir", str(data_dir)).stdout.splitlines()
    return [json.loads(line)["recording_id"] for line in lines]


def _downloaded(data_dir: Path) -> dict[str, Any]:
    return listed_when(data_dir, lambda rows: rows[0]["download_status"] == "downloaded")[0]
