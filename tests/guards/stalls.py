"""A test whose subject is time (marked ``timed``) is done again when it failed while the machine stood still."""

import threading
import time

import pytest
from _pytest.runner import call_and_report

_LOOK_SECONDS = 0.02
_LONG_SECONDS = 0.1
"""A thread that sleeps is woken later than that on no machine that gives its programs their turn."""
_TRIES = 4


class StallWatch(threading.Thread):
    """Notices how late a thread is woken."""

    def __init__(self) -> None:
        super().__init__(name="stall-watch", daemon=True)
        self.longest = 0.0
        """The worst so far, in seconds."""
        self._ended = threading.Event()

    def run(self) -> None:
        """Sleeps, and looks how long it was."""
        while not self._ended.is_set():
            began = time.monotonic()
            self._ended.wait(_LOOK_SECONDS)
            self.longest = max(self.longest, time.monotonic() - began - _LOOK_SECONDS)

    def end(self) -> float:
        """Stops, and gives the worst."""
        self._ended.set()
        self.join()
        return self.longest


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Runs a test that is marked so, with all its fixtures, once more where that may help."""
    if item.get_closest_marker("timed") is None or not isinstance(item, pytest.Function):
        return None
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for tries_left in reversed(range(_TRIES)):
        watch = StallWatch()
        watch.start()
        reports = [call_and_report(item, "setup", log=False)]
        if reports[0].passed:
            reports.append(call_and_report(item, "call", log=False))
        stood_still = watch.end() >= _LONG_SECONDS
        is_again = tries_left > 0 and stood_still and any(report.failed for report in reports)
        following = item.parent if is_again else nextitem  # what is wider than the test stays for the next try
        reports.append(call_and_report(item, "teardown", log=False, nextitem=following))
        if not is_again:
            break
        item._initrequest()
    for report in reports:
        item.ihook.pytest_runtest_logreport(report=report)
    item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    return True
