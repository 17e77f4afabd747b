"""The notes that the person makes about places in recordings."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from typing import Any

from inbox.domain.notes import LONGEST_NOTE, Note, from_milliseconds, to_milliseconds
from inbox.domain.review_change import ReviewChange, ReviewField
from inbox.domain.times import from_microseconds, iso_z, now, to_microseconds
from inbox.storage.database import Database
from inbox.storage.problems import StorageProblem
from inbox.storage.review.review_values import value_of
from inbox.storage.review.reviews import tell_batch, write_changes
from inbox.storage.storable_text import storable

_COLUMNS = "id, recording_row, begin_ms, end_ms, text, author, made_at, changed_at"
_OF = f"SELECT {_COLUMNS} FROM notes WHERE recording_row = ? ORDER BY begin_ms, id"
_ONE = f"SELECT {_COLUMNS} FROM notes WHERE recording_row = ? AND id = ?"
_INSERT = """INSERT INTO notes (recording_row, begin_ms, end_ms, text, author, made_at)
    SELECT id, ?, ?, ?, ?, ? FROM recordings WHERE id = ?"""


class Notes:
    """Safe from any thread and beside other processes; methods raise StoreFailing.

    Each change is an action that undo takes back. What is too long for a note is refused with a StorageProblem, never cut.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, row: int) -> list[Note]:
        """The notes of a recording, in the order of their places."""
        with self._database.reading_rows() as cursor:
            return [_note(found) for found in cursor.execute(_OF, (row,))]

    def add(self, row: int, begin: float, end: float | None, text: str, by: str) -> Note | None:
        """A new note, in seconds from the start; None when there is no such recording, or nothing is written in it."""
        text = tidy_note(text)
        if not text:
            return None
        at = now()
        end_ms = None if end is None else to_milliseconds(end)
        place = to_milliseconds(begin), end_ms
        with self._database.writing_rows() as cursor:
            cursor.execute(_INSERT, (*place, storable(text), storable(by), to_microseconds(at), row))
            if cursor.rowcount != 1 or cursor.lastrowid is None:
                return None
            number = cursor.lastrowid
            value = value_of(cursor, row, ReviewField.NOTE, str(number))
            tell_batch(cursor, [ReviewChange(row, ReviewField.NOTE, None, value, str(number))], "Made a note", by, at)
            return _read(cursor, row, number)

    def change(self, note: Note, text: str, by: str) -> Note | None:
        """Other words for a note; empty ones delete it. None when it is not there any more."""
        text = tidy_note(text)
        if not text:
            self.delete(note, by)
            return None

        def reworded(value: dict[str, Any], at: datetime) -> Any:
            words = storable(text)
            return value if words == value["text"] else value | {"text": words, "changed_at": iso_z(at)}

        return self._write(note, reworded, "Changed a note", by)

    def delete(self, note: Note, by: str) -> None:
        """The note goes; undo brings it back."""
        self._write(note, lambda _value, _at: None, "Deleted a note", by)

    def _write(self, note: Note, after: Callable[[dict[str, Any], datetime], Any], sentence: str, by: str) -> Note | None:
        at, key = now(), str(note.id)
        with self._database.writing_rows() as cursor:
            before = value_of(cursor, note.recording_row, ReviewField.NOTE, key)
            if before is None:
                return None
            value = after(before, at)
            if value != before:
                change = ReviewChange(note.recording_row, ReviewField.NOTE, before, value, key)
                write_changes(cursor, [change], lambda _what: sentence, by, at)
            return _read(cursor, note.recording_row, note.id)


def tidy_note(text: str) -> str:
    """A note as it is kept: without blanks at its ends. Raises StorageProblem when it is longer than `LONGEST_NOTE`."""
    tidy = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(tidy) > LONGEST_NOTE:
        raise StorageProblem(
            f"A note holds {LONGEST_NOTE:,} characters at most, and this one has {len(tidy):,}. It was not kept; make two of it."
        )
    return tidy


def _read(cursor: sqlite3.Cursor, row: int, number: int) -> Note | None:
    found = cursor.execute(_ONE, (row, number)).fetchone()
    return None if found is None else _note(found)


def _note(found: tuple[Any, ...]) -> Note:
    number, row, begin, end, text, author, made_at, changed_at = found
    return Note(
        number,
        row,
        from_milliseconds(begin),
        None if end is None else from_milliseconds(end),
        text,
        author,
        from_microseconds(made_at) or now(),
        from_microseconds(changed_at),
    )
