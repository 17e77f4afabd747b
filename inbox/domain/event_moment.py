"""When an event counts as having happened, by which the later of two is told.

Events are not signed, and clocks differ: none can tell of what is later than its own receipt.
"""

from datetime import datetime, timedelta

CLOCKS_DIFFER = timedelta(minutes=5)
"""So much later than its receipt an event may say that it happened."""


def put_back(event_time: datetime | None, received_at: datetime) -> datetime | None:
    """The receipt, where ``event_time`` is later than clocks differ; None where it counts as it is."""
    return received_at if event_time is not None and event_time - received_at > CLOCKS_DIFFER else None


def is_later(event_time: datetime | None, counts_at: datetime | None, than_time: datetime | None, than: datetime | None) -> bool:
    """Whether the first of two events is the later one; of each its eventTime, and the moment to which that was put back, if any.

    No eventTime is earlier than one, and later than none. Of two at one moment the one that was put back less is the later.
    """
    if event_time is None or than_time is None:
        return than_time is None
    moment, other = counts_at or event_time, than or than_time
    return event_time < than_time if moment == other else moment > other
