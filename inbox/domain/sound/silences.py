"""Runs of digital silence: where a recording says nothing at all, as no telephone line does, something may be missing."""

import re
from dataclasses import dataclass

from inbox.domain.durations import clock_text
from inbox.domain.sound.peaks import Peaks

SHORTEST_RUN = 0.5
"""Seconds; less than that comes about between two words of a conference in which everybody else is muted."""


@dataclass(frozen=True, slots=True)
class Silences:
    """What of a recording is digitally silent."""

    runs: tuple[tuple[float, float], ...]
    """From where to where, in seconds, in order."""
    duration_seconds: float
    """Of the whole recording, as it was decoded."""

    @property
    def seconds(self) -> float:
        """How long the runs are together."""
        return sum(end - begin for begin, end in self.runs)

    @property
    def share(self) -> float:
        """How much of the recording that is, 0 to 1."""
        return min(1.0, self.seconds / self.duration_seconds) if self.duration_seconds > 0 else 0.0


def silences(peaks: Peaks, shortest: float = SHORTEST_RUN) -> Silences:
    """The runs of at least ``shortest`` seconds in which not one sample differs from zero."""
    bins = max(1, round(shortest * peaks.bins_per_second))
    found = re.finditer(rb"\x00{%d,}" % bins, peaks.levels)
    length, rate = peaks.duration_seconds, peaks.bins_per_second
    return Silences(tuple((run.start() / rate, min(run.end() / rate, length)) for run in found), length)


def missing_text(told: Silences) -> str:
    """``about 14 %: 3 runs of digital silence, 2:10 in all``, or that nothing can be told."""
    if not told.runs:
        return "cannot be told: no part of the file is digitally silent"
    percent = round(told.share * 100)
    share = f"about {percent} %" if percent else "less than 1 %"
    count = f"{len(told.runs):,} runs" if len(told.runs) > 1 else "1 run"
    return f"{share}: {count} of digital silence, {clock_text(told.seconds)} in all"
