"""The other side of the listener's seam: takes deliveries, and gives receipts from a thread of its own."""

import queue
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from inbox.domain.delivery import Delivery, DeliveryOutcome, Receipt
from inbox.domain.events import IgnoredEvent, RecordingEvent, RejectedInput, understand

Done = Callable[[Receipt], None]


class Deliveries:
    """Keeps what it was given, in order. ``capacity`` 0 is a full queue; ``failing`` a store that cannot commit."""

    def __init__(self) -> None:
        self.taken: list[Delivery] = []
        self.capacity = 1_000_000
        self.failing = False
        self.open = threading.Event()
        """Receipts are held back while it is not set."""
        self.open.set()
        self._waiting: queue.SimpleQueue[tuple[Delivery, Done] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="deliveries")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.open.set()
        self._waiting.put(None)
        self._thread.join()

    def accept(self, delivery: Delivery, done: Done) -> bool:
        """As `inbox.domain.delivery.Accept` says."""
        if len(self.taken) >= self.capacity:
            return False
        self.taken.append(delivery)
        self._waiting.put((delivery, done))
        return True

    def _run(self) -> None:
        while (item := self._waiting.get()) is not None:
            delivery, done = item
            self.open.wait(10)
            done(self._receipt(delivery))

    def _receipt(self, delivery: Delivery) -> Receipt:
        if self.failing:
            return Receipt(None, "The disk is full.")
        match understand(delivery):
            case RejectedInput(error, reason):
                return Receipt(DeliveryOutcome.REJECTED, reason, error)
            case IgnoredEvent(_, reason):
                return Receipt(DeliveryOutcome.IGNORED, reason)
            case RecordingEvent():
                return Receipt(DeliveryOutcome.RECORDING)
