"""The journal as a list to look through: everything but headers and bodies, a page at a time at any size."""

import sqlite3
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from inbox.domain.delivery import DeliveryOutcome, StoredDelivery
from inbox.domain.identifiers import RecordingIds
from inbox.domain.recording import title_of
from inbox.storage.database import Database
from inbox.storage.listing.row_reading import DELIVERY_COLUMNS, stored_delivery

_COLUMNS = (
    "deliveries.id, received_at, outcome, event_type, peer, length(body), answer_microseconds, reason, recordings.account_id, "
    "conference_id, call_id, recording_id, recordings.name, from_number, to_number"
)
FROM = "FROM deliveries LEFT JOIN recordings ON recordings.id = deliveries.recording_row"
"""A delivery and the recording that it told of."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NEWER_AT_MOST = 5_000


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A delivery as a line of the list."""

    id: int
    received_at: datetime
    outcome: DeliveryOutcome
    event_type: str | None
    peer: str
    body_bytes: int
    answer_seconds: float | None
    """None while it is not known."""
    reason: str
    recording_id: str
    """Bandwidth's id of the recording that it told of; empty when it told of none, or none that is here."""
    title: str
    """What that recording is called now; the same."""


class DeliveryList:
    """Lines of the journal, newest first. Safe from any thread; each raises StoreFailing when the store cannot be read."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, limit: int, before_id: int | None = None, outcome: DeliveryOutcome | None = None) -> list[DeliveryLine]:
        """At most ``limit`` lines of an outcome (None: of any) with ids below ``before_id``."""
        conditions, values = of_outcome(outcome)
        if before_id is not None:
            conditions.append("deliveries.id < ?")
            values.append(before_id)
        return self._lines(conditions, values, limit)

    def newer(self, after_id: int, outcome: DeliveryOutcome | None = None) -> list[DeliveryLine] | None:
        """All lines with ids above ``after_id``; None when they are more than anybody looks through."""
        conditions, values = of_outcome(outcome)
        found = self._lines([*conditions, "deliveries.id > ?"], [*values, after_id], _NEWER_AT_MOST + 1)
        return found if len(found) <= _NEWER_AT_MOST else None

    def last_id(self) -> int:
        """The id of the newest delivery; 0 when there is none."""
        with self._database.reading_rows() as cursor:
            cursor.execute("SELECT max(id) FROM deliveries")
            return int(cursor.fetchone()[0] or 0)

    def lines(self, ids: Sequence[int]) -> list[DeliveryLine]:
        """These lines, as they are now; those that are gone are left out."""
        return self._lines([f"deliveries.id IN ({', '.join('?' * len(ids))})"], list(ids), len(ids)) if ids else []

    def entry(self, delivery_id: int) -> StoredDelivery | None:
        """The whole delivery; None when it is no longer kept."""
        with self._database.reading_rows() as cursor:
            cursor.execute(f"SELECT {DELIVERY_COLUMNS} FROM deliveries WHERE id = ?", (delivery_id,))
            row = cursor.fetchone()
            return None if row is None else stored_delivery(row)

    def kept(self) -> int:
        """How many deliveries the journal holds."""
        with self._database.reading_rows() as cursor:
            cursor.execute("SELECT deliveries FROM journal_size")
            return int(cursor.fetchone()[0])

    def reading(self) -> AbstractContextManager[sqlite3.Cursor]:
        """A cursor for whoever else reads the journal."""
        return self._database.reading_rows()

    def _lines(self, conditions: Sequence[str], values: Sequence[object], limit: int) -> list[DeliveryLine]:
        with self.reading() as cursor:
            return read_lines(cursor, conditions, values, limit)


def read_lines(cursor: sqlite3.Cursor, conditions: Sequence[str], values: Sequence[object], limit: int) -> list[DeliveryLine]:
    """At most ``limit`` lines that fulfil all of the conditions, newest first."""
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    cursor.execute(f"SELECT {_COLUMNS} {FROM} {where} ORDER BY deliveries.id DESC LIMIT ?", (*values, limit))
    return [_line(row) for row in cursor]


def of_outcome(outcome: DeliveryOutcome | None) -> tuple[list[str], list[object]]:
    """The conditions of an outcome, and what is bound to them; None: of any."""
    match outcome:
        case None:
            return [], []
        case DeliveryOutcome.RECORDING:
            return ["outcome = 'recording'"], []
        case DeliveryOutcome.DUPLICATE | DeliveryOutcome.IGNORED | DeliveryOutcome.REJECTED:
            # the first condition is that of ix_deliveries_outcome, word for word
            return ["outcome <> 'recording'", "outcome = ?"], [outcome.value]


def _line(row: Sequence[Any]) -> DeliveryLine:
    row_id, received_at, outcome, event_type, peer, body_bytes, answered, reason, account, *names = row
    conference_id, call_id, recording_id, name, from_number, to_number = names
    ids = None if recording_id is None else RecordingIds(account, conference_id, call_id, recording_id)
    return DeliveryLine(
        id=row_id,
        received_at=_EPOCH + timedelta(0, 0, received_at),
        outcome=DeliveryOutcome(outcome),
        event_type=event_type,
        peer=peer,
        body_bytes=body_bytes,
        answer_seconds=None if answered is None else answered / 1e6,
        reason=reason,
        recording_id=recording_id or "",
        title="" if ids is None else title_of(name, from_number, to_number, ids),
    )
