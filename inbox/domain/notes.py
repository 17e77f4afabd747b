"""What the person wrote about a place in a recording."""

from dataclasses import dataclass
from datetime import datetime

LONGEST_NOTE = 10_000
"""Signs; what is longer is not taken."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a moment, or on a range."""

    id: int
    recording_row: int
    begin: float
    """Seconds from the start of the recording."""
    end: float | None
    """Seconds; None for a note on a moment."""
    text: str
    """As the person wrote it; not yet safe to look at."""
    author: str
    made_at: datetime
    changed_at: datetime | None = None


def to_milliseconds(seconds: float) -> int:
    """A place in a recording as the store keeps it."""
    return max(0, round(seconds * 1000))


def from_milliseconds(count: int) -> float:
    """The inverse of `to_milliseconds`."""
    return count / 1000
