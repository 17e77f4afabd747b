"""From Bandwidth to a bundle that a stranger can check: received, verified, downloaded, and exported beside the running inbox."""

import json
import zipfile
from pathlib import Path

import requests
from processes.app_process import Serving, environment, listed_when, run_command

from inbox.simulator.scenarios import plan
from inbox.simulator.server import SimulatedBandwidth

SECRET = "correct horse battery staple"


def test_a_recording_of_a_running_inbox_is_exported_as_evidence_and_carries_no_secret(
    tmp_path: Path, bandwidth: SimulatedBandwidth
) -> None:
    (event,) = plan("happy", 1, bandwidth.account, voice_url=bandwidth.voice_url)
    environ = environment(bandwidth, INBOX_WEBHOOK_USERNAME="bandwidth", INBOX_WEBHOOK_PASSWORD=SECRET)
    root, target = tmp_path / "inbox", tmp_path / "evidence.zip"
    body = json.dumps(event.properties).encode()
    with Serving(root, environ) as serving:
        answered = requests.post(serving.address, data=body, auth=("bandwidth", SECRET), timeout=15)
        assert answered.status_code == 204
        listed_when(root, lambda rows: rows and rows[0]["download_status"] == "downloaded")
        result = run_command("export", "--format", "zip", "-o", str(target), "--data-dir", str(root), environ=environ)
        assert (result.returncode, result.stderr) == (0, "")
    assert run_command("verify", str(target)).returncode == 0
    with zipfile.ZipFile(target) as bundle:
        manifest = json.loads(bundle.read("manifest.json"))
        (recording,) = manifest["recordings"]
        folder = recording["folder"]
        told = [json.loads(line[65:]) for line in bundle.read(f"{folder}/history.txt").decode().splitlines()]
        assert [entry["kind"] for entry in told] == ["received", "downloaded"]
        assert bundle.read(f"{folder}/event-{told[0]['detail']['delivery']}.json") == body
        assert json.loads(bundle.read(f"{folder}/bandwidth-metadata.json"))["recordingId"] == recording["recording_id"]
        sums = {file["name"]: file["sha256"] for file in manifest["files"]}
        assert sums[f"{folder}/{recording['media']}"] == told[1]["detail"]["sha256"]
    content = target.read_bytes()
    for secret in (SECRET, bandwidth.account.client_secret, "Authorization", str(tmp_path)):
        assert secret.encode() not in content, secret
