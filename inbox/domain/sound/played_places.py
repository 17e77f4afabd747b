"""Which place of the recording is heard at which frame of what was played: through skips and loops, at one speed."""

from bisect import bisect_right
from itertools import pairwise
from threading import Lock

from inbox.domain.coverage import HeardSpan


class PlayedPlaces:
    """What was joined together for playing, in order. One thread adds to it, others ask."""

    def __init__(self, frames_per_second: int, rate: float) -> None:
        """``frames_per_second`` of what is played, ``rate`` of the recording in it."""
        self.rate = rate
        self._pace = rate / frames_per_second
        self._lock = Lock()
        self._joined: list[float] = []
        self._places: list[float] = []

    def add(self, joined: float, place: float) -> None:
        """From ``joined`` seconds on (without what is skipped, at rate 1), the recording is played from ``place`` on."""
        with self._lock:
            if self._joined and self._joined[-1] >= joined:
                self._joined[-1], self._places[-1] = joined, place
            else:
                self._joined.append(joined)
                self._places.append(place)

    def place(self, frame: float) -> float | None:
        """Where in the recording, in seconds, the frame lies; None while nothing was joined."""
        with self._lock:
            return self._place(max(0.0, frame) * self._pace)

    def spans(self, begin: float, end: float) -> list[HeardSpan]:
        """What of the recording lies between two frames, in the order in which it is played."""
        with self._lock:
            first, last = max(0.0, begin) * self._pace, end * self._pace
            if not self._joined or last <= first:
                return []
            inside = [joined for joined in self._joined if first < joined < last]
            edges = [first, *inside, last]
            return [self._span(a, b) for a, b in pairwise(edges)]

    def forget(self, before: float) -> None:
        """Nobody asks for frames below ``before`` any more: what a loop has left behind is let go."""
        with self._lock:
            gone = bisect_right(self._joined, before * self._pace) - 1
            if gone > 0:
                del self._joined[:gone], self._places[:gone]

    def _place(self, joined: float) -> float | None:
        at = max(0, bisect_right(self._joined, joined) - 1)
        return self._places[at] + max(0.0, joined - self._joined[at]) if self._joined else None

    def _span(self, first: float, last: float) -> HeardSpan:
        begin = self._place(first)
        assert begin is not None
        return HeardSpan(begin, begin + last - first, self.rate)
