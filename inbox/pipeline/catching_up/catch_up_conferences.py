"""The part of a round of catch-up that reads the conferences and asks each one for its recordings."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from inbox.domain.events import RecordingEvent
from inbox.domain.failure import Failure, Remedy
from inbox.domain.listed import ListedConference
from inbox.network.client.list_client import ListClient, ListedRecordings
from inbox.pipeline.catching_up.polite_asking import STOPPED, PoliteAsking
from inbox.storage.catching_up.catch_up_runs import CatchUpRuns, Run
from inbox.storage.catching_up.conferences_listed import ConferencesListed

_MOST_PAGES = 100
"""Then the conferences so far are asked about before more pages are read."""
_MOST_BARREN_PAGES = 10
"""So many pages in a row with nothing new, and each with a next one: a list without an end."""
_NOTED_AT_ONCE = 50
_FAILURES_IN_A_ROW = 3
_INSTANT = timedelta(milliseconds=1)
_ENDLESS = "Bandwidth's list of conferences has no end: its pages lead round in a circle. What it held so far was asked about."


class ConferencesRound:
    """One go; a conference that fails does not keep the others from being asked about."""

    def __init__(
        self,
        client: ListClient,
        conferences_listed: ConferencesListed,
        runs: CatchUpRuns,
        run: Run,
        asking: PoliteAsking,
        take: Callable[[Sequence[RecordingEvent], datetime], int],
        progress: Callable[[int, int | None], None],
    ) -> None:
        """``take`` puts recordings into the inbox and gives how many it left to their events."""
        self._client = client
        self._listed = conferences_listed
        self._runs = runs
        self._run = run
        self._asking = asking
        self._take = take
        self._progress = progress
        self._settled: list[tuple[ListedConference, datetime]] = []
        self._failures: list[Failure] = []
        self._in_a_row = 0
        self._of = 0
        self.asked = 0
        """Conferences that were asked about, with an answer."""
        self.open_since: list[datetime] = []
        """When those began from which more may come."""
        self.is_stopped = False
        """Bandwidth cannot be asked at all at the moment, or it is to stop."""
        self.answered_at: datetime | None = None
        """When the first page was read, by Bandwidth's clock if ours is ahead."""

    def read(self, begin: datetime, until: datetime) -> str | None:
        """Asks each conference that began between the two moments; gives a sentence when something is left to do."""
        begin = max(begin, self._run.covered_until or begin)
        while True:
            conferences, problem, is_cut = self._list(begin, until)
            covered = self._ask_each(conferences, begin, is_last=not is_cut)
            if problem is None and covered is not None:
                self._runs.advance(self._run.id, covered_until=covered)
            if problem is not None or self.is_stopped or not is_cut:
                return problem or self._problem()
            last = max((one.created_at for one in conferences if one.created_at is not None), default=begin)
            if last - begin < _INSTANT:
                return _ENDLESS
            begin = last

    def _problem(self) -> str | None:
        count = len(self._failures)
        if self.is_stopped or not count:
            return self._failures[-1].sentence if count else None
        which = "1 conference" if count == 1 else f"{count} conferences"
        return f"{which} could not be asked about: {self._failures[0].sentence}"

    def _list(self, begin: datetime, until: datetime) -> tuple[list[ListedConference], str | None, bool]:
        """The conferences of the pages that could be read, a sentence when some could not, and whether there are more pages."""
        found: dict[str, ListedConference] = {}
        page: str | None = None
        pages = {page}
        barren = 0
        while len(pages) <= _MOST_PAGES:
            answer = self._asking.ask(partial(self._client.conferences, self._run.account_id, begin, until, page))
            if isinstance(answer, Failure):
                self.is_stopped = not found
                return list(found.values()), answer.sentence, False
            self.answered_at = self.answered_at or answer.answered_at
            new = {one.conference_id: one for one in answer.conferences if one.conference_id not in found}
            found |= new
            barren = 0 if new else barren + 1
            page = answer.next_page
            if page is None:
                return list(found.values()), answer.problem, False
            if page in pages or barren >= _MOST_BARREN_PAGES:
                return list(found.values()), _ENDLESS, False
            pages.add(page)
        return list(found.values()), None, True

    def _ask_each(self, conferences: Sequence[ListedConference], begin: datetime, *, is_last: bool) -> datetime | None:
        """Asks those from which more may come; gives the moment before which no conference has to be asked about any more."""
        wanted = self._not_settled(conferences)
        of, before = self._of + len(wanted), self.asked + len(self._failures)
        self._of = of
        left: list[ListedConference] = []
        for place, conference in enumerate(wanted):
            self._progress(before + place, of if is_last else None)
            if self.is_stopped or not self._ask(conference):
                left.append(conference)
            if len(self._settled) >= _NOTED_AT_ONCE:
                self._note()
        self._progress(self.asked + len(self._failures), of if is_last else None)
        self._note()
        self.open_since += [one.created_at or begin for one in left]
        if left:
            return min((one.created_at for one in left if one.created_at is not None), default=None)
        return max((one.created_at for one in conferences if one.created_at is not None), default=None)

    def _not_settled(self, conferences: Sequence[ListedConference]) -> list[ListedConference]:
        """Without those of which nothing more is to be expected; who wants all asked anew has each asked once in the round."""
        listed = self._listed.listed(self._run.account_id, [one.conference_id for one in conferences])
        if self._run.asks_anew:
            listed = {conference_id: at for conference_id, at in listed.items() if at >= self._run.started_at}
        return [one for one in conferences if one.conference_id not in listed]

    def _ask(self, conference: ListedConference) -> bool:
        """Whether nothing more is to be expected of it."""
        answer = self._asking.ask(partial(self._client.recordings, self._run.account_id, conference))
        if isinstance(answer, Failure) and answer.remedy is not Remedy.NOT_FOUND:
            self._failures.append(answer)
            self._in_a_row = 0 if answer.only_here else self._in_a_row + 1
            is_for_all = answer.remedy is Remedy.ACT and not answer.only_here
            self.is_stopped = answer is STOPPED or is_for_all or self._in_a_row >= _FAILURES_IN_A_ROW
            return False
        self._in_a_row = 0
        self.asked += 1
        if isinstance(answer, Failure):  # deleted meanwhile
            answer = ListedRecordings((), self.answered_at or self._run.until)
        left = self._take(answer.events, answer.answered_at)
        if left or not conference.is_settled(answer.events, answer.answered_at):
            return False
        self._settled.append((conference, answer.answered_at))
        return True

    def _note(self) -> None:
        self._listed.note(self._run.account_id, self._settled)
        self._settled.clear()
