"""The ``Retry-After`` header in its two forms."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime


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
