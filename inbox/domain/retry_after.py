"""The ``Retry-After`` header in its two forms, and what it says, in words."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_ASKED = timedelta(days=1)
"""A server that asks for a longer pause is asked again after this one."""
_SOON = timedelta(minutes=5)


def parse_retry_after(value: str | None, now: datetime) -> timedelta | None:
    """The wait that the header asks for, given in seconds or as a date; None when it asks for none."""
    if not value:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit() and len(text) < 8:
        return timedelta(seconds=int(text))
    try:
        moment = parsedate_to_datetime(text)
        return max(moment - now, timedelta()) if moment.tzinfo is not None else None
    except (ValueError, TypeError, OverflowError):
        return None


def pause_text(wait: timedelta | None, now: datetime) -> str:
    """A sentence on how long a server is left alone that asked for ``wait``; until when, unless it is a matter of minutes."""
    if wait is None or wait <= _SOON:
        return "Wait a few minutes; downloads and catching up go on by themselves then."
    end = now.astimezone(UTC) + min(wait, LONGEST_ASKED) + timedelta(seconds=59)  # to the full minute, and not before
    return f"Downloads and catching up go on by themselves at {end:%H:%M} UTC on {end.day} {end:%B %Y}."
