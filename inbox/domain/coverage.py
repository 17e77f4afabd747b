"""Which seconds of a recording were really heard, and at what rate."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from inbox.domain.sound.sound_map import SpanOfTime

_SAME_PLACE = 0.02
"""Seconds; spans that are less apart are one."""
_SHORTEST_UNHEARD = 0.5
"""Seconds; less than that between two spans is no part to go back for."""


@dataclass(frozen=True, slots=True)
class HeardSpan:
    """A part of a recording that came out of a sound device, without a break and at one rate."""

    begin: float
    """Seconds from the start of the recording."""
    end: float
    rate: float
    """1 is as recorded."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """All that was heard of a recording."""

    spans: tuple[HeardSpan, ...]
    """In order, apart from each other."""
    share: float
    """Of what sounds, 0 to 1."""


def with_heard(spans: Sequence[HeardSpan], new: Iterable[HeardSpan]) -> tuple[HeardSpan, ...]:
    """``spans`` with ``new``: in order, apart from each other, each part with the slowest rate at which it was heard."""
    every = [span for span in (*spans, *new) if span.end > span.begin]
    edges = sorted({edge for span in every for edge in (span.begin, span.end)})
    every.sort(key=lambda span: span.begin)
    merged: list[HeardSpan] = []
    open_spans: list[HeardSpan] = []
    position = 0
    for begin, end in pairwise(edges):
        while position < len(every) and every[position].begin <= begin:
            open_spans.append(every[position])
            position += 1
        open_spans = [span for span in open_spans if span.end > begin]
        if open_spans:
            _join(merged, HeardSpan(begin, end, min(span.rate for span in open_spans)))
    return tuple(merged)


def heard_seconds(spans: Iterable[HeardSpan]) -> float:
    """How much of the recording was heard; the spans are apart from each other."""
    return sum(span.end - span.begin for span in spans)


def heard_share(spans: Sequence[HeardSpan], silences: Sequence[SpanOfTime], length: float) -> float:
    """How much of what sounds was heard, 0 to 1: who skips the silences can hear all. Of what is wholly silent, of its length."""
    sounding = _without(((0.0, length),), silences)
    if not sounding:
        sounding = [(0.0, length)]
    whole = sum(end - begin for begin, end in sounding)
    missed = _without(sounding, [(span.begin - _SAME_PLACE, span.end + _SAME_PLACE) for span in spans])
    return 1.0 - sum(end - begin for begin, end in missed) / whole if whole > 0 else 0.0


def full_percent(share: float, decimals: int = 0) -> float:
    """A share from 0 to 1 in percent, never more than was heard: 99.6 % is 99, and 100 is all of it."""
    steps = math.pow(10, decimals)
    if share >= 1:
        return 100.0
    return min(math.floor(share * 100 * steps + 1e-6), 100 * steps - 1) / steps


def left_to_hear(spans: Sequence[HeardSpan], silences: Sequence[SpanOfTime], length: float) -> float:
    """Seconds of what sounds that were not heard, at the rate at which they were recorded."""
    heard = [(span.begin - _SAME_PLACE, span.end + _SAME_PLACE) for span in spans]
    return sum(end - begin for begin, end in _without(_without(((0.0, length),), silences), heard))


def unheard_parts(spans: Sequence[HeardSpan], silences: Sequence[SpanOfTime], length: float) -> list[SpanOfTime]:
    """The parts that were left out: each from where it begins to sound to where that ends, its silences within."""
    heard = [(span.begin, span.end) for span in spans]
    parts: list[SpanOfTime] = []
    for part in _without(((0.0, length),), heard):
        sounding = _without((part,), silences)
        if sum(end - begin for begin, end in sounding) >= _SHORTEST_UNHEARD:
            parts.append((sounding[0][0], sounding[-1][1]))
    return parts


def _join(merged: list[HeardSpan], span: HeardSpan) -> None:
    if merged and merged[-1].rate == span.rate and span.begin - merged[-1].end <= _SAME_PLACE:
        merged[-1] = HeardSpan(merged[-1].begin, span.end, span.rate)
    else:
        merged.append(span)


def _without(spans: Iterable[SpanOfTime], holes: Iterable[SpanOfTime]) -> list[SpanOfTime]:
    """What is left of ``spans`` where ``holes`` are cut out; the spans in order and apart from each other."""
    cuts = sorted(holes)
    left: list[SpanOfTime] = []
    first = 0
    for begin, end in spans:
        while first < len(cuts) and cuts[first][1] <= begin:
            first += 1
        number = first
        while number < len(cuts) and cuts[number][0] < end:
            if cuts[number][0] > begin:
                left.append((begin, cuts[number][0]))
            begin = max(begin, cuts[number][1])
            number += 1
        if begin < end:
            left.append((begin, end))
    return left
