"""What the person asks for is done in order, and a failing store is told, not fatal."""

import threading

import pytest

from inbox.pipeline.requests.errands import Errands
from inbox.storage.problems import StoreFailing


@pytest.mark.expects_log
def test_errands_are_done_in_order_and_a_failing_store_is_told() -> None:
    done: list[int] = []
    told: list[str] = []

    def fail() -> None:
        raise StoreFailing("The disk is full.")

    errands = Errands(told.append)
    errands.start()
    errands.do(lambda: done.append(1))
    errands.do(fail)
    errands.do(lambda: done.append(2))
    errands.stop()
    assert (done, told) == ([1, 2], ["The disk is full."])


def test_errands_do_not_run_in_the_callers_thread() -> None:
    names: list[str] = []
    errands = Errands(print)
    errands.start()
    errands.do(lambda: names.append(threading.current_thread().name))
    errands.stop()
    assert names == ["errands"]


def test_a_bug_is_shown_as_one_and_the_worker_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    bugs: list[str] = []
    monkeypatch.setattr(threading, "excepthook", lambda problem: bugs.append(str(problem.exc_value)))
    done: list[int] = []

    def fail() -> None:
        raise TypeError("a bug")

    errands = Errands(print)
    errands.start()
    errands.do(fail)
    errands.do(lambda: done.append(1))
    errands.stop()
    assert (bugs, done) == (["a bug"], [1])
