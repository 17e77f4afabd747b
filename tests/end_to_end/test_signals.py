"""Ended, interrupted or suspended under load: every 204 is stored, the exit is clean, and nobody waits for nothing."""

import signal
import time
from pathlib import Path

import pytest
import requests
from faults.failing_store import until
from faults.proof import prove_stored
from faults.senders import Senders, event
from processes.app_process import Serving

_SECONDS_TO_END = 8.0


@pytest.mark.parametrize(
    "signals",
    [
        pytest.param([signal.SIGTERM], id="SIGTERM"),
        pytest.param([signal.SIGINT, signal.SIGINT], id="Ctrl-C twice"),
    ],
)
def test_an_end_under_load_is_clean_and_keeps_every_acknowledged_event(tmp_path: Path, signals: list[signal.Signals]) -> None:
    with Serving(tmp_path) as serving, Senders(serving.address, "end", until_gone=True) as load:
        load.wait_for(204, 40)
        began = time.monotonic()
        for number in signals:
            serving.signal(number)
            time.sleep(0.05)  # two signals at once are one
        assert serving.end() == (0, "")
        assert time.monotonic() - began < _SECONDS_TO_END
        load.join()
        assert "Traceback" not in serving.errors
    assert set(load.answers) <= {204, 503}
    prove_stored(tmp_path, load.acknowledged, load.sent)


def test_a_receiver_that_was_suspended_answers_who_waited_and_goes_on(tmp_path: Path) -> None:
    with Serving(tmp_path) as serving, Senders(serving.address, "sleep", pause_seconds=0.02) as load:
        load.wait_for(204, 8)
        serving.signal(signal.SIGSTOP)
        time.sleep(5)
        answered = sum(load.answers.values())
        serving.signal(signal.SIGCONT)
        until(lambda: sum(load.answers.values()) + load.cut >= answered + 8, "those who waited are answered or cut", 5)
        began = time.monotonic()
        assert requests.post(serving.address, json=event("r-after"), timeout=10).status_code == 204
        assert time.monotonic() - began < 2
        load.stop()
        assert serving.terminate()[0] == 0
        assert "Traceback" not in serving.errors
    assert set(load.answers) == {204}
    load.acknowledged["r-after"] = load.sent["r-after"] = 1
    prove_stored(tmp_path, load.acknowledged, load.sent)
