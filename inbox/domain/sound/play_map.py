"""Which parts of a recording are played, one after the other: without what is skipped, and round and round in a loop."""

from dataclasses import dataclass

from inbox.domain.sound.sound_map import SpanOfTime

_SHORTEST = 0.05
"""Seconds; a loop with less to play in it than that is played with what would be skipped."""


@dataclass(frozen=True, slots=True)
class PlayMap:
    """Places are seconds from the start. The player makes whole samples of them."""

    skips: tuple[SpanOfTime, ...] = ()
    """What is not played: in order, and apart from each other."""
    loop: SpanOfTime | None = None
    """What is played again and again; None plays on to the end."""

    def stretch_from(self, position: float, length: float) -> SpanOfTime | None:
        """The next part that is played without a break, for a player that stands at ``position``; None at the end.

        Its begin is not ``position`` where that is skipped, or at the end of the loop. Before the loop, and behind it, it is
        played up to the loop's end, or to the end of the recording.
        """
        end = length
        if self.loop is not None and position <= self.loop[1]:
            end = min(self.loop[1], length)
            if position >= end:
                position = self.loop[0]
        skips = self._skips()
        begin = _after(skips, position)
        if begin >= end and self.loop is not None and end == min(self.loop[1], length):
            begin = _after(skips, self.loop[0])
        if begin >= end:
            return None
        return begin, min(end, next((skip[0] for skip in skips if skip[0] >= begin), end))

    def seconds(self, length: float) -> float:
        """How long all of it takes, once through, at the rate at which it was recorded."""
        begin, end = self.loop if self.loop is not None else (0.0, length)
        return max(0.0, end - begin - _inside(self._skips(), begin, end))

    def _skips(self) -> tuple[SpanOfTime, ...]:
        if self.loop is None:
            return self.skips
        begin, end = self.loop
        return self.skips if end - begin - _inside(self.skips, begin, end) >= _SHORTEST else ()


def _after(skips: tuple[SpanOfTime, ...], position: float) -> float:
    return next((end for begin, end in skips if begin <= position < end), position)


def _inside(skips: tuple[SpanOfTime, ...], begin: float, end: float) -> float:
    return sum(max(0.0, min(end, skip[1]) - max(begin, skip[0])) for skip in skips)
