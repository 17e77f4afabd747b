"""The ledger of when events could be taken: spans that a heartbeat extends, the gaps between, and what was found of each."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from inbox.domain.gap import Found, Gap, Span, SpanEnd, gaps_between
from inbox.domain.recording import KEPT_BY_BANDWIDTH
from inbox.domain.times import from_microseconds, now, to_microseconds
from inbox.storage.database import Database

STALE = timedelta(seconds=35)
"""A running span that was not extended for so long, three heartbeats, has ended: nobody was left to say why."""
_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
"""There was no such program before: a clock that says so was not set yet, and nothing is noted by it."""
_LATE_EVENT = timedelta(minutes=15)
"""The event of a recording that ended so long before a gap may have come in the gap: media take a while to be made."""
_MOST = 10_000
_BUSY_SECONDS = 1.0
"""Intake comes first: while the inbox is busy for so long, nothing is noted, and the next heartbeat tells for both."""

_EXTEND = """UPDATE intake_spans SET until_at = ? WHERE id = (SELECT max(id) FROM intake_spans) AND ended_by = 'running'
    AND until_at <= ?"""
_NEWEST = "SELECT id, began_at, until_at, ended_by FROM intake_spans ORDER BY id DESC LIMIT 1"
_SPANS = """SELECT id, began_at, until_at, ended_by FROM intake_spans
    WHERE id >= coalesce((SELECT max(id) FROM intake_spans WHERE until_at <= ?), 0) ORDER BY id"""
_FINDINGS = "SELECT span_id, in_it, recovered, looked_at, is_final FROM gap_findings WHERE span_id >= ?"
TOLD_BY_EVENT = """SELECT count(*) FROM recordings INDEXED BY ix_recordings_expires
    WHERE expires_at > ? AND expires_at <= ? AND source <> 'catch-up'"""
TOLD_BY_LIST = """SELECT count(*) FROM recordings INDEXED BY ix_recordings_expires
    WHERE expires_at > ? AND expires_at <= ? AND source = 'catch-up' AND first_seen_at >= ?"""
_FIND = """INSERT INTO gap_findings (span_id, in_it, recovered, looked_at, is_final) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (span_id) DO UPDATE SET in_it = excluded.in_it, recovered = excluded.recovered, looked_at = excluded.looked_at,
    is_final = max(is_final, excluded.is_final)"""


class Ledger:
    """Safe from any thread; writes raise StoreFailing, also when the inbox is merely busy.

    Time runs one way in it: when the clock is set back, what was noted of a time that has not come yet is dropped, so that no
    gap is negative and no two spans overlap.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self) -> None:
        """The program starts: a span that nobody ended was ended by what nobody could note."""
        with self._database.writing_rows(_BUSY_SECONDS) as cursor:
            cursor.execute("UPDATE intake_spans SET ended_by = 'unknown' WHERE ended_by = 'running'")

    def beat(self, now: datetime, end_of_last: SpanEnd | None = None) -> None:
        """Events can be taken at ``now``, and could since the last beat; with ``end_of_last`` that last one ended a span."""
        if now < _EARLIEST:
            return
        moment = to_microseconds(now)
        with self._database.writing_rows(_BUSY_SECONDS) as cursor:
            if end_of_last is None and cursor.execute(_EXTEND, (moment, moment)).rowcount:
                return
            newest = _cut_what_is_to_come(cursor, now)
            if newest is not None and newest.ended_by is SpanEnd.RUNNING:
                if end_of_last is None:
                    return  # the clock was set back within the span
                _end(cursor, newest, end_of_last)
            cursor.execute(
                "INSERT INTO intake_spans (began_at, until_at, ended_by) VALUES (?, ?, ?)",
                (moment, moment, SpanEnd.RUNNING.value),
            )
            cursor.execute("DELETE FROM intake_spans WHERE id <= (SELECT max(id) FROM intake_spans) - ?", (_MOST,))

    def close(self, now: datetime, why: SpanEnd) -> None:
        """Events could be taken until ``now``, the last moment of which that is proven. Nothing when no span runs."""
        with self._database.writing_rows(_BUSY_SECONDS) as cursor:
            newest = _cut_what_is_to_come(cursor, now) if now >= _EARLIEST else _newest(cursor)
            if newest is None or newest.ended_by is not SpanEnd.RUNNING:
                return
            _end(cursor, newest, why)
            if now > newest.until_at:
                cursor.execute("UPDATE intake_spans SET until_at = ? WHERE id = ?", (to_microseconds(now), newest.id))

    def gaps(self, since: datetime | None = None, at: datetime | None = None) -> list[Gap]:
        """Gaps that did not end before ``since``, the oldest first; one that goes on comes last and has no end."""
        with self._database.reading_rows() as cursor:
            spans = _spans(cursor, since)
            found = _findings(cursor, spans)
        gaps = [*gaps_between(spans), *_open_gap(spans, at or now())]
        return [replace(gap, found=found.get(gap.after)) for gap in gaps if since is None or (gap.ended_at or since) >= since]

    def up_since(self, at: datetime | None = None) -> datetime | None:
        """From when on events can be taken; None while they cannot, or while that is not known."""
        with self._database.reading_rows() as cursor:
            newest = _newest(cursor)
        return newest.began_at if newest is not None and _runs(newest, at or now()) else None

    def found(self, since: datetime, until: datetime, added: Sequence[int], *, is_final: bool, at: datetime) -> None:
        """Bandwidth's lists from ``since`` to ``until`` were read, and what they told is in the inbox; ``added`` by them now.

        Noted for each gap that a round now began to look at, and for each that is not final or that ``added`` may belong to.
        """
        with self._database.reading_rows() as cursor:
            spans = _spans(cursor, since)
            before = _findings(cursor, spans)
            last = spans[-1] if spans else None
            gaps = [*gaps_between(spans), *([] if last is None or _runs(last, at) else _open_gap(spans, at))]
            begin_of = {span.id: span.began_at for span in spans}
            noted: list[tuple[object, ...]] = []
            for gap in gaps:
                known = before.get(gap.after)
                if not _is_looked_at(gap, known, since, until, at) or (known is not None and known.is_final and not added):
                    continue
                told, recovered = _counts(cursor, gap, begin_of[gap.after], at)
                final = is_final and gap.ended_at is not None and until >= gap.ended_at
                noted.append((gap.after, told + recovered, recovered, to_microseconds(at), int(final)))
        if noted:
            with self._database.writing_rows() as cursor:
                cursor.executemany(_FIND, noted)


