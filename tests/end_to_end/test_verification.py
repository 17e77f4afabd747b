"""Events are not signed, so Bandwidth is asked back about each recording: what it does not know is never downloaded by itself."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
import soundfile
from processes.app_process import Serving, environment, listed_when, run_command
from servers.scripted_server import ScriptedServer, answer

from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.scenarios import plan
from inbox.simulator.server import SimulatedBandwidth

TOKEN = answer(200, b'{"access_token":"secret-token","expires_in":3600}')


def send(serving: Serving, bandwidth: SimulatedBandwidth, scenario: str) -> dict[str, Any]:
    """Posts the one event of a scenario; gives its properties."""
    (event,) = plan(scenario, 1, bandwidth.account, voice_url=bandwidth.voice_url)
    answered = requests.post(serving.address, json=event.properties, timeout=15)
    assert answered.status_code == 204
    return event.properties


def until(data_dir: Path, recording_id: str, is_so: Callable[[dict[str, Any]], bool], seconds: float = 30) -> dict[str, Any]:
    rows = listed_when(data_dir, lambda rows: any(one["recording_id"] == recording_id and is_so(one) for one in rows), seconds)
    return next(one for one in rows if one["recording_id"] == recording_id)


def shown(data_dir: Path, recording_id: str) -> dict[str, Any]:
    result = run_command("show", recording_id, "--json", "--data-dir", str(data_dir))
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def asked_for(bandwidth: SimulatedBandwidth, recording_id: str) -> list[str]:
    """The ends of the addresses of the recording that Bandwidth was asked for."""
    paths = [path for _, path in bandwidth.requests if recording_id in path]
    return ["media" if path.endswith("/media") else "metadata" for path in paths]


def test_an_honest_recording_is_verified_then_downloaded(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    with Serving(tmp_path, environment(bandwidth)) as serving:
        recording_id = send(serving, bandwidth, "happy")["recordingId"]
        recording = until(tmp_path, recording_id, lambda found: found["download_status"] == "downloaded")
    assert recording["verification"] == "verified"
    assert asked_for(bandwidth, recording_id) == ["metadata", "media"]
    told = shown(tmp_path, recording_id)
    assert (told["verification"], told["verification_note"], told["differences"]) == ("verified", None, [])
    assert told["verified_at"].endswith("Z")


def test_a_forged_recording_is_refuted_stays_listed_and_its_media_is_never_asked_for(
    tmp_path: Path, bandwidth: SimulatedBandwidth
) -> None:
    with Serving(tmp_path, environment(bandwidth)) as serving:
        forged_id = send(serving, bandwidth, "forged")["recordingId"]
        forged = until(tmp_path, forged_id, lambda found: found["verification"] != "unverified")
        honest_id = send(serving, bandwidth, "happy")["recordingId"]  # by now the downloader has looked again
        until(tmp_path, honest_id, lambda found: found["download_status"] == "downloaded")
        assert serving.terminate()[0] == 0
    assert (forged["verification"], forged["download_status"]) == ("refuted", "given_up")
    assert "does not know this recording" in forged["error"]
    with Serving(tmp_path, environment(bandwidth)) as serving:
        honest_id = send(serving, bandwidth, "happy")["recordingId"]
        until(tmp_path, honest_id, lambda found: found["download_status"] == "downloaded")
    assert asked_for(bandwidth, forged_id) == ["metadata"]
    refuted = run_command("list", "--query", "is:refuted", "--json", "--data-dir", str(tmp_path)).stdout.splitlines()
    assert [json.loads(line)["recording_id"] for line in refuted] == [forged_id]

    person = run_command("download", forged_id, "--data-dir", str(tmp_path), environ=environment(bandwidth))
    assert person.returncode == 1  # the person may ask; there is none
    assert asked_for(bandwidth, forged_id) == ["metadata", "media"]
    everything = run_command("download", "--all", "--data-dir", str(tmp_path), environ=environment(bandwidth))
    assert (everything.returncode, everything.stderr) == (0, "")  # the person asked for that one by name, not for all of them


def test_while_bandwidth_is_down_a_recording_is_unverified_with_the_reason_and_verified_when_it_is_back(
    tmp_path: Path, bandwidth: SimulatedBandwidth
) -> None:
    environ, port = environment(bandwidth), bandwidth.port
    bandwidth.stop()
    with Serving(tmp_path, environ) as serving:
        recording_id = send(serving, bandwidth, "happy")["recordingId"]
        deadline = time.monotonic() + 30
        while (told := shown(tmp_path, recording_id))["verification_note"] is None:
            assert time.monotonic() < deadline
        assert told["verification"] == "unverified"
        assert "refused the connection" in told["verification_note"]
        again = SimulatedBandwidth(port=port)
        again.start()
        until(tmp_path, recording_id, lambda found: found["verification"] == "verified")
        until(tmp_path, recording_id, lambda found: found["download_status"] == "downloaded")
    again.stop()
    assert shown(tmp_path, recording_id)["verification_note"] is None


def test_without_an_account_nothing_is_asked_and_with_one_it_goes_on(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    with Serving(tmp_path) as serving:
        recording_id = send(serving, bandwidth, "happy")["recordingId"]
        told = shown(tmp_path, recording_id)
        assert (told["verification"], told["verified_at"]) == ("unverified", None)
        assert serving.terminate()[0] == 0
    assert bandwidth.requests == []
    with Serving(tmp_path, environment(bandwidth)):
        until(tmp_path, recording_id, lambda found: found["verification"] == "verified")
        until(tmp_path, recording_id, lambda found: found["download_status"] == "downloaded")


def test_a_redirect_to_a_foreign_host_gets_neither_the_request_nor_the_credentials(
    tmp_path: Path, bandwidth: SimulatedBandwidth
) -> None:
    with ScriptedServer(answer(200, b"{}")) as foreign, ScriptedServer(TOKEN) as tokens:
        with ScriptedServer(answer(302, Location=f"{foreign.address}/metadata")) as voice:
            environ = environment(bandwidth, INBOX_VOICE_URL=voice.address, INBOX_TOKEN_URL=tokens.address)
            with Serving(tmp_path, environ) as serving:
                recording_id = send(serving, bandwidth, "happy")["recordingId"]
                until(tmp_path, recording_id, lambda found: found["error"] is not None)  # the download, after the verifier
                assert serving.terminate()[0] == 0
            assert voice.requests[0].headers["authorization"] == "Bearer secret-token"
        assert foreign.requests == []
    told = shown(tmp_path, recording_id)
    assert told["verification"] == "unverified"
    assert "another host" in told["verification_note"]


def test_a_calls_recording_is_verified_and_downloaded_from_its_own_address_and_can_be_played(
    tmp_path: Path, bandwidth: SimulatedBandwidth
) -> None:
    with Serving(tmp_path, environment(bandwidth)) as serving:
        event = send(serving, bandwidth, "call")
        recording = until(tmp_path, event["recordingId"], lambda found: found["download_status"] == "downloaded")
    made = SimulatedRecording.from_id(bandwidth.account.account_id, event["recordingId"])
    assert made is not None
    assert [recording[key] for key in ("call_id", "from", "to", "direction", "conference_id", "verification")] == [
        made.call_id, event["from"], event["to"], "inbound", None, "verified",
    ]  # fmt: skip
    assert ("GET", f"/api/v2/accounts/5555555/calls/{made.call_id}/recordings/{made.recording_id}/media") in bandwidth.requests
    samples, rate = soundfile.read(recording["media_path"])
    assert len(samples) / rate == pytest.approx(made.seconds, abs=0.1)
    table = run_command("list", "--query", f"from:{event['from'][:5]}", "--data-dir", str(tmp_path)).stdout
    assert f"{event['from']} → {event['to']}" in table
    assert "verified" in table


def test_what_bandwidth_says_differently_is_shown(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    bandwidth.change_metadata(status="processing", name="Another room", mediaUrl="https://media.example.net/x")
    with Serving(tmp_path, environment(bandwidth)) as serving:
        event = send(serving, bandwidth, "happy")
        until(tmp_path, event["recordingId"], lambda found: found["verification"] == "verified")
    differences = {one["property"]: one for one in shown(tmp_path, event["recordingId"])["differences"]}
    assert sorted(differences) == ["mediaUrl", "name", "status"]
    assert differences["name"] == {"property": "name", "event": event["name"], "bandwidth": "Another room"}
    plain = run_command("show", event["recordingId"], "--data-dir", str(tmp_path)).stdout
    assert "status: the event says complete, Bandwidth says processing" in plain
