"""Writing what the person made of recordings: each action as one batch, which one undo takes back, told to the history."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inbox.domain.history import HistoryKind
from inbox.domain.review_change import ReviewChange, ReviewField
from inbox.domain.statuses import ReviewStatus
from inbox.domain.times import now, to_microseconds
from inbox.storage.database import Database
from inbox.storage.review.heard import heard_share_in
from inbox.storage.review.history import add_history
from inbox.storage.review.review_values import value_of, write_value
from inbox.storage.storable_text import storable

MOST_AT_ONCE = 10_000
"""So many recordings one action may change."""

_IS_THERE = "SELECT 1 FROM recordings WHERE id = ?"
_NEXT_BATCH = """SELECT max(coalesce((SELECT max(id) FROM review_batches), 0),
    coalesce((SELECT max(batch) FROM history WHERE batch IS NOT NULL), 0)) + 1"""
_FORGET_UNDONE = """DELETE FROM review_batches
    WHERE id > coalesce((SELECT max(id) FROM review_batches WHERE undone_at IS NULL), 0)"""
_NEW_BATCH = "INSERT INTO review_batches (id, made_at, sentence, changes) VALUES (?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Marked:
    """What became of a verdict."""

    batch: int | None
    """None: nothing changed."""
    count: int = 0
    """How many recordings have the mark now that had another."""
    unheard: tuple[tuple[int, float], ...] = ()
    """The recordings that were not heard enough to be marked, each with the share of them that was."""


def set_review(database: Database, rows: Sequence[int], status: ReviewStatus, by: str = "") -> int | None:
    """Mark the recordings ``rows``, all of them or, when StoreFailing is raised, none; what has that mark stays untold.

    Gives the number of the batch, None when nothing changed. ``by`` is who says so.
    """
    return mark(database, rows, status, by).batch


def mark(database: Database, rows: Sequence[int], status: ReviewStatus, by: str, needs_share: float = 0.0) -> Marked:
    """`set_review`, but that only what was heard to ``needs_share`` (0 to 1) is marked as reviewed."""
    if not rows:
        return Marked(None)
    with database.writing_rows() as cursor:
        changes, unheard = [], []
        for row in dict.fromkeys(rows):
            before = value_of(cursor, row, ReviewField.VERDICT, "")
            if before is None or before == status:
                continue
            if needs_share > 0 and status is ReviewStatus.REVIEWED:
                share = heard_share_in(cursor, row)
                if share < needs_share - 1e-6:
                    unheard.append((row, share))
                    continue
            changes.append(ReviewChange(row, ReviewField.VERDICT, before, status.value))
        batch = write_changes(cursor, changes, lambda what: f"Marked {what} as {status}", by, now())
        return Marked(batch, len(changes), tuple(unheard))


def change(
    database: Database,
    rows: Sequence[int],
    field: ReviewField,
    after: Any,
    sentence: Callable[[str], str],
    by: str,
    key: str = "",
) -> int | None:
    """Gives all ``rows`` the same value, as one batch; ``key`` as in `ReviewChange`. None when nothing changed.

    ``sentence`` makes, of ``3 recordings``, what was done. All is written or, when StoreFailing is raised, nothing.
    """
    with database.writing_rows() as cursor:
        changes = []
        for row in dict.fromkeys(rows):
            before = value_of(cursor, row, field, key)
            if before != after and cursor.execute(_IS_THERE, (row,)).fetchone() is not None:
                changes.append(ReviewChange(row, field, before, after, key))
        return write_changes(cursor, changes, sentence, by, now())


def write_changes(
    cursor: sqlite3.Cursor, changes: Sequence[ReviewChange], sentence: Callable[[str], str], by: str, at: datetime
) -> int | None:
    """Writes the values and tells the history, in the caller's transaction; gives the batch, None when there is no change."""
    if not changes:
        return None
    for each in changes:
        write_value(cursor, each, by, at)
    rows = len({each.recording_row for each in changes})
    return tell_batch(cursor, changes, sentence("a recording" if rows == 1 else f"{rows:,} recordings"), by, at)


def tell_batch(cursor: sqlite3.Cursor, changes: Sequence[ReviewChange], sentence: str, by: str, at: datetime) -> int:
    """Tells the history of changes that the caller writes in the same transaction; gives the number of their batch.

    ``sentence`` says what was done, for the button that undoes it.
    """
    batch = int(cursor.execute(_NEXT_BATCH).fetchone()[0])  # never one that a recovered history still names
    cursor.execute(_FORGET_UNDONE)  # what was taken back before cannot be done again after something else was done
    cursor.execute(_NEW_BATCH, (batch, to_microseconds(at), storable(sentence), len(changes)))
    for each in changes:
        tell_change(cursor, each, by, at, batch)
    return batch


def tell_change(
    cursor: sqlite3.Cursor, change: ReviewChange, by: str, at: datetime, batch: int | None, **further: object
) -> None:
    """One line of history, in the caller's transaction; ``further`` stands in its detail."""
    detail = change.detail | ({"by": by} if by else {}) | further
    add_history(cursor, change.recording_row, HistoryKind.CHANGED, detail, at, batch)
