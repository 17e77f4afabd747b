"""One round of catch-up: reads Bandwidth's lists and puts into the inbox what no event told of."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from inbox.domain.catch_up import CatchUpProgress, Reason
from inbox.domain.catch_up_window import catch_up_window
from inbox.domain.events import RecordingEvent
from inbox.domain.listed import RECORDINGS_COME_LATER
from inbox.domain.times import now
from inbox.network.client.list_client import ListClient
from inbox.pipeline.catching_up.catch_up_calls import CallsRound
from inbox.pipeline.catching_up.catch_up_conferences import ConferencesRound
from inbox.pipeline.catching_up.pace import Pace
from inbox.pipeline.catching_up.polite_asking import STOPPED, PoliteAsking
from inbox.storage.catching_up.catch_up_runs import CatchUpRuns
from inbox.storage.catching_up.catch_up_store import Taken, take_listed
from inbox.storage.catching_up.conferences_listed import ConferencesListed
from inbox.storage.database import Database

_AT_ONCE = 200
"""Events wait for the store meanwhile."""
_EVENT_MAY_COME = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class RoundDone:
    """What one go of a round did."""

    since: datetime
    """Recordings that came after this were looked for."""
    until: datetime
    conferences: int
    """So many were asked about."""
    added: int
    changed: int
    known: int
    problem: str | None
    """A sentence: why something is left to do; None when all is done."""
    rows: tuple[int, ...]
    """Those that were added."""
    settled_until: datetime | None = None
    """Of what came before this no more will be listed; None where that cannot be told."""
    notes: tuple[str, ...] = ()
    """Sentences on what Bandwidth did not list."""


@dataclass(frozen=True, slots=True)
class CatchUpParts:
    """What a round works on."""

    database: Database
    conferences_listed: ConferencesListed
    runs: CatchUpRuns
    client: ListClient
    pace: Pace


class _Intake:
    """Puts what was listed into the inbox, and counts."""

    def __init__(self, database: Database, came: Callable[[Sequence[int]], None], up_since: datetime | None) -> None:
        self._database = database
        self._came = came
        self._up_since = up_since
        self.added: list[int] = []
        self.changed = 0
        self.known = 0
        self._counted = (0, 0, 0)

    def counts(self) -> tuple[int, int, int]:
        """How many were listed, added and changed since this was last asked."""
        before, self._counted = self._counted, (len(self.added), self.changed, self.known)
        added, changed, known = (now - then for now, then in zip(self._counted, before, strict=True))
        return added + changed + known, added, changed

    def take(self, listed: Sequence[RecordingEvent], at: datetime) -> int:
        """Takes them in; gives how many are left to their events, which may still come."""
        events = [event for event in listed if not self._may_be_told(event)]
        for begin in range(0, len(events), _AT_ONCE):
            taken = take_listed(self._database, events[begin : begin + _AT_ONCE], at)
            self.added += [one.row for one in taken if one.outcome is Taken.ADDED]
            self.changed += sum(one.outcome is Taken.CHANGED for one in taken)
            self.known += sum(one.outcome is Taken.KNOWN for one in taken)
            moved = [one.row for one in taken if one.outcome is not Taken.KNOWN]
            if moved:
                self._came(list(dict.fromkeys(moved)))
        return len(listed) - len(events)

    def _may_be_told(self, event: RecordingEvent) -> bool:
        """Whether it ended just now, while events could come in: then its own event is on its way."""
        if self._up_since is None or event.ended_at is None:
            return False
        moment = now()
        return max(self._up_since, moment - _EVENT_MAY_COME) < event.ended_at < moment + _EVENT_MAY_COME


def catch_up_round(
    parts: CatchUpParts,
    account_id: str,
    *,
    since: datetime | None,
    reason: Reason,
    calls: bool,
    progress: Callable[[CatchUpProgress], None],
    cancelled: Callable[[], bool],
    came: Callable[[Sequence[int]], None],
    wait: Callable[[float], object] = time.sleep,
    up_since: datetime | None = None,
) -> RoundDone:
    """Reads the lists from where the last round ended, or from ``since`` when that is earlier, up to now.

    ``calls``: the recordings of calls as well. ``came`` hears of rows that are new or changed. ``up_since`` is since when events
    could come in without a break, if at all: what ended just now is left to its event then. What keeps it from being done is
    said in the result, and gone on with by the next round. Raises StoreFailing.
    """
    run = parts.runs.begin(account_id, reason, since, now())
    begin, until = catch_up_window(run.since, run.until, now())
    told = CatchUpProgress(0, None)

    def tell(done: int, of: int | None) -> None:
        nonlocal told
        told = CatchUpProgress(done, of)
        progress(told)

    def rest(sentence: str | None) -> None:
        nonlocal told
        if sentence != told.pause:
            told = replace(told, pause=sentence)
            progress(told)

    asking = PoliteAsking(parts.pace, cancelled, wait, rest)
    intake = _Intake(parts.database, came, up_since)
    conferences = ConferencesRound(parts.client, parts.conferences_listed, parts.runs, run, asking, intake.take, tell)
    problem = conferences.read(begin, until)
    listed, added, changed = intake.counts()
    parts.runs.advance(run.id, conferences=conferences.asked, listed=listed, added=added, changed=changed)
    of_calls = CallsRound(parts.client, parts.runs, run, asking, intake.take)
    if calls and not cancelled() and not conferences.is_stopped:
        of_calls_problem = of_calls.read(begin, until)
        problem = problem or of_calls_problem
        listed, added, changed = intake.counts()
        parts.runs.advance(run.id, listed=listed, added=added, changed=changed)
    if cancelled():
        problem = problem or STOPPED.sentence
    covered = min(run.until, conferences.answered_at or run.until)
    settled_until = None
    if problem is None:
        settled_until = min([covered - RECORDINGS_COME_LATER, *conferences.open_since, *of_calls.open_since])
        parts.runs.finish(run.id, covered, now())
        parts.conferences_listed.forget_old(now())
    else:
        parts.runs.fail(run.id, problem)
    return RoundDone(
        run.since, covered, conferences.asked, len(intake.added), intake.changed, intake.known, problem, tuple(intake.added),
        settled_until, of_calls.notes,
    )  # fmt: skip
