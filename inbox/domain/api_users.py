"""Bandwidth's API users (Basic), the older way to sign in, and their end."""

from datetime import UTC, datetime

END = datetime(2026, 12, 2, tzinfo=UTC)
"""The day on which Bandwidth stops taking them."""


def days_left(moment: datetime) -> int:
    """Whole days from ``moment`` (aware) to the end, rounded up; 0 when it has come."""
    seconds = (END - moment).total_seconds()
    return max(0, -int(-seconds // 86_400))


def ending_sentence(moment: datetime) -> str:
    """What somebody who signs in so should know and do."""
    days = days_left(moment)
    when = "ended on 2 December 2026" if not days else f"end on 2 December 2026, in {days} day{'s' if days != 1 else ''}"
    return (
        f"The account signs in with an API user (Basic). These {when}: make a client id and secret in the Bandwidth dashboard "
        "and enter them under Settings, Account (or set BW_CLIENT_ID and BW_CLIENT_SECRET)."
    )


def refused_sentence(moment: datetime) -> str:
    """The same for somebody whose user name and password Bandwidth refuses."""
    return (
        "Bandwidth does not accept the user name and password (401): check them (BW_USERNAME and BW_PASSWORD where they come "
        f"from the environment). {ending_sentence(moment)}"
    )
