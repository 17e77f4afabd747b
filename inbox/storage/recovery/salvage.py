"""What can still be read of a damaged inbox, page by page, put into a new one."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from inbox.domain.events import RecordingEvent
from inbox.storage.journal.folding import understood
from inbox.storage.journal.merged_rows import INSERT_RECORDING, inserted_values, key_of, stored_recordings
from inbox.storage.journal.merging import MergedRecording, storable_event
from inbox.storage.listing.note_index import FOLLOW, FOLLOW_NO_MORE, INDEX_ALL
from inbox.storage.listing.row_reading import DELIVERY_COLUMNS, stored_delivery
from inbox.storage.recovery.damaged_pages import Pages
from inbox.storage.recovery.foreign_log import log_is_foreign
from inbox.storage.recovery.record_format import Value
from inbox.storage.recovery.salvaged_rows import columns_of, table_of, table_without_row_id, wanted, wanted_without_row_id
from inbox.storage.sqlite_parts import COUNT_NEW

_PAGES_A_TRANSACTION = 2000
_RECORDINGS_A_PASS = 500
_PAGES_LOOKED_AT = 2000
_OF_RECORDINGS = (
    "peaks", "trash", "notes", "recording_stars", "recording_tags", "review_answers", "heard_spans", "listening", "history",
)  # fmt: skip
_DELIVERY_OR_TABLE = frozenset({5, 11, 12})
"""How many columns SQLite's own table of tables has, and ours of deliveries."""

_TOLD_OF_BY = f"SELECT {DELIVERY_COLUMNS} FROM deliveries WHERE recording_row = ? AND recording_row IS NOT NULL ORDER BY id"
_MISSING = """SELECT DISTINCT recording_row FROM deliveries WHERE recording_row > ? AND recording_row IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM recordings WHERE id = recording_row) ORDER BY recording_row LIMIT ?"""
_TRUE_SIZE = (
    "UPDATE journal_size SET (deliveries, body_bytes) = (SELECT count(*), coalesce(sum(length(body)), 0) FROM deliveries)"
)


@dataclass(frozen=True, slots=True)
class Salvaged:
    """What was found."""

    deliveries: int
    deliveries_before: int | None
    """How many the damaged inbox held by its own count; None when that cannot be read."""


def salvage(damaged: Path, into: sqlite3.Connection, progress: Callable[[int, int], None] = lambda _done, _of: None) -> Salvaged:
    """Put every row of ``damaged`` that can be read into the new, empty inbox ``into``, under its old number.

    ``progress`` hears how many pages of how many are read.

    Recordings that only their deliveries tell of are made from those; the rest is `rebuild`'s. Foreign keys must be off in
    ``into``. Raises OSError and sqlite3.Error; ``damaged`` is only read.
    """
    use_log = not log_is_foreign(damaged)
    before: int | None = None
    sequences: dict[str, int] = {}
    cursor = into.cursor()
    for statement in FOLLOW_NO_MORE:
        cursor.execute(statement)
    with closing(Pages(damaged, use_log=use_log)) as pages:
        for start in range(1, pages.count + 1, _PAGES_A_TRANSACTION):
            cursor.execute("BEGIN IMMEDIATE")
            for table, row_id, values in _rows(pages, range(start, min(start + _PAGES_A_TRANSACTION, pages.count + 1))):
                match table:
                    case "journal_size":
                        before = int(str(values[1]))
                    case "sqlite_sequence":
                        name = str(values[0])
                        sequences[name] = max(sequences.get(name, 0), int(str(values[1])))
                    case _:
                        _insert(cursor, table, row_id, values)
            cursor.execute("COMMIT")
            progress(min(start + _PAGES_A_TRANSACTION - 1, pages.count), pages.count)
    cursor.execute("BEGIN IMMEDIATE")
    _make_missing_recordings(cursor)
    _set_right(cursor, sequences)
    for statement in (INDEX_ALL, *FOLLOW):
        cursor.execute(statement)
    deliveries = cursor.execute("SELECT deliveries FROM journal_size").fetchone()[0]
    cursor.execute("COMMIT")
    return Salvaged(deliveries, before)


def holds_our_tables(path: Path) -> bool:
    """Whether the file at ``path``, whatever its header says, has our tables or deliveries in it. Raises OSError."""
    with closing(Pages(path, use_log=False)) as pages:
        for number in range(1, min(pages.count, _PAGES_LOOKED_AT) + 1):
            for row_id, values in pages.table_rows(number, _DELIVERY_OR_TABLE.__contains__):
                if values[:3] == ("table", "recording_counts", "recording_counts") or table_of(row_id, values) == "deliveries":
                    return True
    return False


def _rows(pages: Pages, numbers: range) -> Iterator[tuple[str, int, tuple[Value, ...]]]:
    for number in numbers:
        for row_id, values in pages.table_rows(number, wanted):
            if (table := table_of(row_id, values)) is not None:
                yield table, row_id, values
        for _, values in pages.index_rows(number, wanted_without_row_id):
            if (table := table_without_row_id(values)) is not None:
                yield table, 0, values


def _insert(cursor: sqlite3.Cursor, table: str, row_id: int, values: Sequence[Value]) -> None:
    names = columns_of(table)[: len(values)]
    row = [row_id if value is None and number == 0 else value for number, value in enumerate(values)]
    cursor.execute(f"INSERT OR IGNORE INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})", row)


def _make_missing_recordings(cursor: sqlite3.Cursor) -> None:
    """Recordings whose rows are lost, under their old numbers, from the deliveries that tell of them."""
    after = 0
    while rows := [row for (row,) in cursor.execute(_MISSING, (after, _RECORDINGS_A_PASS)).fetchall()]:
        for row in rows:
            cursor.execute(
                "UPDATE deliveries SET recording_row = ? WHERE recording_row = ?", (_made_from_journal(cursor, row), row)
            )
        after = rows[-1]


def _made_from_journal(cursor: sqlite3.Cursor, row: int) -> int | None:
    """The row of the recording that the deliveries of ``row`` tell of; None when they tell of none."""
    for kept in map(stored_delivery, cursor.execute(_TOLD_OF_BY, (row,)).fetchmany(_RECORDINGS_A_PASS)):
        said = understood(kept.delivery)
        if not isinstance(said, RecordingEvent):
            continue
        event = storable_event(said)
        known = stored_recordings(cursor, [key_of(event)]).get(key_of(event))
        if known is not None:
            return known.id
        cursor.execute(INSERT_RECORDING, inserted_values(MergedRecording.first(row, event, kept.delivery.received_at)))
        return row
    return None


def _set_right(cursor: sqlite3.Cursor, sequences: dict[str, int]) -> None:
    """What follows from the rows: counts, sizes, the highest numbers ever given."""
    for table in _OF_RECORDINGS:
        cursor.execute(f"DELETE FROM {table} WHERE recording_row NOT IN (SELECT id FROM recordings)")
    cursor.execute("UPDATE history SET batch = NULL WHERE batch IS NOT NULL")  # what one undo takes back begins anew
    cursor.execute("DELETE FROM gap_findings WHERE span_id NOT IN (SELECT id FROM intake_spans)")
    cursor.execute("DELETE FROM recording_counts")
    cursor.execute(COUNT_NEW, (0,))
    cursor.execute(_TRUE_SIZE)
    cursor.execute("UPDATE first_seen SET delivery_id = NULL WHERE delivery_id NOT IN (SELECT id FROM deliveries)")
    for table, highest in sequences.items():
        if cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (highest, table)).rowcount == 0:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, highest))
