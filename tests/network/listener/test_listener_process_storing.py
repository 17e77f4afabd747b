"""While the app stores what the listener's process gave it, nothing is amiss with the listener."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wire.raw_client import RawClient, post

from inbox.domain.delivery import Delivery, DeliveryOutcome, Receipt
from inbox.network.listener.listener_messages import Begin
from inbox.network.listener.listener_process import ListenerProcess

_EVENT = b'{"eventType":"conferenceRecordingAvailable","recordingId":"r-1"}'


def test_a_listener_whose_events_take_long_to_store_counts_as_answering_and_gives_the_receipt() -> None:
    given: list[Callable[[Receipt], None]] = []
    is_storing, is_stored = threading.Event(), threading.Event()

    def accept(_delivery: Delivery, done: Callable[[Receipt], None]) -> bool:
        given.append(done)
        return True

    @contextmanager
    def together() -> Iterator[None]:
        yield
        if given:
            is_storing.set()
            assert is_stored.wait(30)
            given.pop()(Receipt(DeliveryOutcome.RECORDING))

    listener = ListenerProcess(Begin("127.0.0.1", 0, "/", None, "", "", 100), accept, together=together)
    listener.start()
    try:
        with RawClient(listener.port) as client:
            client.send(post(_EVENT))
            assert is_storing.wait(15)
            assert listener.answers(0.1)
            is_stored.set()
            assert client.answer().status == 204
        assert listener.answers(15)
    finally:
        is_stored.set()
        listener.stop()
