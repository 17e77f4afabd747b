"""Wrong credentials: after too many in a minute their answers are held back, which slows those who guess one by one."""

import asyncio
import time
from collections.abc import Callable

_FREE_TRIES = 20
_REFILL_SECONDS = 3.0
"""A free try comes back this often: twenty in a minute."""


class Guessing:
    """A token bucket over all senders, because behind a tunnel all of them come from this computer.

    It never judges who may come in: right credentials are let in at once whatever the bucket holds, so nobody can lock
    Bandwidth out by guessing. Lives on the listener's thread.
    """

    def __init__(
        self, hold_seconds: float, *, refill_seconds: float = _REFILL_SECONDS, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._hold_seconds = hold_seconds
        self._refill_seconds = refill_seconds
        self._clock = clock
        self._tries = float(_FREE_TRIES)
        self._filled_at = clock()
        self._held: set[asyncio.Future[None]] = set()
        self._ended = False

    def is_one_too_many(self) -> bool:
        """Counts one wrong try; whether its answer is to be held back."""
        at = self._clock()
        self._tries = min(_FREE_TRIES, self._tries + (at - self._filled_at) / self._refill_seconds)
        self._filled_at = at
        if self._tries < 1:
            return True
        self._tries -= 1
        return False

    async def hold(self) -> None:
        """Waits until an answer may go out: a second, or until `end`."""
        if self._ended:
            return
        loop = asyncio.get_running_loop()
        over = loop.create_future()
        timer = loop.call_later(self._hold_seconds, _settle, over)
        self._held.add(over)
        try:
            await over
        finally:
            timer.cancel()
            self._held.discard(over)

    def end(self) -> None:
        """Lets all answers that are held back go, and holds none from now on."""
        self._ended = True
        for over in self._held:
            _settle(over)


def _settle(over: "asyncio.Future[None]") -> None:
    if not over.done():
        over.set_result(None)
