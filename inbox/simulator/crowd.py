"""Sending over several connections at once, as Bandwidth does when many conferences end together."""

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from queue import SimpleQueue

from inbox.simulator.scenarios import PlannedEvent
from inbox.simulator.sender import Sender, SendResult

CONNECTIONS = 8


def send_at_once(
    events: Sequence[PlannedEvent], connect: Callable[[], Sender], connections: int = CONNECTIONS
) -> Iterator[SendResult]:
    """The results of all events, as they come; delays are not kept. When the caller stops early, so does the sending."""
    waiting = deque(events)
    results: SimpleQueue[SendResult | Exception] = SimpleQueue()
    stopping = threading.Event()

    def work() -> None:
        with connect() as sender:
            while not stopping.is_set():
                try:
                    event = waiting.popleft()
                except IndexError:
                    return
                try:
                    results.put(sender.send(event))
                except Exception as bug:  # raised in the caller, who would wait for its result for ever
                    results.put(bug)

    threads = [threading.Thread(target=work, name=f"sender-{number}") for number in range(min(connections, len(events)))]
    for thread in threads:
        thread.start()
    try:
        for _ in events:
            result = results.get()
            if isinstance(result, Exception):
                raise result
            yield result
    finally:
        stopping.set()
        for thread in threads:
            thread.join()
