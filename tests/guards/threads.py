"""A test that leaves a thread running fails: what was started was not stopped."""

import threading
import time
from collections.abc import Iterator

import pytest

_PATIENCE_SECONDS = 3.0
_NOT_OURS = "Dummy-"
"""Python's name for a thread that Qt started and that only passed through Python."""


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """Compares the threads after the test with those before it; wider fixtures' threads were there before."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while left := [thread for thread in threading.enumerate() if thread not in before and not thread.name.startswith(_NOT_OURS)]:
        if time.monotonic() > deadline:
            pytest.fail(f"left running: {', '.join(sorted(thread.name for thread in left))}", pytrace=False)
        left[0].join(0.05)
