"""Which frame is heard just now, and which place of the recording that is; asked from any thread."""

import time
from collections import deque
from threading import Lock

from inbox.domain.coverage import HeardSpan
from inbox.domain.sound.played_places import PlayedPlaces

_JUMPS = 0.1
"""Seconds; by more than that a clock that is wrong is set, by less it is corrected little by little."""
_CORRECTION = 0.1


class SoundClock:
    """Runs at the speed of the sound, and is corrected by what the sound device tells now and then."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._runs: deque[tuple[int, PlayedPlaces]] = deque()
        self.begin(1)

    def begin(self, rate: int) -> None:
        """Nothing was written yet, at ``rate`` frames a second."""
        with self._lock:
            self._runs.clear()
            self._rate = rate
            self._written = 0
            self._heard = 0.0
            self._at: float | None = None
            self._told = 0.0
            self._shown = 0.0

    def add(self, places: PlayedPlaces) -> None:
        """What is written from now on lies there."""
        with self._lock:
            if self._runs and self._runs[-1][0] == self._written:
                self._runs.pop()
            self._runs.append((self._written, places))

    def wrote(self, frames: int) -> None:
        """So many more were written."""
        with self._lock:
            self._written += frames

    def measure(self, heard: int | None, *, is_empty: bool) -> None:
        """What the device tells: None before it began; ``is_empty`` when it waits for frames, and tells too little."""
        now = time.monotonic()
        with self._lock:
            if heard is None:
                return
            if self._at is None:
                self._heard, self._at = float(heard), now
                return
            guess = self._guess(now)
            wrong = 0.0 if is_empty and heard < guess else heard - guess
            self._heard = guess + (wrong if abs(wrong) > _JUMPS * self._rate else wrong * _CORRECTION)
            self._at = now

    @property
    def written(self) -> int:
        """Frames since `begin`."""
        with self._lock:
            return self._written

    def has_heard_all(self) -> bool:
        """Whether nothing of what was written is still to be heard."""
        with self._lock:
            return self._guess(time.monotonic()) >= self._written

    def place(self) -> float | None:
        """What is heard now, in seconds of the recording; None before anything was written."""
        with self._lock:
            return self._place(self._frame())

    def written_to(self) -> float | None:
        """Where what was written last ends."""
        with self._lock:
            return self._place(self._written)

    def heard_spans(self) -> list[HeardSpan]:
        """What was heard since the last time that this was asked."""
        with self._lock:
            begin, end = self._told, self._frame()
            self._told = max(begin, end)
            spans = self._spans(begin, end)
            while len(self._runs) > 1 and self._runs[1][0] <= end:
                self._runs.popleft()
            if self._runs:
                self._runs[0][1].forget(end - self._runs[0][0])
            return spans

    def untold_spans(self) -> list[HeardSpan]:
        """The same, so that `heard_spans` still gives it afterwards."""
        with self._lock:
            return self._spans(self._told, self._frame())

    def _spans(self, begin: float, end: float) -> list[HeardSpan]:
        spans: list[HeardSpan] = []
        for number, (first, places) in enumerate(self._runs):
            last = self._runs[number + 1][0] if number + 1 < len(self._runs) else self._written
            if max(begin, first) < min(end, last):
                spans += places.spans(max(begin, first) - first, min(end, last) - first)
        return spans

    def _guess(self, now: float) -> float:
        return self._heard if self._at is None else min(float(self._written), self._heard + (now - self._at) * self._rate)

    def _frame(self) -> float:
        """Never less than it was."""
        self._shown = max(self._shown, self._guess(time.monotonic()))
        return self._shown

    def _place(self, frame: float) -> float | None:
        found = next(((first, places) for first, places in reversed(self._runs) if first <= frame), None)
        if found is None:
            return None
        # up to the end of what was written, not behind it: a part that begins there was not played
        return found[1].place(frame - found[0])
