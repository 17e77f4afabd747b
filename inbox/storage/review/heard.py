"""What was heard of each recording, and where the person stopped."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from inbox.domain.coverage import HeardSpan, heard_seconds, heard_share, with_heard
from inbox.domain.notes import from_milliseconds, to_milliseconds
from inbox.domain.times import to_microseconds
from inbox.storage.database import Database
from inbox.storage.review.sound_maps import read_sound_map

_SPANS = "SELECT begin_ms, end_ms, rate_percent FROM heard_spans WHERE recording_row = ? ORDER BY begin_ms"
_NEAR = """SELECT id, begin_ms, end_ms, rate_percent, heard_at FROM heard_spans
    WHERE recording_row = ? AND begin_ms <= ? AND end_ms >= ?"""
_CLEAR = "DELETE FROM heard_spans WHERE id = ?"
_INSERT = "INSERT INTO heard_spans (recording_row, begin_ms, end_ms, rate_percent, heard_at) VALUES (?, ?, ?, ?, ?)"
_IS_THERE = "SELECT 1 FROM recordings WHERE id = ?"
_POSITION = "SELECT position_ms FROM listening WHERE recording_row = ?"
_LENGTH = "SELECT coalesce(media_seconds, duration_seconds, 0) FROM recordings WHERE id = ?"
_NEIGHBOUR_MS = 100
"""What is further away than that is not joined with what was heard now."""
SPEED = """SELECT sum(end_ms - begin_ms), sum((end_ms - begin_ms) * 100.0 / rate_percent) FROM heard_spans
    WHERE recording_row IN (SELECT recording_row FROM listening WHERE changed_at >= ?) AND heard_at >= ? AND rate_percent > 0"""
"""What was heard since a moment, and how long that took; bounded by what was listened to since then."""
_NOTE_POSITION = """INSERT INTO listening (recording_row, position_ms, heard_ms, changed_at) VALUES (?, ?, 0, ?)
    ON CONFLICT (recording_row) DO UPDATE SET position_ms = excluded.position_ms, changed_at = excluded.changed_at"""
_NOTE_HEARD = """INSERT INTO listening (recording_row, position_ms, heard_ms, changed_at) VALUES (?, 0, ?, ?)
    ON CONFLICT (recording_row) DO UPDATE SET heard_ms = excluded.heard_ms, changed_at = excluded.changed_at"""


class Heard:
    """Safe from any thread and beside other processes; methods raise StoreFailing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def spans(self, row: int) -> tuple[HeardSpan, ...]:
        """What was heard of a recording: in order, apart from each other."""
        with self._database.reading_rows() as cursor:
            return spans_in(cursor, row)

    def add(self, row: int, spans: Sequence[HeardSpan], at: datetime) -> tuple[HeardSpan, ...]:
        """Adds what was heard just now; gives all that was heard of the recording by then. Nothing when it is not there."""
        moment = to_microseconds(at)
        with self._database.writing_rows() as cursor:
            if cursor.execute(_IS_THERE, (row,)).fetchone() is None:
                return ()
            if spans:
                _merge(cursor, row, spans, moment)
            merged = spans_in(cursor, row)
            cursor.execute(_NOTE_HEARD, (row, to_milliseconds(heard_seconds(merged)), moment))
        return merged

    def share(self, row: int) -> float:
        """How much of what sounds was heard, 0 to 1."""
        with self._database.reading_rows() as cursor:
            return heard_share_in(cursor, row)

    def speed_since(self, moment: datetime) -> float | None:
        """How fast the person listened since then, 1 as recorded, over all recordings; None when they did not."""
        since = to_microseconds(moment)
        with self._database.reading_rows() as cursor:
            recorded, took = cursor.execute(SPEED, (since, since)).fetchone()
        return recorded / took if took else None

    def position(self, row: int) -> float:
        """Where the person stopped, in seconds; 0 for the start."""
        with self._database.reading_rows() as cursor:
            found = cursor.execute(_POSITION, (row,)).fetchone()
        return from_milliseconds(found[0]) if found is not None else 0.0

    def stopped_at(self, row: int, position: float, at: datetime) -> None:
        """The person stopped there. Nothing when there is no such recording."""
        with self._database.writing_rows() as cursor:
            if cursor.execute(_IS_THERE, (row,)).fetchone() is not None:
                cursor.execute(_NOTE_POSITION, (row, to_milliseconds(position), to_microseconds(at)))


def _merge(cursor: sqlite3.Cursor, row: int, spans: Sequence[HeardSpan], moment: int | None) -> None:
    """Writes anew only what lies at the place that was heard: a long recording may have thousands of spans."""
    begin = to_milliseconds(min(span.begin for span in spans)) - _NEIGHBOUR_MS
    end = to_milliseconds(max(span.end for span in spans)) + _NEIGHBOUR_MS
    near = cursor.execute(_NEAR, (row, end, begin)).fetchall()
    before = {(found[1], found[2], found[3]): found[4] for found in near}
    cursor.executemany(_CLEAR, [(found[0],) for found in near])
    kept = [HeardSpan(from_milliseconds(found[1]), from_milliseconds(found[2]), found[3] / 100) for found in near]
    for span in with_heard(kept, spans):
        edges = to_milliseconds(span.begin), to_milliseconds(span.end), round(span.rate * 100)
        cursor.execute(_INSERT, (row, *edges, before.get(edges, moment)))


def heard_share_in(cursor: sqlite3.Cursor, row: int) -> float:
    """`Heard.share` within the caller's transaction."""
    spans = spans_in(cursor, row)
    if not spans:
        return 0.0
    sound = read_sound_map(cursor, row)
    if sound is not None:
        return heard_share(spans, sound.silences, sound.duration_seconds)
    found = cursor.execute(_LENGTH, (row,)).fetchone()
    return heard_share(spans, (), found[0]) if found is not None else 0.0


def spans_in(cursor: sqlite3.Cursor, row: int) -> tuple[HeardSpan, ...]:
    """`Heard.spans` within the caller's transaction."""
    return tuple(
        HeardSpan(from_milliseconds(begin), from_milliseconds(end), rate / 100)
        for begin, end, rate in cursor.execute(_SPANS, (row,))
    )
