"""Noticing that the program did not run for a while: the computer slept, or the process was stopped."""

import time
from collections.abc import Callable
from dataclasses import dataclass

_LATE = 5.0
"""A tick that comes so many intervals late is no chance: a busy computer delays one by less."""


def _boottime() -> float:
    """Seconds since the computer started, those that it slept among them, where it can tell."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


@dataclass(frozen=True, slots=True)
class Slept:
    """The program did not run for so long."""

    seconds: float


class SleepWatch:
    """To be ticked at an interval, by one thread.

    No clock tells everything: the monotonic one stands still while a computer sleeps, but goes on while a process is stopped;
    the wall clock jumps over both, also where the computer itself was stopped from outside, and when somebody sets it.
    """

    def __init__(
        self,
        interval: float,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        boottime: Callable[[], float] = _boottime,
    ) -> None:
        """``interval`` is the time between two ticks, in seconds."""
        self._interval = interval
        self._clocks = wall, monotonic, boottime
        self._last = self._read()

    def tick(self) -> Slept | None:
        """To be called once an interval; tells when it comes far too late."""
        read = self._read()
        longest = max(now - before for now, before in zip(read, self._last, strict=True))
        self._last = read
        late = longest - self._interval
        return Slept(late) if late > self._interval * _LATE else None

    def _read(self) -> tuple[float, ...]:
        return tuple(clock() for clock in self._clocks)
