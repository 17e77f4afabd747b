"""Ended, interrupted or suspended under load: every 204 is stored, the exit is clean, and nobody waits for nothing."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import requests
from faults.failing_store import until
from faults.proof import prove_stored
from faults.senders import Senders, event
from processes.app_process import Serving, environment

_SECONDS_TO_END = 8.0
_HANGING = Path(__file__).parents[1] / "faults" / "hanging_serve.py"


def _all_of(serving: Serving) -> list[int]:
    return [serving.pid, *(child.pid for child in psutil.Process(serving.pid).children(recursive=True))]


@pytest.mark.parametrize(
    ("signals", "to_all"),
    [
        pytest.param([signal.SIGTERM], False, id="SIGTERM"),
        pytest.param([signal.SIGINT, signal.SIGINT], True, id="Ctrl-C twice in a terminal"),
        pytest.param([signal.SIGTERM], True, id="SIGTERM from a service manager"),
    ],
)
@pytest.mark.timed
def test_an_end_under_load_is_clean_and_keeps_every_acknowledged_event(
    tmp_path: Path, signals: list[signal.Signals], to_all: bool
) -> None:
    with Serving(tmp_path) as serving, Senders(serving.address, "end", until_gone=True) as load:
        load.wait_for(204, 40)
        began = time.monotonic()
        processes = _all_of(serving)
        assert len(processes) == 2, "the app and its listener"
        for number in signals:
            for process in processes if to_all else processes[:1]:
                with suppress(ProcessLookupError):  # the first one may have ended the listener's already
                    os.kill(process, number)
            time.sleep(0.05)  # two signals at once are one
        assert serving.end() == (0, "")
        assert time.monotonic() - began < _SECONDS_TO_END
        load.join()
        assert "Traceback" not in serving.errors
        assert "ended by itself" not in serving.errors
    assert set(load.answers) <= {204, 503}
    prove_stored(tmp_path, load.acknowledged, load.sent)


@pytest.mark.parametrize("to_all", [False, True], ids=["the app alone", "as a sleeping computer does"])
@pytest.mark.timed
def test_a_receiver_that_was_suspended_answers_who_waited_and_goes_on(tmp_path: Path, to_all: bool) -> None:
    with Serving(tmp_path) as serving, Senders(serving.address, "sleep", pause_seconds=0.02) as load:
        load.wait_for(204, 8)
        processes = _all_of(serving) if to_all else [serving.pid]
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        time.sleep(5)
        answered = sum(load.answers.values())
        for process in processes:
            os.kill(process, signal.SIGCONT)
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


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_end_in_the_middle_of_the_start_is_clean(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, "-m", "inbox", "serve", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0"]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as app:
        children: list[psutil.Process] = []

        def its_listener_starts() -> bool:
            children[:] = psutil.Process(app.pid).children()
            return bool(children)

        until(its_listener_starts, "the listener's process")
        for process in (app.pid, children[0].pid):
            os.kill(process, number)
        _, errors = app.communicate(timeout=30)
    assert app.returncode == 0, errors
    assert "Traceback" not in errors
    assert "could not start" not in errors


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.timed
def test_an_end_while_the_listener_hangs_at_its_start_is_not_waited_for(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, str(_HANGING), "serve", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0"]
    environ = environment(PYTHONPATH=os.pathsep.join(path for path in sys.path if path))
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as app:
        until(lambda: bool(psutil.Process(app.pid).children()), "the listener's process")
        (listener,) = psutil.Process(app.pid).children()
        began = time.monotonic()
        os.kill(app.pid, number)
        _, errors = app.communicate(timeout=30)
        took = time.monotonic() - began
    assert (app.returncode, "Traceback" in errors, "could not start" in errors) == (0, False, False), errors
    assert took < _SECONDS_TO_END / 2
    assert not psutil.pid_exists(listener.pid)
