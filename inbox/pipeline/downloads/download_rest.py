"""When all downloads rest: what failed for one of them would fail for the others too."""

import threading
import time
from collections.abc import Callable

from inbox.domain.failure import Failure, Remedy
from inbox.pipeline.catching_up.pace import Pace

_KNOWN_SECONDS = 120.0
"""So long after a pause what was in the way is still said to be; what waits is tried again well before."""


class DownloadRest:
    """One for all workers. Safe from any thread; the clock is monotonic."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._pace = Pace(1, clock)
        self._why: str | None = None
        self._known_until = 0.0

    @property
    def why(self) -> str | None:
        """The sentence why nothing is downloaded; None when nothing is known to be in the way, or nothing was tried for long."""
        with self._lock:
            return self._why if self._clock() < self._known_until else None

    def pause(self) -> float:
        """Seconds until a download may be tried; 0 when it may be tried now."""
        with self._lock:
            return self._pace.pause()

    def failed(self, failure: Failure) -> None:
        """A download failed: a pause for all of them, doubled each time, unless it concerns that one only."""
        if failure.remedy not in (Remedy.TRY_LATER, Remedy.ACT):  # Bandwidth has answered
            self.succeeded()
            return
        if failure.only_here:
            return
        with self._lock:
            if self._pace.pause() > 0 and failure.retry_after is None:
                return  # another worker has met the same at the same time
            self._pace.failed(failure.retry_after)
            if failure.for_all:
                self._why = failure.sentence
                self._known_until = self._clock() + self._pace.pause() + _KNOWN_SECONDS

    def succeeded(self) -> None:
        """Bandwidth can be asked: a download came to its end, or had an answer."""
        with self._lock:
            self._pace.succeeded()
            self._why = None

    def try_now(self) -> None:
        """The person wants a download, or something has changed: the pause is over."""
        with self._lock:
            self._pace.try_now()