def _is_looked_at(gap: Gap, known: Found | None, since: datetime, until: datetime, at: datetime) -> bool:
    """Whether a round tells of the gap's beginning, as far as Bandwidth still knows it, or goes on after one that did."""
    if (gap.ended_at or until) < since or gap.began_at > until:
        return False
    return known is not None or since <= max(gap.began_at, at - KEPT_BY_BANDWIDTH)


def _counts(cursor: sqlite3.Cursor, gap: Gap, span_began_at: datetime, at: datetime) -> tuple[int, int]:
    """How many recordings of the gap an event told of after all, and how many the lists did."""
    began, ended = _expiry(gap.began_at), _expiry(gap.ended_at or at)
    earliest = _expiry(max(gap.began_at - _LATE_EVENT, span_began_at))
    told = cursor.execute(TOLD_BY_EVENT, (began, ended)).fetchone()[0]
    recovered = cursor.execute(TOLD_BY_LIST, (earliest, ended, to_microseconds(gap.began_at))).fetchone()[0]
    return int(told), int(recovered)


def _expiry(made_at: datetime) -> int:
    """When what was made then expires; in numbers, which have no last year."""
    return (to_microseconds(made_at) or 0) + KEPT_BY_BANDWIDTH // timedelta(microseconds=1)


def _cut_what_is_to_come(cursor: sqlite3.Cursor, now: datetime) -> Span | None:
    """Drops what was noted of times after ``now``, by a clock that was ahead; gives the newest span that is left."""
    moment = to_microseconds(now)
    cursor.execute("DELETE FROM intake_spans WHERE began_at > ?", (moment,))
    cursor.execute("UPDATE intake_spans SET until_at = ? WHERE until_at > ?", (moment, moment))
    return _newest(cursor)


def _end(cursor: sqlite3.Cursor, span: Span, why: SpanEnd) -> None:
    cursor.execute("UPDATE intake_spans SET ended_by = ? WHERE id = ?", (why.value, span.id))


def _newest(cursor: sqlite3.Cursor) -> Span | None:
    row = cursor.execute(_NEWEST).fetchone()
    return None if row is None else _span(row)


def _spans(cursor: sqlite3.Cursor, since: datetime | None) -> list[Span]:
    """Those from the last one on that had ended by ``since``."""
    return [_span(row) for row in cursor.execute(_SPANS, (-1 if since is None else to_microseconds(since),))]


def _span(row: tuple[int, int, int, str]) -> Span:
    began_at, until_at = from_microseconds(row[1]), from_microseconds(row[2])
    assert began_at is not None
    assert until_at is not None
    return Span(row[0], began_at, until_at, SpanEnd(row[3]))


def _findings(cursor: sqlite3.Cursor, spans: Sequence[Span]) -> dict[int, Found]:
    found: dict[int, Found] = {}
    if spans:
        for span_id, in_it, recovered, looked_at, is_final in cursor.execute(_FINDINGS, (spans[0].id,)):
            moment = from_microseconds(looked_at)
            assert moment is not None
            found[span_id] = Found(in_it, recovered, moment, bool(is_final))
    return found


def _runs(span: Span, at: datetime) -> bool:
    return span.ended_by is SpanEnd.RUNNING and at - span.until_at < STALE


def _open_gap(spans: Sequence[Span], at: datetime) -> list[Gap]:
    """The gap after the last span, when that has ended."""
    if not spans or _runs(spans[-1], at):
        return []
    last = spans[-1]
    return [Gap(last.id, last.until_at, None, SpanEnd.UNKNOWN if last.ended_by is SpanEnd.RUNNING else last.ended_by)]
