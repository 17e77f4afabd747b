"""What the person made of a recording, value by value, as `ReviewChange` names them: read, and written in place of another."""

import sqlite3
from datetime import datetime
from typing import Any, assert_never

from inbox.domain.notes import from_milliseconds, to_milliseconds
from inbox.domain.review_change import ReviewChange, ReviewField
from inbox.domain.times import from_microseconds, iso_z, parse_time, to_microseconds
from inbox.storage.storable_text import storable

_HAS_FILE = (
    "SELECT CASE download_status WHEN 'downloaded' THEN 'here' WHEN 'removed' THEN 'trash' END FROM recordings WHERE id = ?"
)
_STARS = "SELECT stars FROM recording_stars WHERE recording_row = ?"
_SET_STARS = "INSERT OR REPLACE INTO recording_stars (recording_row, stars, changed_at, author) VALUES (?, ?, ?, ?)"
_TAG = "SELECT tag FROM recording_tags WHERE recording_row = ? AND tag_key = ?"
_CLEAR_TAG = "DELETE FROM recording_tags WHERE recording_row = ? AND tag_key = ?"
_SET_TAG = "INSERT INTO recording_tags (recording_row, tag, tag_key, made_at) VALUES (?, ?, ?, ?)"
_ANSWER = "SELECT answer FROM review_answers WHERE recording_row = ? AND question = ?"
_CLEAR_ANSWER = "DELETE FROM review_answers WHERE recording_row = ? AND question = ?"
_SET_ANSWER = "INSERT INTO review_answers (recording_row, question, answer, author, changed_at) VALUES (?, ?, ?, ?, ?)"
_NOTE = "SELECT begin_ms, end_ms, text, author, made_at, changed_at FROM notes WHERE recording_row = ? AND id = ?"
_SET_NOTE = """INSERT INTO notes (id, recording_row, begin_ms, end_ms, text, author, made_at, changed_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET (begin_ms, end_ms, text, author, made_at, changed_at)
    = (excluded.begin_ms, excluded.end_ms, excluded.text, excluded.author, excluded.made_at, excluded.changed_at)"""
"""Not REPLACE, which takes the old row away without a word to the index of the notes."""


def value_of(cursor: sqlite3.Cursor, row: int, field: ReviewField, key: str) -> Any:
    """The value now, as a `ReviewChange` has it; None where there is none, or no such recording."""
    match field:
        case ReviewField.VERDICT:
            return _first(cursor, "SELECT review_status FROM recordings WHERE id = ?", row)
        case ReviewField.STARS:
            return _first(cursor, _STARS, row)
        case ReviewField.TAG:
            return _first(cursor, _TAG, row, storable(key))
        case ReviewField.ANSWER:
            return _first(cursor, _ANSWER, row, storable(key))
        case ReviewField.NOTE:
            found = cursor.execute(_NOTE, (row, _number(key))).fetchone()
            return None if found is None else note_value(*found)
        case ReviewField.FILE:
            return _first(cursor, _HAS_FILE, row)
        case _:
            assert_never(field)


def write_value(cursor: sqlite3.Cursor, change: ReviewChange, by: str, at: datetime) -> None:
    """Makes ``change.after`` the value. Files are not moved from here: raises ValueError for them."""
    row, key, after, moment = change.recording_row, storable(change.key), change.after, to_microseconds(at)
    match change.field:
        case ReviewField.VERDICT:
            cursor.execute("UPDATE recordings SET review_status = ? WHERE id = ?", (after, row))
        case ReviewField.STARS:
            if after is None:
                cursor.execute("DELETE FROM recording_stars WHERE recording_row = ?", (row,))
            else:
                cursor.execute(_SET_STARS, (row, after, moment, storable(by)))
        case ReviewField.TAG:
            cursor.execute(_CLEAR_TAG, (row, key))
            if after is not None:
                cursor.execute(_SET_TAG, (row, storable(after), key, moment))
        case ReviewField.ANSWER:
            cursor.execute(_CLEAR_ANSWER, (row, key))
            if after is not None:
                cursor.execute(_SET_ANSWER, (row, key, storable(after), storable(by), moment))
        case ReviewField.NOTE:
            if after is None:
                cursor.execute("DELETE FROM notes WHERE recording_row = ? AND id = ?", (row, _number(key)))
            else:
                cursor.execute(_SET_NOTE, (_number(key), row, *_note_columns(after)))
        case ReviewField.FILE:
            raise ValueError("a file is moved by the trash")
        case _:
            assert_never(change.field)


def note_value(begin_ms: int, end_ms: int | None, text: str, author: str, made_at: int, changed_at: int | None) -> dict[str, Any]:
    """A note as the history has it."""
    return {
        "begin": from_milliseconds(begin_ms),
        "end": None if end_ms is None else from_milliseconds(end_ms),
        "text": text,
        "author": author,
        "made_at": iso_z(from_microseconds(made_at)),
        "changed_at": iso_z(from_microseconds(changed_at)),
    }


def _note_columns(value: dict[str, Any]) -> tuple[int, int | None, str, str, int | None, int | None]:
    end = value.get("end")
    return (
        to_milliseconds(value["begin"]),
        None if end is None else to_milliseconds(end),
        storable(value["text"]),
        storable(value["author"]),
        to_microseconds(parse_time(value["made_at"])),
        to_microseconds(parse_time(value.get("changed_at"))),
    )


def _first(cursor: sqlite3.Cursor, sql: str, *parameters: object) -> Any:
    found = cursor.execute(sql, parameters).fetchone()
    return None if found is None else found[0]


def _number(key: str) -> int:
    return int(key) if key.isdecimal() else 0
