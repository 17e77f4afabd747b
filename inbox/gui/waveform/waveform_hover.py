"""What is said of a place in a waveform while the pointer is there."""

from collections.abc import Sequence

from inbox.domain.durations import clock_text
from inbox.domain.notes import Note
from inbox.domain.sound.sound_map import SpanOfTime
from inbox.domain.visible_text import visible
from inbox.gui.waveform.timeline_marks import TimelineMarks, within

_TENTHS_BELOW = 120.0
"""Seconds; where no more than that is seen, places differ by tenths."""
_LONGEST_NOTE = 60


def place_text(seconds: float, span: float) -> str:
    """A place, as exactly as a view of ``span`` seconds shows it."""
    if span >= _TENTHS_BELOW:
        return clock_text(seconds)
    tenths = round(seconds * 10)
    return f"{clock_text(tenths // 10)}.{tenths % 10}"


def hover_text(seconds: float, span: float, missing: Sequence[SpanOfTime], marks: TimelineMarks) -> str:
    """The place, whether something sounds there, and whether it was heard."""
    facts = [place_text(seconds, span)]
    if within(missing, seconds, seconds) or within(marks.gaps, seconds, seconds):
        facts.append("digital silence")
    elif within(marks.silences, seconds, seconds):
        facts.append("silence")
    if heard := marks.heard_at(seconds):
        facts.append("heard" if heard.rate == 1 else f"heard at {heard.rate:g}×")
    return "  ".join(facts)


def note_text(note: Note, span: float) -> str:
    """A note, by its place and how it begins."""
    return f"{place_text(note.begin, span)}  {visible(' '.join(note.text.split()), _LONGEST_NOTE)}"
