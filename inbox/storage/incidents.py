"""What the person must be told of the inbox itself: kept until they have read it."""

from dataclasses import dataclass
from datetime import datetime

from inbox.domain.times import from_microseconds, now, to_microseconds
from inbox.storage.database import Database
from inbox.storage.storable_text import storable

_MOST = 200


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that happened to the inbox, in sentences."""

    id: int
    at: datetime
    sentence: str


class Incidents:
    """The incidents, of which the last 200 are kept. Safe from any thread; writes raise StoreFailing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def tell(self, sentence: str, at: datetime) -> None:
        """Keep what happened until the person has read it."""
        with self._database.writing() as connection:
            connection.exec_driver_sql(
                "INSERT INTO incidents (at, sentence) VALUES (?, ?)", (to_microseconds(at), storable(sentence))
            )
            connection.exec_driver_sql(
                "DELETE FROM incidents WHERE id <= (SELECT max(id) FROM incidents) - ? AND read_at IS NOT NULL", (_MOST,)
            )

    def was_told(self, sentence: str, since: datetime) -> bool:
        """Whether this very sentence was told since then, read or not."""
        with self._database.reading() as connection:
            found = connection.exec_driver_sql(
                "SELECT 1 FROM incidents WHERE sentence = ? AND at >= ?", (storable(sentence), to_microseconds(since))
            ).first()
        return found is not None

    def unread(self) -> list[Incident]:
        """What the person has not read yet, the oldest first."""
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT id, at, sentence FROM incidents WHERE read_at IS NULL ORDER BY id").all()
        return [Incident(row, from_microseconds(at) or now(), sentence) for row, at, sentence in rows]

    def mark_read(self, incident_id: int) -> None:
        """The person has read it."""
        with self._database.writing() as connection:
            connection.exec_driver_sql(
                "UPDATE incidents SET read_at = ? WHERE id = ? AND read_at IS NULL", (to_microseconds(now()), incident_id)
            )
