"""The part of a round of catch-up that reads the recordings of calls: one list without pages, cut after a thousand."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from inbox.domain.catch_up_window import WIDENED_BY
from inbox.domain.events import RecordingEvent
from inbox.domain.failure import Failure
from inbox.domain.listed import is_processed
from inbox.network.client.list_client import ListClient
from inbox.pipeline.catching_up.polite_asking import PoliteAsking
from inbox.storage.catching_up.catch_up_runs import CatchUpRuns, Run

_INSTANT = timedelta(milliseconds=1)
"""Bandwidth's times are no finer."""
_ENDLESS = "Bandwidth's list of call recordings does not go on behind its first thousand. What it held was taken in."


class CallsRound:
    """One go."""

    def __init__(
        self,
        client: ListClient,
        runs: CatchUpRuns,
        run: Run,
        asking: PoliteAsking,
        take: Callable[[Sequence[RecordingEvent], datetime], int],
    ) -> None:
        """``take`` puts recordings into the inbox and gives how many it left to their events."""
        self._client = client
        self._runs = runs
        self._run = run
        self._asking = asking
        self._take = take
        self.open_since: list[datetime] = []
        """When calls began of which something is left: still processed, or left to its event."""
        self.notes: tuple[str, ...] = ()
        """Sentences on what Bandwidth did not list."""

    def read(self, begin: datetime, until: datetime) -> str | None:
        """Reads the recordings of calls that began between the two moments; gives a sentence when something is left to do.

        Where the list is cut it is read again from the last beginning that it holds.
        """
        if self._run.calls_covered_until is not None:  # a call that was under way then is listed by now
            begin = max(begin, self._run.calls_covered_until - WIDENED_BY)
        seen: set[str] = set()
        while begin <= until:
            answer = self._asking.ask(partial(self._client.call_recordings, self._run.account_id, begin, until))
            if isinstance(answer, Failure):
                return answer.sentence
            new = [event for event in answer.events if event.recording_id not in seen]
            if self._take(new, answer.answered_at):
                self.open_since.append(begin)
            self.open_since += [event.started_at or begin for event in new if is_processed(event)]
            if not answer.is_cut:
                return None
            last = max((event.started_at for event in answer.events if event.started_at is not None), default=None)
            seen = {event.recording_id for event in answer.events}
            if last is None or _cut(last) < _cut(begin) or (not new and _cut(last) > _cut(begin)):
                return _ENDLESS
            if _cut(last) == _cut(begin):
                self.notes += (f"More than a thousand calls were recorded from {last:%Y-%m-%d %H:%M:%S} on; not all are listed.",)
                begin = _cut(begin) + _INSTANT
            else:
                begin = _cut(last)
            self._runs.advance(self._run.id, calls_covered_until=begin)
        return None


def _cut(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
