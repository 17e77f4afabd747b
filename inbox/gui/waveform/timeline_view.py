"""Which part of a recording a waveform shows, and what of it lies where."""

from dataclasses import dataclass

SHORTEST_VIEW = 2.0
"""Seconds; nothing is shown larger."""
_AHEAD = 0.1
"""Where the playhead stands after the view followed it, as a share of the view."""
_SAME = 1e-6


@dataclass(frozen=True, slots=True)
class TimelineView:
    """Seconds from the start of the recording. Methods give another view, which never reaches past the recording."""

    length: float = 0.0
    begin: float = 0.0
    end: float = 0.0

    @classmethod
    def whole(cls, length: float) -> "TimelineView":
        """All of a recording."""
        return cls(length, 0.0, length)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self.span >= self.length - _SAME

    @property
    def span(self) -> float:
        """How many seconds are seen."""
        return self.end - self.begin

    def share_of(self, seconds: float) -> float:
        """Where it is seen: 0 at the left edge, 1 at the right one, and beyond."""
        return (seconds - self.begin) / self.span if self.span > 0 else 0.0

    def seconds_at(self, share: float) -> float:
        """The inverse of `share_of`, kept within the recording."""
        return min(max(self.begin + share * self.span, 0.0), self.length)

    def holds(self, seconds: float) -> bool:
        """Whether it is seen."""
        return self.begin - _SAME <= seconds <= self.end + _SAME

    def showing(self, begin: float, end: float) -> "TimelineView":
        """From there to there, and what is around it where that is too short to be looked at."""
        span = min(max(end - begin, SHORTEST_VIEW), self.length)
        left = min(max((begin + end - span) / 2, 0.0), self.length - span)
        return TimelineView(self.length, left, left + span)

    def zoomed(self, factor: float, around: float) -> "TimelineView":
        """``factor`` times as large; the place ``around`` stays where it is."""
        span = min(max(self.span / factor, SHORTEST_VIEW), self.length)
        left = min(max(around - self.share_of(around) * span, 0.0), max(0.0, self.length - span))
        return TimelineView(self.length, left, left + span)

    def scrolled(self, seconds: float) -> "TimelineView":
        """So much later, or earlier."""
        left = min(max(self.begin + seconds, 0.0), max(0.0, self.length - self.span))
        return TimelineView(self.length, left, left + self.span)

    def following(self, seconds: float) -> "TimelineView":
        """The same where the place is seen, else the page that has it near its left edge."""
        return self if self.holds(seconds) else self.scrolled(seconds - self.begin - _AHEAD * self.span)

    def of_length(self, length: float) -> "TimelineView":
        """The same part of a recording whose length turned out to be another."""
        if self.is_whole or length <= 0:
            return TimelineView.whole(length)
        return TimelineView(length, self.begin, self.end).scrolled(0.0) if self.span <= length else TimelineView.whole(length)
