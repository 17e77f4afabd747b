"""Where a recording sounds and where it does not, as it was found from its samples."""

from dataclasses import dataclass

SpanOfTime = tuple[float, float]
"""From where to where, in seconds from the start."""

VERSION = 1
"""Of the way in which silence is found; what was found in another way is found anew."""


@dataclass(frozen=True, slots=True)
class SoundMap:
    """The silent parts of a recording, in order and apart from each other."""

    silences: tuple[SpanOfTime, ...]
    """Where nobody speaks, with the margins that speech keeps already taken off; gaps too, but for a breath at either end."""
    gaps: tuple[SpanOfTime, ...]
    """Where not one sample differs from the next: nothing was recorded there."""
    duration_seconds: float
    floor_decibels: float | None = None
    """How loud the line itself is, against full scale; None where there is nothing to tell it by."""
    loudness_decibels: float | None = None
    """How loud the speech is, against full scale; None where there is none."""

    @property
    def sounding_seconds(self) -> float:
        """How long it takes to hear without its silences, at the rate at which it was recorded."""
        return max(0.0, self.duration_seconds - sum(end - begin for begin, end in self.silences))

    def longer_than(self, seconds: float) -> tuple[SpanOfTime, ...]:
        """The silences that take longer than that, which are worth skipping; none where nothing would be left to hear."""
        if self.sounding_seconds <= 0:
            return ()
        return tuple(span for span in self.silences if span[1] - span[0] > seconds)
