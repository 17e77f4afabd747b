"""How far back Bandwidth's lists are read."""

import re
from datetime import UTC, datetime, timedelta

from inbox.domain.listed import RECORDINGS_COME_LATER
from inbox.domain.times import parse_time

WIDENED_BY = timedelta(hours=24)
"""A conference may last so long: one that was made before a gap can have recordings in it. The lists go by when it was made."""
NEVER_BEFORE = timedelta(days=31)
"""Bandwidth deletes recordings after 30 days."""
_FIRST_LOOK_BACK = timedelta(hours=24)
_AGO = re.compile(r"-?\s?(\d{1,5})\s?([mhdw])", re.ASCII | re.IGNORECASE)
"""Some write three hours ago as ``-3h``."""
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def catch_up_window(since: datetime, until: datetime, now: datetime) -> tuple[datetime, datetime]:
    """Between which moments a conference or call began whose recordings may have come between ``since`` and ``until``.

    24 hours wider, but never more than 31 days before ``now``.
    """
    return max(since - WIDENED_BY, now - NEVER_BEFORE), until


def look_back(wanted: datetime | None, covered_until: datetime | None, now: datetime) -> datetime:
    """From when on recordings are to be caught up: from where the last round ended, or further back when that is ``wanted``.

    The first round of all looks 24 hours back.
    """
    since = now - _FIRST_LOOK_BACK if covered_until is None else min(covered_until, now) - RECORDINGS_COME_LATER
    return max(since if wanted is None else min(since, wanted), now - NEVER_BEFORE)


def parse_since(text: str, now: datetime) -> datetime | None:
    """The moment that ``30d``, ``12h``, ``90m``, ``2w`` or a date or time in ISO 8601 names; a time without a zone is UTC.

    None when it names none. What lies before the beginning of all dates is that beginning.
    """
    ago = _AGO.fullmatch(text.strip())
    if ago is not None:
        try:
            return now - int(ago[1]) * _UNITS[ago[2].lower()]
        except OverflowError:
            return datetime.min.replace(tzinfo=UTC)
    try:
        return parse_time(text) or datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None
