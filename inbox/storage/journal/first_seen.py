"""What events held that Bandwidth's documentation does not have: counted with the event, listed for the person."""

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from inbox.domain.delivery import Delivery
from inbox.domain.novelty import FirstSeen, Novelty, NoveltyKind
from inbox.domain.times import to_microseconds
from inbox.storage.database import Database
from inbox.storage.storable_text import storable

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_ROWS = 1000
_COUNT = f"""INSERT INTO first_seen (kind, event_type, name, example, first_at, last_at, count, delivery_id)
    SELECT :kind, :event_type, :name, :example, :at, :at, :count, :delivery_id
    WHERE (SELECT count(*) FROM first_seen) < {_MOST_ROWS}
    OR EXISTS (SELECT 1 FROM first_seen WHERE kind = :kind AND event_type = :event_type AND name = :name)
    ON CONFLICT DO UPDATE SET last_at = max(last_at, excluded.last_at), count = count + excluded.count"""
_ENTRIES = """SELECT kind, event_type, name, example, first_at, last_at, count,
    (SELECT id FROM deliveries WHERE id = first_seen.delivery_id)
    FROM first_seen ORDER BY first_at DESC, delivery_id DESC, kind, name"""


class FirstSeenList:
    """The list as the window and the command line show it. Safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self) -> list[FirstSeen]:
        """What was new, what was new last first; at most 1,000. Raises StoreFailing."""
        with self._database.reading_rows() as cursor:
            return [
                FirstSeen(Novelty(NoveltyKind(kind), event_type, name, example), _time(first), _time(last), count, delivery)
                for kind, event_type, name, example, first, last, count, delivery in cursor.execute(_ENTRIES)
            ]


def count_novelties(cursor: sqlite3.Cursor, found: Iterable[tuple[int, Delivery, tuple[Novelty, ...]]]) -> None:
    """Count what was new in deliveries (with their ids) in the caller's transaction; what no row is left for is not kept."""
    rows: dict[tuple[str, str, str], dict[str, object]] = {}
    counts: dict[tuple[str, str, str], int] = {}
    for delivery_id, delivery, novelties in found:
        for novelty in novelties:
            key = novelty.kind.value, storable(novelty.event_type), storable(novelty.name)
            counts[key] = counts.get(key, 0) + 1
            if key not in rows:
                kind, event_type, name = key
                rows[key] = {
                    "kind": kind,
                    "event_type": event_type,
                    "name": name,
                    "example": storable(novelty.example),
                    "at": to_microseconds(delivery.received_at),
                    "delivery_id": delivery_id,
                }
    cursor.executemany(_COUNT, ({**row, "count": counts[key]} for key, row in rows.items()))


def _time(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)
