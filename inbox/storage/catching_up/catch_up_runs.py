"""The rounds in which Bandwidth's lists were read: where the last one ended, and what one that broke off has left to do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inbox.domain.catch_up import Reason
from inbox.domain.catch_up_window import look_back
from inbox.domain.times import from_microseconds, to_microseconds
from inbox.storage.database import Database
from inbox.storage.storable_text import storable, storable_or_none

_MOST = 1_000
_COLUMNS = (
    "id, reason, account_id, since, until, covered_until, calls_covered_until, started_at, finished_at, conferences, listed,"
    " added, changed, problem"
)
_UNFINISHED = f"SELECT {_COLUMNS} FROM catch_up_runs WHERE account_id = ? AND finished_at IS NULL ORDER BY id DESC LIMIT 1"
_LAST = f"SELECT {_COLUMNS} FROM catch_up_runs WHERE account_id = ? ORDER BY id DESC LIMIT 1"
_LAST_DONE = f"SELECT {_COLUMNS} FROM catch_up_runs WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1"
_COVERED = "SELECT max(until) FROM catch_up_runs WHERE account_id = ? AND finished_at IS NOT NULL"
_BEGIN = """INSERT INTO catch_up_runs (reason, account_id, since, until, started_at, conferences, listed, added, changed)
    VALUES (?, ?, ?, ?, ?, 0, 0, 0, 0)"""
_FORGET_OLD = "DELETE FROM catch_up_runs WHERE id <= ? AND account_id = ? AND finished_at IS NOT NULL"
_GO_ON = """UPDATE catch_up_runs SET reason = ?, since = ?, until = ?, covered_until = ?, calls_covered_until = ?, started_at = ?,
    problem = NULL WHERE id = ?"""
_ADVANCE = """UPDATE catch_up_runs SET covered_until = coalesce(?, covered_until),
    calls_covered_until = coalesce(?, calls_covered_until),
    conferences = conferences + ?, listed = listed + ?, added = added + ?, changed = changed + ? WHERE id = ?"""
_FINISH = """UPDATE catch_up_runs SET until = CASE WHEN finished_at IS NULL THEN ? ELSE max(until, ?) END, finished_at = ?,
    problem = NULL WHERE id = ?"""


@dataclass(frozen=True, slots=True)
class Run:
    """One round, perhaps in several goes."""

    id: int
    reason: Reason
    account_id: str
    since: datetime
    """Recordings that came after this are what it looks for."""
    until: datetime
    covered_until: datetime | None
    """No conference that began before this needs to be asked about any more."""
    calls_covered_until: datetime | None
    """The recordings of calls that began before this were listed."""
    started_at: datetime
    finished_at: datetime | None
    """None while there is something left to do."""
    conferences: int
    listed: int
    added: int
    changed: int
    problem: str | None
    """A sentence: why it ended before its end."""

    @property
    def asks_anew(self) -> bool:
        """Whether conferences are asked about that had been asked about before it began."""
        return self.reason is Reason.PERSON


class CatchUpRuns:
    """Safe from any thread; writes raise StoreFailing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, account_id: str, reason: Reason, wanted: datetime | None, now: datetime) -> Run:
        """A round up to ``now`` that leaves no gap to the last one, and goes back to ``wanted`` at least.

        One of the account that broke off is gone on with; where more is asked for than it was to do, it begins anew.
        """
        with self._database.writing_rows() as cursor:
            found = cursor.execute(_UNFINISHED, (storable(account_id),)).fetchone()
            covered = from_microseconds(cursor.execute(_COVERED, (storable(account_id),)).fetchone()[0])
            since = look_back(wanted, covered, now)
            if found is None:
                values = (reason.value, storable(account_id), to_microseconds(since), to_microseconds(now), to_microseconds(now))
                cursor.execute(_BEGIN, values)
                run = int(cursor.lastrowid or 0)
                cursor.execute(_FORGET_OLD, (run - _MOST, storable(account_id)))
            else:
                old = _run(found)
                run = old.id
                is_more = reason is Reason.PERSON and not old.asks_anew
                kept = not is_more and since >= old.since
                gone_on = (
                    reason.value if is_more else old.reason.value,
                    to_microseconds(min(since, old.since)),
                    to_microseconds(now),
                    to_microseconds(old.covered_until) if kept else None,
                    to_microseconds(old.calls_covered_until) if kept else None,
                    to_microseconds(now if is_more else old.started_at),
                    run,
                )
                cursor.execute(_GO_ON, gone_on)
            return _run(cursor.execute(f"SELECT {_COLUMNS} FROM catch_up_runs WHERE id = ?", (run,)).fetchone())

    def advance(
        self,
        run: int,
        *,
        covered_until: datetime | None = None,
        calls_covered_until: datetime | None = None,
        conferences: int = 0,
        listed: int = 0,
        added: int = 0,
        changed: int = 0,
    ) -> None:
        """So much more was done."""
        moments = to_microseconds(covered_until), to_microseconds(calls_covered_until)
        with self._database.writing_rows() as cursor:
            cursor.execute(_ADVANCE, (*moments, conferences, listed, added, changed, run))

    def finish(self, run: int, until: datetime, at: datetime) -> None:
        """All was listed that began before ``until``."""
        moment = to_microseconds(until)
        with self._database.writing_rows() as cursor:
            cursor.execute(_FINISH, (moment, moment, to_microseconds(at), run))

    def fail(self, run: int, sentence: str) -> None:
        """It ended before its end, for this reason, and is to be gone on with."""
        with self._database.writing_rows() as cursor:
            values = storable_or_none(sentence), run
            cursor.execute("UPDATE catch_up_runs SET problem = ? WHERE id = ? AND finished_at IS NULL", values)

    def last(self, account_id: str) -> Run | None:
        """The newest round of the account; None before the first."""
        with self._database.reading_rows() as cursor:
            found = cursor.execute(_LAST, (storable(account_id),)).fetchone()
        return None if found is None else _run(found)

    def last_done(self) -> Run | None:
        """The newest round, of whatever account, that has nothing left to do; None before the first."""
        with self._database.reading_rows() as cursor:
            found = cursor.execute(_LAST_DONE).fetchone()
        return None if found is None else _run(found)


def _run(row: tuple[Any, ...]) -> Run:
    since, until, covered, calls_covered, started, finished = (from_microseconds(value) for value in row[3:9])
    assert since is not None
    assert until is not None
    assert started is not None
    reason = Reason(row[1]) if row[1] in tuple(Reason) else Reason.TIMER
    conferences, listed, added, changed, problem = row[9:]
    return Run(
        int(row[0]), reason, row[2], since, until, covered, calls_covered, started, finished, conferences, listed, added, changed,
        problem,
    )  # fmt: skip
