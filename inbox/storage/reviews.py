"""Writing what the person made of recordings: each action as one batch, which one undo takes back, told to the history."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from inbox.domain.history import HistoryKind
from inbox.domain.review_change import ReviewChange, ReviewField
from inbox.domain.statuses import ReviewStatus
from inbox.domain.times import now, to_microseconds
from inbox.storage.database import Database
from inbox.storage.history import add_history
from inbox.storage.storable_text import storable

_VERDICT = "SELECT review_status FROM recordings WHERE id = ?"
_SET_VERDICT = "UPDATE recordings SET review_status = ? WHERE id = ?"
_NEW_BATCH = "INSERT INTO review_batches (made_at, sentence, changes) VALUES (?, ?, ?)"


def set_review(database: Database, rows: Sequence[int], status: ReviewStatus, by: str = "") -> int | None:
    """Mark the recordings ``rows``, all of them or, when StoreFailing is raised, none; what has that mark stays untold.

    Gives the number of the batch, None when nothing changed. ``by`` is who says so.
    """
    if not rows:
        return None
    with database.writing_rows() as cursor:
        changes = []
        for row in dict.fromkeys(rows):
            found = cursor.execute(_VERDICT, (row,)).fetchone()
            if found is not None and found[0] != status:
                changes.append(ReviewChange(row, ReviewField.VERDICT, found[0], status.value))
        cursor.executemany(_SET_VERDICT, [(status.value, change.recording_row) for change in changes])
        what = "a recording" if len(changes) == 1 else f"{len(changes):,} recordings"
        return note_changes(cursor, changes, f"Marked {what} as {status}", by, now()) if changes else None


def note_changes(cursor: sqlite3.Cursor, changes: Sequence[ReviewChange], sentence: str, by: str, at: datetime) -> int:
    """Tells the history of changes that the caller writes in the same transaction; gives the number of their batch.

    ``sentence`` says what was done, for the button that undoes it.
    """
    cursor.execute(_NEW_BATCH, (to_microseconds(at), storable(sentence), len(changes)))
    batch = cursor.lastrowid
    assert batch is not None
    for change in changes:
        detail = change.detail | ({"by": by} if by else {})
        add_history(cursor, change.recording_row, HistoryKind.CHANGED, detail, at, batch)
    return batch
