"""kill -9 at random moments under concurrent senders: what was answered 204 is there after the next start, every time."""

import json
import random
import threading
import time
from pathlib import Path

import pytest
import requests
from processes.app_process import Serving, listed, run_command

_SENDERS = 8


class Senders:
    """Post events without a pause and note which were acknowledged, until the receiver is gone."""

    def __init__(self, address: str, round_number: int) -> None:
        self.acknowledged: set[str] = set()
        self._address = address
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._send, args=(f"r-{round_number}-{sender}",), name="sender") for sender in range(_SENDERS)
        ]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        """Waits until all have noticed that nobody answers."""
        for thread in self._threads:
            thread.join(30)
            assert not thread.is_alive()

    def _send(self, prefix: str) -> None:
        with requests.Session() as session:
            for number in range(100_000):
                recording_id = f"{prefix}-{number}"
                body = {
                    "eventType": "conferenceRecordingAvailable",
                    "recordingId": recording_id,
                    "conferenceId": "c",
                    "accountId": "1",
                }
                try:
                    status = session.post(self._address, data=json.dumps(body), timeout=10).status_code
                except requests.RequestException:
                    return
                assert status == 204
                with self._lock:
                    self.acknowledged.add(recording_id)


def _kill_loop(data_dir: Path, rounds: int) -> None:
    moments = random.Random(rounds)
    acknowledged: set[str] = set()
    for number in range(rounds):
        with Serving(data_dir) as serving:
            senders = Senders(serving.address, number)
            time.sleep(moments.uniform(0.1, 1.0))
            serving.kill()
            senders.join()
        acknowledged |= senders.acknowledged
    stored = [row["recording_id"] for row in listed(data_dir)]
    lost = acknowledged - set(stored)
    print(f"{rounds} rounds: {len(acknowledged)} acknowledged, {len(stored)} stored, {len(lost)} lost")
    assert acknowledged, "nothing was acknowledged at all: this proves nothing"
    assert not lost
    assert len(stored) == len(set(stored))
    assert "checked and sound" in run_command("doctor", "--data-dir", str(data_dir), "--listen", "127.0.0.1:0").stdout


def test_three_kills_lose_nothing(tmp_path: Path) -> None:
    _kill_loop(tmp_path, 3)


@pytest.mark.soak
def test_a_hundred_kills_lose_nothing(tmp_path: Path) -> None:
    _kill_loop(tmp_path, 100)
