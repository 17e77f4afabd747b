"""From when to when events could be taken, what lies between, and what was found of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from inbox.domain.times import iso_z

SHORTEST_GAP = timedelta(seconds=1)
"""What is shorter is none: Bandwidth's connection would merely have waited."""


class SpanEnd(StrEnum):
    """What ended a span in which events could be taken."""

    RUNNING = "running"
    """Nothing yet; or nobody was left to say what."""
    STOPPED = "stopped"
    """The person ended the program."""
    ASLEEP = "asleep"
    """The computer slept, or the process was stopped."""
    LISTENER = "listener"
    """Nothing listened, or what listened did not answer."""
    STORE = "store"
    """Events could not be stored."""
    UNKNOWN = "unknown"
    """The program was killed, it crashed, or the power went."""


_WORDS = {
    SpanEnd.RUNNING: "no sign of life",
    SpanEnd.STOPPED: "not running",
    SpanEnd.ASLEEP: "asleep",
    SpanEnd.LISTENER: "not listening",
    SpanEnd.STORE: "the inbox could not be written to",
    SpanEnd.UNKNOWN: "killed, crashed, or without power",
}


@dataclass(frozen=True, slots=True)
class Span:
    """Events could be taken from ``began_at`` to ``until_at``, as far as that is proven."""

    id: int
    began_at: datetime
    until_at: datetime
    ended_by: SpanEnd


@dataclass(frozen=True, slots=True)
class Found:
    """What Bandwidth's lists told of a gap."""

    recordings: int
    """How many recordings ended in it, or shortly before."""
    recovered: int
    """How many of these no event had told of, and the lists did; an event told of the others after all."""
    looked_at: datetime
    is_final: bool
    """Whether nothing more is to be expected."""


@dataclass(frozen=True, slots=True)
class Gap:
    """No event could be taken for a while, or it is not proven that one could."""

    after: int
    """The id of the span before it."""
    began_at: datetime
    ended_at: datetime | None
    """None: it goes on."""
    reason: SpanEnd
    found: Found | None = None
    """None: the lists were not read since."""

    def seconds(self, now: datetime) -> float:
        """Its length; up to ``now`` while it goes on, never negative."""
        return max(((self.ended_at or now) - self.began_at).total_seconds(), 0.0)

    @property
    def reason_text(self) -> str:
        """The reason in words."""
        return _WORDS[self.reason]

    def as_json(self, now: datetime) -> dict[str, Any]:
        """What ``gaps --json`` prints."""
        found = self.found
        return {
            "began_at": iso_z(self.began_at),
            "ended_at": iso_z(self.ended_at),
            "seconds": round(self.seconds(now), 3),
            "reason": self.reason.value,
            "recordings": found.recordings if found else None,
            "recovered": found.recovered if found else None,
            "looked_at": iso_z(found.looked_at) if found else None,
        }


def gaps_between(spans: Sequence[Span]) -> list[Gap]:
    """The gaps that were ended by a further span, in the order of time; spans that overlap leave none between them."""
    gaps: list[Gap] = []
    last: Span | None = None
    for span in sorted(spans, key=lambda span: (span.began_at, span.id)):
        if last is not None and span.began_at - last.until_at >= SHORTEST_GAP:
            reason = SpanEnd.UNKNOWN if last.ended_by is SpanEnd.RUNNING else last.ended_by
            gaps.append(Gap(last.id, last.until_at, span.began_at, reason))
        if last is None or span.until_at >= last.until_at:
            last = span
    return gaps


def gap_sentence(gap: Gap, now: datetime) -> str:
    """``down 2 h 10 min (asleep): 3 recordings in it, 3 recovered``."""
    still = "" if gap.ended_at is not None else ", and still is"
    return f"down {length_text(gap.seconds(now))} ({gap.reason_text}){still}: {found_text(gap.found)}"


def found_text(found: Found | None) -> str:
    """What the lists told of a gap, in words."""
    if found is None:
        return "Bandwidth has not been asked yet what was in it"
    if not found.recordings:
        return "no recording in it"
    told = found.recordings - found.recovered
    late = f", {told} told by an event after all" if told > 0 else ""
    return f"{found.recordings} recording{'' if found.recordings == 1 else 's'} in it, {found.recovered} recovered{late}"


def length_text(seconds: float) -> str:
    """``2 h 10 min``, ``3 d 4 h``, ``45 s``: the two largest units."""
    whole = int(seconds)
    parts = ((whole // 86_400, "d"), (whole // 3_600 % 24, "h"), (whole // 60 % 60, "min"), (whole % 60, "s"))
    first = next((place for place, (count, _) in enumerate(parts) if count), len(parts) - 1)
    return " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2] if count) or "0 s"
