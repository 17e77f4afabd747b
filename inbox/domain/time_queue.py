"""“I have 20 minutes”: what is not heard yet in the order in which to hear it, and when that would be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox.domain.recording import Recording
from inbox.domain.statuses import ReviewStatus


@dataclass(frozen=True, slots=True)
class Unheard:
    """A recording that nobody heard wholly, or judged."""

    recording: Recording
    left_seconds: float
    """How long what was not heard of it is without its silences, at the rate at which it was recorded."""
    is_begun: bool = False
    """Whether something of it was heard."""
    is_expiring: bool = False
    """Whether it is not here, and will soon be lost."""


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """A recording in its place."""

    unheard: Unheard
    done_at: datetime


def in_order(unheard: Sequence[Unheard]) -> list[Unheard]:
    """What is about to be lost first; then what was begun, what is new, what is flagged; each kind with the shortest first."""
    return sorted(unheard, key=_order)


def that_fit(ordered: Sequence[Unheard], seconds: float, speed: float) -> list[Unheard]:
    """Those that can be heard in so many seconds, in this order; of those that take longer the first, where none fits."""
    left, chosen = seconds * speed, []
    for one in ordered:
        if one.left_seconds <= left:
            chosen.append(one)
            left -= one.left_seconds
    return chosen or list(ordered[:1])


def timed(queue: Sequence[Unheard], speed: float, at: datetime) -> list[QueueEntry]:
    """When each of them would be done, for who begins at ``at`` and makes no pause."""
    entries, seconds = [], 0.0
    for one in queue:
        seconds += one.left_seconds
        entries.append(QueueEntry(one, later(at, seconds / speed)))
    return entries


def left_seconds(queue: Sequence[Unheard]) -> float:
    """How long all of them take, at the rate at which they were recorded."""
    return sum(one.left_seconds for one in queue)


def later(at: datetime, seconds: float) -> datetime:
    """So many seconds after ``at``; the last moment that there is, where that is past it."""
    try:
        return at + timedelta(seconds=seconds)
    except OverflowError:
        return datetime.max.replace(tzinfo=at.tzinfo)


def _order(one: Unheard) -> tuple[object, ...]:
    expires = one.recording.expires_at.timestamp() if one.is_expiring else 0.0
    is_flagged = one.recording.review_status is ReviewStatus.FLAGGED
    return not one.is_expiring, expires, is_flagged, not one.is_begun, one.left_seconds, one.recording.id
