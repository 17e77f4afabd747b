"""What Bandwidth deletes soon although it is not downloaded, and what it has deleted: recordings are kept there for 30 days."""

from datetime import datetime, timedelta

from inbox.domain.example_event import EXAMPLE, is_example
from inbox.domain.recording import KEPT_BY_BANDWIDTH
from inbox.domain.times import from_microseconds, to_microseconds
from inbox.storage.database import Database
from inbox.storage.listing.folder_counts import count_expiring
from inbox.storage.listing.query_terms import expiring

_GRACE = timedelta(days=2)
"""When the 30 days began is known to the hour at best: what may still be had is tried for."""
_ROWS_A_TRANSACTION = 500
_NOT_HERE = "FROM recordings INDEXED BY ix_recordings_without_media WHERE download_status NOT IN ('downloaded', 'removed')"
_COMES = "download_status IN ('waiting', 'failed')"
# what was clicked since is tried once more, and the answer decides; of what an event changed Bandwidth is asked first
EXPIRED = f"""SELECT id, expires_at, media_url {_NOT_HERE} AND expires_at <= ? AND {_COMES}
    AND (asked_at IS NULL OR asked_at < expires_at) AND doubt IS NOT 'changed' ORDER BY expires_at LIMIT ?"""
"""What is to be marked."""
_MARK = f"""UPDATE recordings SET download_status = ?, error = ?, next_try_at = NULL, asked_at = NULL, held = NULL
    WHERE id = ? AND expires_at = ? AND {_COMES}"""
# by Bandwidth's own clock: when it was last asked for all that is new, when conferences were made and ended, and when a recording
# that it knows ended
_SAID = f"""SELECT max(at) FROM (SELECT max(covered_until) AS at FROM catch_up_runs WHERE finished_at > 0 AND problem IS NULL
    UNION ALL SELECT max(max(created_at), max(coalesce(completed_at, 0))) FROM conferences_listed
    UNION ALL SELECT max(coalesce(ended_at, event_time, metadata_at)) FROM (SELECT * FROM recordings
    INDEXED BY ix_recordings_expires ORDER BY expires_at DESC LIMIT {_ROWS_A_TRANSACTION}) WHERE verification = 'verified')"""


class Expiry:
    """The clock of Bandwidth's 30 days. Safe from any thread; methods raise StoreFailing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def expire(self, now: datetime) -> list[int]:
        """Marks what waited, rested or failed until Bandwidth deleted it as expired; gives the rows.

        The clock of this computer alone proves nothing: a day on which it is set wrong would end every download. So Bandwidth's
        own clock must have passed that moment too, as far as something tells of it.
        """
        known = self._known()
        if known is None:
            return []
        before = min(now, known) - _GRACE
        marked: list[int] = []
        while page := self._over(before):
            with self._database.writing() as connection:
                done = [
                    row
                    for row, expires_at, media_url in page
                    if connection.exec_driver_sql(_MARK, (*_ending(expires_at, media_url), row, expires_at)).rowcount
                ]
            if not done:  # others were faster with each of them
                break
            marked += done
        return marked

    def _over(self, before: datetime) -> list[tuple[int, int, str | None]]:
        with self._database.reading_rows() as cursor:  # looked at often, and hardly ever is there anything to write
            return cursor.execute(EXPIRED, (to_microseconds(before), _ROWS_A_TRANSACTION)).fetchall()

    def undownloaded_within(self, days: int, now: datetime) -> list[int]:
        """What is about to be lost within so many days, the first to go first; the number of them is `count_within`."""
        soon = expiring(now, days)
        with self._database.reading() as connection:
            return list(connection.exec_driver_sql(f"{soon.finds} ORDER BY expires_at", soon.parameters).scalars())

    def count_within(self, days: int, now: datetime) -> int:
        """How many recordings the person is to be warned of: as many as the folder Expiring holds."""
        with self._database.reading() as connection:
            return count_expiring(connection, now, days)

    def _known(self) -> datetime | None:
        with self._database.reading() as connection:
            return from_microseconds(connection.exec_driver_sql(_SAID).scalar())


def _ending(expires_at: int, media_url: str | None) -> tuple[str, str]:
    """What it is from now on, and the sentence: of the documentation's example there never was a recording."""
    return ("given_up", EXAMPLE) if is_example(media_url) else ("expired", _sentence(expires_at))


def _sentence(expires_at: int) -> str:
    over = from_microseconds(expires_at)
    days = KEPT_BY_BANDWIDTH.days
    return (
        f"Bandwidth no longer has this recording: it deletes recordings {days} days after they were made, for this one on "
        f"{over:%d %B %Y}, before it was downloaded."
    )
