"""A listener on a free port of this computer, with real sockets and a real thread behind it."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any, Protocol

import pytest
from wire.deliveries import Deliveries

from inbox.network.listener.listener import Listener


class StartListener(Protocol):
    """Starts a listener with the given keywords of `Listener`."""

    def __call__(self, **options: Any) -> Listener:
        """Stopped when the test ends."""


@pytest.fixture
def deliveries() -> Iterator[Deliveries]:
    """What the listener gave on."""
    with Deliveries() as kept:
        yield kept


@pytest.fixture
def start_listener(deliveries: Deliveries) -> Iterator[StartListener]:
    """Starts listeners that give on to ``deliveries``."""
    with ExitStack() as stack:

        def start(**options: Any) -> Listener:
            listener = Listener("127.0.0.1", options.pop("port", 0), options.pop("accept", deliveries.accept), **options)
            stack.callback(listener.stop)
            listener.start()
            return listener

        yield start


@pytest.fixture
def listener(start_listener: StartListener) -> Listener:
    """A listener without credentials, at ``/``."""
    return start_listener()


@pytest.fixture
def eventually() -> Callable[[Callable[[], object]], None]:
    """Waits until a condition holds; fails after fifteen seconds."""

    def wait(condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + 15
        while not condition():
            assert time.monotonic() < deadline, "it never became so"
            time.sleep(0.005)

    return wait
