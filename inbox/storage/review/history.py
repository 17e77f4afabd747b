"""The history of each recording: a chain of entries that are added, and never changed.

The intake writes nothing here, since senders wait for it: that a recording was received is added with the first entry that
comes after, out of the journal, with the time at which it was received.
"""

import hashlib
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from inbox.domain.history import BEFORE_THE_FIRST, HistoryEntry, HistoryKind, content_of, hash_of, history_line
from inbox.domain.times import from_microseconds, now, to_microseconds
from inbox.storage.database import Database
from inbox.storage.problems import StoreDamaged
from inbox.storage.storable_text import storable

_RECEIVED_AT_ONCE = 100
"""So many deliveries of one recording are added with one entry; a flood of duplicates comes bit by bit."""

_RECORDING = "SELECT recording_id, source, first_seen_at FROM recordings WHERE id = ?"
_LAST = "SELECT number, hash FROM history WHERE recording_row = ? ORDER BY number DESC LIMIT 1"
_LAST_RECEIVED = "SELECT line FROM history WHERE recording_row = ? AND kind = 'received' ORDER BY number DESC LIMIT 1"
_DELIVERIES = """SELECT id, received_at, outcome, body FROM deliveries
    WHERE recording_row = ? AND recording_row IS NOT NULL AND id > ? ORDER BY id LIMIT ?"""
_DELIVERY_IDS = """SELECT id FROM deliveries WHERE recording_row = ? AND recording_row IS NOT NULL ORDER BY id LIMIT ?"""
_INSERT = "INSERT INTO history (recording_row, number, at, kind, line, hash, batch) VALUES (?, ?, ?, ?, ?, ?, ?)"
_ENTRIES = "SELECT number, at, kind, line, hash, batch FROM history WHERE recording_row = ? ORDER BY number"


class History:
    """Reads, and adds by itself. Safe from any thread; methods raise StoreFailing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def entries(self, row: int) -> list[HistoryEntry]:
        """Everything that is written of a recording, the first entry first."""
        with self._database.reading_rows() as cursor:
            return [_entry(found) for found in cursor.execute(_ENTRIES, (row,))]

    def add(self, row: int, kind: HistoryKind, detail: Mapping[str, Any], at: datetime) -> None:
        """Adds an entry, with what was received before it. Nothing when there is no such recording."""
        with self._database.writing_rows() as cursor:
            add_history(cursor, row, kind, detail, at)

    def add_received(self, row: int) -> None:
        """Adds what was received and is not told of yet."""
        with self._database.writing_rows() as cursor:
            found = cursor.execute(_RECORDING, (row,)).fetchone()
            if found is not None:
                _add_received(cursor, row, found)

    def add_all_received(self, rows: Sequence[int]) -> list[int]:
        """The same for several recordings as one write; gives those of which more was received than is added with one."""
        left = []
        with self._database.writing_rows() as cursor:
            for row in rows:
                found = cursor.execute(_RECORDING, (row,)).fetchone()
                if found is not None:
                    before = (cursor.execute(_LAST, (row,)).fetchone() or (0,))[0]
                    if _add_received(cursor, row, found)[0] - before >= _RECEIVED_AT_ONCE:
                        left.append(row)
        return left

    def add_to_all(self, rows: Sequence[int], kind: HistoryKind, detail: Mapping[str, Any], at: datetime) -> None:
        """The same entry to several recordings, as one write."""
        with self._database.writing_rows() as cursor:
            for row in rows:
                add_history(cursor, row, kind, detail, at)

    def deliveries(self, row: int, most: int) -> list[int]:
        """The numbers of the first ``most`` deliveries that told of a recording and are still kept, in the order they came."""
        with self._database.reading_rows() as cursor:
            return [found for (found,) in cursor.execute(_DELIVERY_IDS, (row, most))]


def add_history(
    cursor: sqlite3.Cursor, row: int, kind: HistoryKind, detail: Mapping[str, Any], at: datetime, batch: int | None = None
) -> None:
    """`History.add` within the caller's transaction. ``batch`` is the action that one undo takes back."""
    found = cursor.execute(_RECORDING, (row,)).fetchone()
    if found is not None:
        end = _add_received(cursor, row, found)
        _insert(cursor, row, end, at, kind, found[0], detail, batch)


def _add_received(cursor: sqlite3.Cursor, row: int, recording: tuple[Any, ...]) -> tuple[int, str]:
    """Gives the number and the hash of the last entry then."""
    recording_id, source, first_seen_at = recording
    end: tuple[int, str] = cursor.execute(_LAST, (row,)).fetchone() or (0, BEFORE_THE_FIRST)
    after = 0
    if end[0]:
        told = cursor.execute(_LAST_RECEIVED, (row,)).fetchone()
        after = int(_detail_of(told[0]).get("delivery") or 0) if told is not None else 0
    deliveries = cursor.execute(_DELIVERIES, (row, after, _RECEIVED_AT_ONCE)).fetchall()
    for delivery, received_at, outcome, body in deliveries:
        detail = {"body_sha256": hashlib.sha256(body).hexdigest(), "delivery": delivery, "outcome": outcome, "source": "webhook"}
        at = from_microseconds(received_at) or now()
        end = _insert(cursor, row, end, at, HistoryKind.RECEIVED, recording_id, detail)
    if not end[0] and not deliveries:  # the lists told of it, or its deliveries are no longer kept
        at = from_microseconds(first_seen_at) or now()
        end = _insert(cursor, row, end, at, HistoryKind.RECEIVED, recording_id, {"source": source})
    return end


def _insert(
    cursor: sqlite3.Cursor,
    row: int,
    end: tuple[int, str],
    at: datetime,
    kind: HistoryKind,
    recording_id: str,
    detail: Mapping[str, Any],
    batch: int | None = None,
) -> tuple[int, str]:
    """Adds the entry that follows ``end``; gives its number and hash."""
    number = end[0] + 1
    line = storable(history_line(end[1], number, at, kind, recording_id, detail))
    digest = hash_of(line)
    cursor.execute(_INSERT, (row, number, to_microseconds(at), kind.value, line, digest, batch))
    return number, digest


def _entry(row: tuple[Any, ...]) -> HistoryEntry:
    number, at, kind, line, digest, batch = row
    detail = _detail_of(line)
    try:
        return HistoryEntry(number, from_microseconds(at) or now(), HistoryKind(kind), detail, line, digest, batch)
    except ValueError:
        raise StoreDamaged(f"The inbox could not be read: it is damaged ({kind} is no kind of history).") from None


def _detail_of(line: str) -> dict[str, Any]:
    try:
        detail = content_of(line)["detail"]
    except (ValueError, KeyError):
        detail = None
    if not isinstance(detail, dict):
        raise StoreDamaged("The inbox could not be read: it is damaged (a line of a history is not what was written).")
    return detail
