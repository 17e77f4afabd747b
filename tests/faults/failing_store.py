"""A receiver whose store fails for a while under load: what must hold is the same whatever fails."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import requests
from faults.proof import Found, prove_stored
from faults.senders import Senders
from processes.app_process import Serving

IMPATIENT = (str(Path(__file__).with_name("impatient_serve.py")),)
"""What Python is to run for a receiver whose intake tries for a second only."""


def healthz(address: str) -> int:
    """The status of ``/healthz``."""
    return requests.get(f"{address}healthz", timeout=10).status_code


def until(condition: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Waits for a condition."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"did not happen: {what}"
        time.sleep(0.02)


def prove_through(
    serving: Serving,
    inbox: Path,
    fault: Callable[[], AbstractContextManager[object]],
    *,
    again: Callable[[], None] = lambda: None,
    mended: AbstractContextManager[object] | None = None,
    senders: int = 8,
    pause_seconds: float = 0.0,
) -> Found:
    """Senders post before, during and after ``fault``, which lasts until they were told 503 (``again`` renews it meanwhile).

    No 204 without a row, an honest 503 and ``/healthz`` meanwhile, no crash, and all is well again without a restart.
    """
    with Senders(serving.address, "fault", count=senders, pause_seconds=pause_seconds) as load:
        load.wait_for(204, senders)
        with fault():

            def refused() -> bool:
                again()
                return load.answers[503] >= senders

            until(refused, "a 503 for each sender", 90)
            assert healthz(serving.address) == 503
            assert all(answer.headers["retry-after"].isdigit() for answer in load.refused)
        load.wait_for(204, senders)
        until(lambda: healthz(serving.address) == 200, "health after the fault")
        load.stop()
    assert set(load.answers) == {204, 503}
    assert load.cut == 0
    assert load.longest_seconds < 15, "longer than Bandwidth waits"
    assert serving.is_running
    code, rest = serving.terminate()
    assert (code, rest) == (0, "")
    assert "Traceback" not in serving.errors
    assert serving.errors.count("Events cannot be stored:") >= 1
    assert serving.errors.count("Events can be stored again.") >= 1
    with mended or nullcontext():
        return prove_stored(inbox, load.acknowledged, load.sent)
