"""Who was turned away at the door: those alike in reason and origin folded into one row, the last 1,000 of them."""

from collections.abc import Sequence
from typing import Any

from inbox.domain.knock import KnockEntry, KnockReason
from inbox.domain.times import from_microseconds, now, to_microseconds
from inbox.storage.database import Database
from inbox.storage.storable_text import storable

_MOST = 1000
_COLUMNS = "reason, peer, forwarded_for, path, first_at, last_at, count"
_ADD = f"""INSERT INTO knocks ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (reason, peer, forwarded_for) DO UPDATE SET count = count + excluded.count,
    path = CASE WHEN excluded.last_at >= last_at THEN excluded.path ELSE path END,
    first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)"""
_FORGET = f"""DELETE FROM knocks WHERE (reason, peer, forwarded_for) IN
    (SELECT reason, peer, forwarded_for FROM knocks ORDER BY last_at DESC LIMIT -1 OFFSET {_MOST})"""


class KnockLog:
    """The knock log. Safe from any thread; writes raise StoreFailing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, entries: Sequence[KnockEntry]) -> None:
        """Count these in; of more than 1,000 rows those seen longest ago go."""
        if not entries:
            return
        with self._database.writing_rows() as cursor:
            cursor.executemany(_ADD, [_values(entry) for entry in entries])
            if cursor.execute("SELECT count(*) FROM knocks").fetchone()[0] > _MOST:
                cursor.execute(_FORGET)

    def entries(self, limit: int = 200) -> list[KnockEntry]:
        """Those seen last come first."""
        with self._database.reading_rows() as cursor:
            rows = cursor.execute(f"SELECT {_COLUMNS} FROM knocks ORDER BY last_at DESC, reason, peer LIMIT ?", (limit,))
            return [entry for row in rows if (entry := _entry(row)) is not None]

    def counts(self) -> dict[KnockReason, int]:
        """How often each reason came up, of those that did."""
        with self._database.reading_rows() as cursor:
            rows = cursor.execute("SELECT reason, sum(count) FROM knocks GROUP BY reason ORDER BY 2 DESC").fetchall()
        return {KnockReason(reason): int(count) for reason, count in rows if reason in _REASONS}


_REASONS = frozenset(reason.value for reason in KnockReason)


def _values(entry: KnockEntry) -> tuple[object, ...]:
    return (
        entry.reason.value,
        storable(entry.peer),
        storable(entry.forwarded_for),
        storable(entry.path),
        to_microseconds(entry.first_at),
        to_microseconds(entry.last_at),
        entry.count,
    )


def _entry(row: Sequence[Any]) -> KnockEntry | None:
    """None for a reason that this version does not know."""
    reason, peer, forwarded_for, path, first_at, last_at, count = row
    if reason not in _REASONS:
        return None
    return KnockEntry(
        KnockReason(reason),
        peer,
        forwarded_for,
        path,
        from_microseconds(first_at) or now(),
        from_microseconds(last_at) or now(),
        count,
    )
