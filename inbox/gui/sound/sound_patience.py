"""How much has to be ready before the sound goes on: little at a start, more after each hole.

So a link that is slower than the sound is heard in pieces that one can follow.
"""

from collections.abc import Callable

_AT_START = 0.05
"""Seconds of what is heard."""
_AFTER_HOLE = 0.4
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 8.0
"""Seconds of the recording that have to come after a hole: twice as many after each further one."""


class SoundPatience:
    """Of one load; a seek begins anew."""

    def __init__(self) -> None:
        self.begin_anew()

    def begin_anew(self) -> None:
        """It starts from some place."""
        self._needed = _AT_START
        self._wait = _FIRST_WAIT
        self._hole: tuple[float, float] | None = None  # where it is, and up to where has to be here

    def had_hole(self, place: float | None) -> None:
        """All that was there has been heard, up to ``place`` in the recording."""
        if self._needed == 0 and place is not None:
            self._needed, self._hole = _AFTER_HOLE, (place, place + self._wait)
            self._wait = min(self._wait * 2, _LONGEST_WAIT)

    def lets_go_on(self, ready: float, available: Callable[[], float | None]) -> bool:
        """Whether it goes on with ``ready`` seconds made; ``available``: up to where the recording is here, None: all of it."""
        if ready < self._needed:
            return False
        if self._hole is not None:
            here = available()
            # what is fetched ahead of the rest lies behind what is available: how much of that will come, nobody tells
            if here is not None and self._hole[0] <= here < self._hole[1]:
                return False
        self._needed, self._hole = 0.0, None
        return True
