"""Downloads through a link that drops at random, with kill -9 of the app in between: all end whole, none twice, none corrupt."""

import hashlib
import http.client
import random
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson
import pytest
from processes.app_process import Serving, environment, listed, listed_when

from inbox.domain.times import now
from inbox.simulator.media import SimulatedMedia
from inbox.simulator.media_faults import MediaFaults
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.server import SimulatedBandwidth


def _send(address: str, bandwidth: SimulatedBandwidth, made: list[SimulatedRecording]) -> None:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    for recording in made:
        connection.request("POST", "/", orjson.dumps(recording.event(bandwidth.voice_url, now())))
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 204
    connection.close()


def _sha256(media: SimulatedMedia) -> str:
    return hashlib.sha256(media.part(0, len(media))).hexdigest()


def _requests_by_recording(bandwidth: SimulatedBandwidth) -> dict[str, int]:
    counts: dict[str, int] = {}
    for request in bandwidth.request_log:
        if request.path.endswith("/media"):
            recording_id = request.path.split("/")[-2]
            counts[recording_id] = counts.get(recording_id, 0) + 1
    return counts


def _downloaded(data_dir: Path) -> set[str]:
    return {row["recording_id"] for row in listed(data_dir) if row["download_status"] == "downloaded"}


def _are_downloaded(rows: list[dict[str, Any]], count: int) -> bool:
    return count == len([row for row in rows if row["download_status"] == "downloaded"])


def _drop_and_kill(data_dir: Path, count: int, kills: int, seconds: float) -> None:
    moments = random.Random(count)
    (data_dir / "settings.toml").write_text("parallel_downloads = 6\n")
    bandwidth = SimulatedBandwidth()
    bandwidth.start()
    bandwidth.controls.media_faults = MediaFaults(drop_every_bytes=300_000, seed=count)
    bandwidth.link_bytes_per_second = 1_000_000
    made = [bandwidth.make_recording(loops=1 + (number % 3 == 0)) for number in range(count)]
    asked_when_done: dict[str, int] = {}
    try:
        for kill in range(kills + 1):
            with Serving(data_dir, environment(bandwidth)) as serving:
                if kill == 0:
                    _send(serving.address, bandwidth, made)
                if kill < kills:
                    time.sleep(moments.uniform(1.0, 3.0))
                    serving.kill()
                else:
                    listed_when(data_dir, lambda rows: _are_downloaded(rows, count), seconds)
                    assert serving.terminate()[0] == 0
            counts = _requests_by_recording(bandwidth)
            asked_when_done = {one: counts[one] for one in _downloaded(data_dir)} | asked_when_done
    finally:
        bandwidth.stop()
    counts = _requests_by_recording(bandwidth)
    assert sum(counts.values()) > count + kills, "nothing broke off: this proves nothing"
    assert any(request.status == 206 for request in bandwidth.request_log), "nothing went on where it was"
    assert {one: counts[one] for one in asked_when_done} == asked_when_done, "what was here was fetched again"
    rows = {row["recording_id"]: row for row in listed(data_dir)}
    files = {str(path) for path in (data_dir / "media").iterdir()}
    assert files == {row["media_path"] for row in rows.values()}
    assert len(files) == count
    for recording in made:
        row = rows[recording.recording_id]
        source = _sha256(SimulatedMedia.of(recording))
        assert hashlib.sha256(Path(row["media_path"]).read_bytes()).hexdigest() == row["media_sha256"] == source
    print(f"{count} downloads, {kills} kills, {sum(counts.values())} requests, {sum(n > 1 for n in counts.values())} broke off")


def test_a_dozen_downloads_through_a_dropping_link_end_whole_although_the_app_is_killed(tmp_path: Path) -> None:
    _drop_and_kill(tmp_path, count=12, kills=2, seconds=60)


@pytest.mark.soak
def test_two_hundred_downloads_through_a_dropping_link_end_whole_although_the_app_is_killed(tmp_path: Path) -> None:
    _drop_and_kill(tmp_path, count=200, kills=10, seconds=900)
