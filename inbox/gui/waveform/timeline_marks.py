"""What is drawn on a waveform beside the loudness: silences, what was heard, notes, the loop."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from inbox.domain.coverage import HeardSpan
from inbox.domain.notes import Note
from inbox.domain.sound.sound_map import SpanOfTime


@dataclass(frozen=True, slots=True)
class TimelineMarks:
    """Places are seconds from the start of the recording; the spans of each kind are in order and apart from each other."""

    silences: Sequence[SpanOfTime] = ()
    gaps: Sequence[SpanOfTime] = ()
    """Where nothing was recorded."""
    heard: Sequence[HeardSpan] = ()
    notes: Sequence[Note] = ()
    loop: SpanOfTime | None = None
    """What is played again and again."""
    skips: Sequence[SpanOfTime] = ()
    """The silences that are not played."""

    def heard_at(self, seconds: float) -> HeardSpan | None:
        """What was heard there; None where nothing was."""
        place = bisect_right(self.heard, seconds, key=lambda span: span.begin) - 1
        return self.heard[place] if place >= 0 and seconds < self.heard[place].end else None


def within(spans: Sequence[SpanOfTime], begin: float, end: float) -> Sequence[SpanOfTime]:
    """Those of ``spans`` that reach into the time from ``begin`` to ``end``; found by halving."""
    first = bisect_right(spans, begin, key=lambda span: span[1])
    return spans[first : bisect_left(spans, end, key=lambda span: span[0])]
