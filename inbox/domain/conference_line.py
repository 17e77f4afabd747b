"""The recordings of one conference on one line of wall-clock time, with the gaps between them."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from inbox.domain.lengths import told_length
from inbox.domain.recording import Recording
from inbox.domain.sound.sound_map import SpanOfTime

_LONGEST_GAP = 0.15
"""A gap is drawn no longer than this share of all that was recorded: what was recorded is to be seen."""
_LEAST = 0.02
"""What was recorded is drawn no shorter than this share of it."""
_SHORTEST_GAP = 0.5
"""Seconds; Bandwidth's times are no more exact than that."""


@dataclass(frozen=True, slots=True)
class PlacedRecording:
    """A recording at its place on the line, in seconds from where the line begins."""

    recording: Recording
    begin: float
    end: float


@dataclass(frozen=True, slots=True)
class ConferenceLine:
    """What was recorded of a conference, the earliest first."""

    begins_at: datetime | None
    """Of the first recording; None when of none of them it is known when it began."""
    placed: tuple[PlacedRecording, ...]
    unplaced: tuple[Recording, ...]
    """Those of which it is not known when they began, or how long they are."""

    @property
    def recordings(self) -> tuple[Recording, ...]:
        """All of them, in the order in which they are played straight through."""
        return (*(one.recording for one in self.placed), *self.unplaced)

    @property
    def gaps(self) -> tuple[SpanOfTime, ...]:
        """When nothing was recorded between the first and the last recording."""
        gaps: list[SpanOfTime] = []
        heard_until = self.placed[0].end if self.placed else 0.0
        for one in self.placed[1:]:
            if one.begin - heard_until >= _SHORTEST_GAP:
                gaps.append((heard_until, one.begin))
            heard_until = max(heard_until, one.end)
        return tuple(gaps)

    @property
    def recorded_seconds(self) -> float:
        """How long all recordings are, one after the other."""
        return sum(one.end - one.begin for one in self.placed)

    @property
    def seconds(self) -> float:
        """From the begin of the first recording to the end of the last."""
        return max((one.end for one in self.placed), default=0.0)

    def at(self, seconds: float) -> PlacedRecording | None:
        """The recording that holds a place of the line; None in a gap. Of several the one that began last."""
        return next((one for one in reversed(self.placed) if one.begin <= seconds < one.end), None)


def conference_line(recordings: Iterable[Recording]) -> ConferenceLine:
    """Puts recordings where they belong."""
    every = sorted(recordings, key=lambda one: one.id)
    known = sorted(
        ((started, one, length) for one in every if (started := one.started_at) is not None and (length := length_of(one)) > 0),
        key=lambda found: (found[0], found[1].id),
    )
    begins_at = known[0][0] if known else None
    placed = []
    for started, one, length in known:
        begin = (started - known[0][0]).total_seconds()
        placed.append(PlacedRecording(one, begin, begin + length))
    rows = {one.recording.id for one in placed}
    return ConferenceLine(begins_at, tuple(placed), tuple(one for one in every if one.id not in rows))


def length_of(recording: Recording) -> float:
    """Seconds: of the file, else as Bandwidth told it, else from its begin to its end; 0 when nobody knows."""
    if length := recording.media_seconds or told_length(recording):
        return length
    if recording.started_at is None or recording.ended_at is None:
        return 0.0
    return max(0.0, (recording.ended_at - recording.started_at).total_seconds())


class LineScale:
    """Where the places of a line are drawn, 0 to 1: long gaps are shortened, short recordings lengthened."""

    def __init__(self, line: ConferenceLine) -> None:
        """Every stretch between two edges is drawn evenly."""
        recorded = line.recorded_seconds
        edges = sorted({0.0, *(one.begin for one in line.placed), *(one.end for one in line.placed)})
        gaps = line.gaps
        self._seconds = edges
        shown = [0.0]
        self.shortened: list[SpanOfTime] = []
        """The gaps that are drawn shorter than they are."""
        for begin, end in pairwise(edges):
            is_gap = any(first <= begin and end <= last for first, last in gaps)
            width = min(end - begin, recorded * _LONGEST_GAP) if is_gap else max(end - begin, recorded * _LEAST)
            if is_gap and width < end - begin:
                self.shortened.append((begin, end))
            shown.append(shown[-1] + width)
        self._shown = [place / shown[-1] for place in shown] if shown[-1] > 0 else [0.0] * len(edges)

    def share_of(self, seconds: float) -> float:
        """Where a place is drawn."""
        return _mapped(seconds, self._seconds, self._shown)

    def seconds_at(self, share: float) -> float:
        """The inverse of `share_of`."""
        return _mapped(share, self._shown, self._seconds)


def _mapped(value: float, ours: list[float], theirs: list[float]) -> float:
    """Along straight lines from edge to edge; what lies outside is at the nearest edge."""
    place = min(max(bisect_right(ours, value) - 1, 0), len(ours) - 2)
    if place < 0 or ours[place + 1] <= ours[place]:
        return theirs[0] if theirs else 0.0
    share = min(max((value - ours[place]) / (ours[place + 1] - ours[place]), 0.0), 1.0)
    return theirs[place] + share * (theirs[place + 1] - theirs[place])
