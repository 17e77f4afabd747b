"""The conferences of which nothing more is to be expected, so that no round of catch-up asks about them again."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from inbox.domain.listed import ListedConference
from inbox.domain.times import from_microseconds, to_microseconds
from inbox.storage.database import Database
from inbox.storage.storable_text import storable

_KEPT_FOR = timedelta(days=32)
"""No window of catch-up reaches further back."""
_AT_ONCE = 500
_LISTED = "SELECT conference_id, listed_at FROM conferences_listed WHERE account_id = ?"
_NOTE = """INSERT INTO conferences_listed (account_id, conference_id, created_at, completed_at, listed_at) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (account_id, conference_id) DO UPDATE
    SET created_at = excluded.created_at, completed_at = excluded.completed_at, listed_at = excluded.listed_at"""


class ConferencesListed:
    """Safe from any thread; writes raise StoreFailing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, account_id: str, conferences: Sequence[tuple[ListedConference, datetime]]) -> None:
        """All recordings of these are in the inbox, as listed at these moments. One whose beginning is not known is not kept."""
        values = [
            (
                storable(account_id),
                conference.conference_id,
                to_microseconds(conference.created_at),
                to_microseconds(conference.completed_at),
                to_microseconds(listed_at),
            )
            for conference, listed_at in conferences
            if conference.created_at is not None
        ]
        if values:
            with self._database.writing_rows() as cursor:
                cursor.executemany(_NOTE, values)

    def listed(self, account_id: str, conference_ids: Sequence[str]) -> dict[str, datetime]:
        """When the recordings of these were listed, of those that are kept."""
        found: dict[str, datetime] = {}
        for begin in range(0, len(conference_ids), _AT_ONCE):
            some = conference_ids[begin : begin + _AT_ONCE]
            marks = ", ".join("?" * len(some))
            with self._database.reading_rows() as cursor:
                rows = cursor.execute(
                    f"{_LISTED} AND conference_id IN ({marks})",
                    (storable(account_id), *some),
                )
                for conference_id, listed_at in rows:
                    moment = from_microseconds(listed_at)
                    if moment is not None:
                        found[conference_id] = moment
        return found

    def forget_old(self, now: datetime) -> None:
        """Drops those that no round can come across any more."""
        with self._database.writing_rows() as cursor:
            cursor.execute("DELETE FROM conferences_listed WHERE created_at < ?", (to_microseconds(now - _KEPT_FOR),))
