"""How fast Bandwidth's API may be asked: at most so many in a second, and not at all for a while when it cannot answer."""

import threading
import time
from collections import deque
from collections.abc import Callable
from datetime import timedelta

from inbox.domain.retry_after import LONGEST_ASKED

_FIRST_PAUSE_SECONDS = 0.5
_LONGEST_PAUSE_SECONDS = 60.0


class Pace:
    """One for all that ask, since the account has one rate; safe from any thread. The clock is monotonic."""

    def __init__(self, a_second: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock
        self._asked: deque[float] = deque(maxlen=a_second)
        self._failures = 0
        self._resume_at = 0.0
        self._lock = threading.Lock()

    def wait(self) -> float:
        """Seconds until the next request may be made; 0 when it may be made now."""
        with self._lock:
            if len(self._asked) < (self._asked.maxlen or 0):
                return 0.0
            return max(self._asked[0] + 1.0 - self.clock(), 0.0)

    def pause(self) -> float:
        """Seconds that are left of the pause after failures; 0 when there is none."""
        return max(self._resume_at - self.clock(), 0.0)

    def asked(self) -> None:
        """A request is made."""
        with self._lock:
            self._asked.append(self.clock())

    def succeeded(self) -> None:
        """Bandwidth answered: no pause any more."""
        with self._lock:
            self._failures, self._resume_at = 0, 0.0

    def failed(self, retry_after: timedelta | None) -> None:
        """Bandwidth could not be asked: a pause, doubled with each failure in a row, never less than the server asked for."""
        with self._lock:
            pause = min(_FIRST_PAUSE_SECONDS * 2 ** min(self._failures, 10), _LONGEST_PAUSE_SECONDS)
            if retry_after is not None:
                pause = max(pause, min(retry_after, LONGEST_ASKED).total_seconds())
            self._failures += 1
            self._resume_at = self.clock() + pause

    def try_now(self) -> None:
        """The person wants an answer: the pause is over, though not forgotten if it fails again."""
        self._resume_at = 0.0
