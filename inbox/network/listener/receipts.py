"""Where receipts cross from the intake's thread to the listener's: many in one wake-up."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable

from inbox.domain.delivery import Receipt

Settle = Callable[[Receipt], None]


class Receipts:
    """A queue that any thread fills and that the loop's thread empties. To be made on that thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._thread = threading.get_ident()
        self._waiting: deque[tuple[Settle, Receipt]] = deque()
        self._woken = False

    def put(self, settle: Settle, receipt: Receipt) -> None:
        """Has ``settle(receipt)`` called on the loop's thread; nothing happens once the loop is closed."""
        self._waiting.append((settle, receipt))
        if not self._woken:
            self._woken = True
            here = threading.get_ident() == self._thread
            try:
                (self._loop.call_soon if here else self._loop.call_soon_threadsafe)(self._empty)
            except RuntimeError:  # The loop is closed: the delivery is stored, and there is nobody left to tell.
                self._waiting.clear()

    def _empty(self) -> None:
        # Lowered first: who puts after this wakes the loop again, who put before is found below.
        self._woken = False
        while self._waiting:
            settle, receipt = self._waiting.popleft()
            settle(receipt)
