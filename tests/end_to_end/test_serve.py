"""The main job without a window: an event arrives, is committed, answered 204, listed, downloaded; a kill loses nothing."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests
from processes.app_process import Serving, environment, listed, listed_when, run_command

from inbox.domain.times import now
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.server import SimulatedBandwidth

DOCUMENTED = (Path(__file__).parents[1] / "data" / "documented-event.json").read_bytes()
# fmt: off
KEYS = [
    "recording_id", "conference_id", "account_id", "name", "tag", "status", "download_status", "review_status", "started_at",
    "ended_at", "duration_seconds", "file_format", "channels", "media_url", "media_path", "media_bytes", "media_sha256",
    "deliveries", "source", "event_time", "first_seen_at", "expires_at", "error",
    "call_id", "from", "to", "direction", "verification",
]
# fmt: on


def post(address: str, body: bytes) -> requests.Response:
    return requests.post(address, data=body, headers={"Content-Type": "application/json"}, timeout=15)


def event_of(made: SimulatedRecording, bandwidth: SimulatedBandwidth) -> bytes:
    return json.dumps(made.event(bandwidth.voice_url, now())).encode()


def wait_for(data_dir: Path, status: str) -> dict[str, Any]:
    return listed_when(data_dir, lambda rows: rows[0]["download_status"] == status)[0]


def test_the_documented_event_is_committed_answered_204_and_listed_with_every_key(tmp_path: Path) -> None:
    with Serving(tmp_path) as serving:
        first = post(serving.address, DOCUMENTED)
        assert (first.status_code, first.content) == (204, b"")
        (recording,) = listed(tmp_path)
        assert list(recording) == KEYS
        assert recording["recording_id"] == "r-115da407-e3d9-4ea7-889f-5f4ad7386a80"
        assert recording["duration_seconds"] == 20.056
        assert recording["started_at"] == "2019-09-13T16:48:29.235Z"
        assert recording["channels"] == 1
        assert recording["deliveries"] == 1
        assert recording["source"] == "webhook"
        assert datetime.fromisoformat(recording["first_seen_at"]).tzinfo == UTC

        second = post(serving.address, DOCUMENTED)
        assert (second.status_code, second.content) == (204, b"")
        (recording,) = listed(tmp_path)
        assert recording["deliveries"] == 2
        code, rest = serving.terminate()
    assert (code, rest) == (0, "")
    deliveries = run_command("deliveries", "--json", "--data-dir", str(tmp_path))
    assert [json.loads(line)["outcome"] for line in deliveries.stdout.splitlines()] == ["duplicate", "recording"]
    assert json.loads(deliveries.stdout.splitlines()[0])["body"] == DOCUMENTED.decode()


def test_a_kill_between_the_204_and_the_download_loses_nothing(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    environ = environment(bandwidth)
    bandwidth.link_bytes_per_second = 2_000
    made = bandwidth.make_recording()
    with Serving(tmp_path, environ) as serving:
        assert post(serving.address, event_of(made, bandwidth)).status_code == 204
        serving.kill()
    assert listed(tmp_path)[0]["download_status"] in ("waiting", "downloading")

    bandwidth.link_bytes_per_second = None
    with Serving(tmp_path, environ) as serving:
        recording = wait_for(tmp_path, "downloaded")
        assert serving.terminate()[0] == 0
    data = Path(recording["media_path"]).read_bytes()
    assert hashlib.sha256(data).hexdigest() == recording["media_sha256"]
    assert len(data) == recording["media_bytes"]
    assert [path.name for path in (tmp_path / "media").iterdir()] == [Path(recording["media_path"]).name]


def test_the_download_command_makes_one_pass_and_tells_of_each_failure(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    with Serving(tmp_path) as serving:  # without an account nothing is downloaded by itself
        for _ in range(2):
            post(serving.address, event_of(bandwidth.make_recording(), bandwidth))
        post(serving.address, DOCUMENTED)
    data_dir = ("--data-dir", str(tmp_path))
    result = run_command("download", "--all", *data_dir, environ=environment(bandwidth))
    assert result.returncode == 1
    assert "r-115da407-e3d9-4ea7-889f-5f4ad7386a80 (thisConference): This is the example event" in result.stderr
    assert sorted(recording["download_status"] for recording in listed(tmp_path)) == ["downloaded", "downloaded", "given_up"]
    assert result.stdout == ""
    again = run_command("download", "--all", *data_dir, environ=environment(bandwidth))
    assert (again.returncode, again.stderr) == (0, "")
    downloaded = next(row for row in listed(tmp_path) if row["download_status"] == "downloaded")
    told = run_command("download", downloaded["recording_id"], *data_dir, environ=environment(bandwidth))
    assert told.returncode == 0
    assert "is downloaded already" in told.stderr
    unknown = run_command("download", "r-unknown", *data_dir, environ=environment(bandwidth))
    assert unknown.returncode == 1
    assert "There is no recording r-unknown" in unknown.stderr


def test_without_credentials_the_sentence_says_what_to_set(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    with Serving(tmp_path) as serving:
        post(serving.address, event_of(bandwidth.make_recording(), bandwidth))
    result = run_command("download", "--all", "--data-dir", str(tmp_path))
    assert result.returncode == 1
    assert "BW_CLIENT_ID" in result.stderr


def test_show_prints_one_recording(tmp_path: Path) -> None:
    with Serving(tmp_path) as serving:
        post(serving.address, DOCUMENTED)
    shown = run_command("show", "r-115da407-e3d9-4ea7-889f-5f4ad7386a80", "--json", "--data-dir", str(tmp_path))
    assert json.loads(shown.stdout)["name"] == "thisConference"
    plain = run_command("--data-dir", str(tmp_path), "show", "r-115da407-e3d9-4ea7-889f-5f4ad7386a80")
    assert "thisConference" in plain.stdout
    missing = run_command("show", "r-none", "--data-dir", str(tmp_path))
    assert (missing.returncode, missing.stdout) == (1, "")
    assert missing.stderr.count("\n") == 1


def test_a_taken_port_is_a_sentence_that_names_it_and_exit_1(tmp_path: Path) -> None:
    with Serving(tmp_path / "one") as serving:
        port = serving.address.rpartition(":")[2].strip("/")
        result = run_command("serve", "--data-dir", str(tmp_path / "two"), "--listen", f"127.0.0.1:{port}")
    assert (result.returncode, result.stdout) == (1, "")
    last = result.stderr.splitlines()[-1]
    assert port in last
    assert "--listen" in last
    assert "Traceback" not in result.stderr


def test_a_folder_in_use_is_a_sentence_and_the_first_goes_on(tmp_path: Path) -> None:
    with Serving(tmp_path) as serving:
        result = run_command("serve", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0")
        assert (result.returncode, result.stdout) == (1, "")
        assert "in use" in result.stderr
        assert "Traceback" not in result.stderr
        assert post(serving.address, DOCUMENTED).status_code == 204


def test_files_are_readable_by_their_owner_only(tmp_path: Path, bandwidth: SimulatedBandwidth) -> None:
    with Serving(tmp_path / "inbox", environment(bandwidth)) as serving:
        post(serving.address, event_of(bandwidth.make_recording(), bandwidth))
        wait_for(tmp_path / "inbox", "downloaded")
        everything = [tmp_path / "inbox", *(tmp_path / "inbox").rglob("*")]
        assert len(everything) > 5
        assert [path for path in everything if path.lstat().st_mode & 0o077] == []
        serving.terminate()


def test_wrong_usage_exits_2() -> None:
    for words in (
        ("frobnicate",),
        ("show",),
        ("list", "--limit", "x"),
        ("download",),
        ("list", "--limit", "-1"),
        ("serve", "--listen", "x"),
    ):
        result = run_command(*words)
        assert (result.returncode, result.stdout) == (2, ""), words


def test_bad_starts_are_one_sentence_exit_1_and_nothing_overwritten(tmp_path: Path) -> None:
    settings, foreign = tmp_path / "settings", tmp_path / "foreign"
    for folder in (settings, foreign):
        folder.mkdir()
    (settings / "settings.toml").write_text('port = "many"\nthis is not toml\n')
    foreign_bytes = b"SQLite format 3\x00" + bytes(4080)
    (foreign / "inbox.sqlite3").write_bytes(foreign_bytes)
    a_file = tmp_path / "file"
    a_file.write_text("not a folder")
    for data_dir in (settings, foreign, a_file):
        for command in ("serve", "list"):
            result = run_command(command, "--data-dir", str(data_dir), "--listen", "127.0.0.1:0")
            assert (result.returncode, result.stdout) == (1, ""), (data_dir, result)
            assert result.stderr.startswith("recording-inbox: "), result.stderr
            assert result.stderr.count("\n") == 1, result.stderr
    assert (foreign / "inbox.sqlite3").read_bytes() == foreign_bytes
    assert a_file.read_text() == "not a folder"
