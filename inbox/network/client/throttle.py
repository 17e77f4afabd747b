"""A limit to how many bytes a second come in, shared by all that download."""

import threading
import time
from collections.abc import Callable

_SLICE_SECONDS = 0.1
_LEAST_PIECE = 2 * 1024


class Throttle:
    """Lets bytes through at the rate that is set at the moment. Safe from any thread; the clock is monotonic."""

    def __init__(self, bytes_per_second: Callable[[], int], clock: Callable[[], float] = time.monotonic) -> None:
        """``bytes_per_second`` is asked each time; 0 means without limit."""
        self._bytes_per_second = bytes_per_second
        self._clock = clock
        self._lock = threading.Lock()
        self._free_at = 0.0

    def piece(self, most: int) -> int:
        """How many bytes to read at once, at most ``most``: little enough for the limit to be felt as an even flow."""
        rate = self._bytes_per_second()
        return most if rate <= 0 else min(most, max(_LEAST_PIECE, int(rate * _SLICE_SECONDS)))

    def take(self, count: int, cancelled: Callable[[], bool]) -> None:
        """Waits until ``count`` bytes that have come are paid for, in the order of asking; ends early once ``cancelled``."""
        rate = self._bytes_per_second()
        if rate <= 0:
            return
        with self._lock:
            self._free_at = paid = max(self._free_at, self._clock()) + count / rate
        while (left := paid - self._clock()) > 0 and not cancelled():
            if self._bytes_per_second() != rate:  # a debt of a limit that is no more
                with self._lock:
                    self._free_at = min(self._free_at, self._clock())
                return
            time.sleep(min(left, _SLICE_SECONDS))
