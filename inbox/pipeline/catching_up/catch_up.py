"""The thread that catches up: at start, after sleep, when the network is back, on a timer, and when the person asks."""

import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from inbox.domain.account import HOW_TO_SET, Account
from inbox.domain.backoff import delay
from inbox.domain.catch_up import CatchUpProgress, Reason
from inbox.domain.identifiers import is_id
from inbox.domain.times import now
from inbox.network.client.list_client import ListClient
from inbox.network.client.routes import default_routes
from inbox.pipeline.catching_up.catch_up_round import CatchUpParts, RoundDone, catch_up_round
from inbox.pipeline.catching_up.pace import Pace
from inbox.storage.catching_up.catch_up_runs import CatchUpRuns
from inbox.storage.catching_up.conferences_listed import ConferencesListed
from inbox.storage.database import Database
from inbox.storage.problems import StoreFailing
from inbox.storage.settings.settings import Settings

_log = logging.getLogger(__name__)

_LONGEST_RETRY_SECONDS = 300.0
_WHILE_OFF_SECONDS = 60.0
_AFTER_MISTAKE_SECONDS = 3600.0
_JOIN_SECONDS = 10.0
_BROKEN = frozenset({Reason.WOKE, Reason.GAP})
"""Before these no event could come in."""

_NO_ACCOUNT = f"{{why}}, so what was missed cannot be caught up. {HOW_TO_SET}"
_NO_NUMBER = (
    "The account is not named by its number, so what was missed cannot be caught up. Enter the number under Settings, Account, "
    "or with “recording-inbox account --set” (BW_ACCOUNT_ID where the account is set in the environment)."
)


def why_no_round(account: Account) -> str | None:
    """The sentence why Bandwidth's lists cannot be asked for; None when they can."""
    if not account.is_set:
        return _NO_ACCOUNT.format(why=account.why_not_set)
    return None if is_id(account.account_id) else _NO_NUMBER


class CatchUp:
    """One thread. What it has to do stands in the database: a round that broke off is gone on with by the next one."""

    def __init__(
        self,
        database: Database,
        conferences_listed: ConferencesListed,
        runs: CatchUpRuns,
        client: Callable[[], ListClient],
        *,
        settings: Callable[[], Settings],
        account: Callable[[], Account],
        came: Callable[[Sequence[int]], None],
        found: Callable[[RoundDone], None],
        pace: Pace,
        routes: Callable[[], frozenset[str] | None] = default_routes,
        look_seconds: float = 5.0,
    ) -> None:
        """``came`` hears of rows that are new or changed, ``found`` of each round; both in this thread.

        ``routes`` is looked at every ``look_seconds``: whether the network is back.
        """
        self._database = database
        self._conferences_listed = conferences_listed
        self._runs = runs
        self._make_client = client
        self._client: ListClient | None = None
        self._settings = settings
        self._account = account
        self._came = came
        self._found = found
        self._pace = pace
        self._routes = routes
        self._look_seconds = look_seconds
        self._seen_routes: frozenset[str] | None = None
        self._wake = threading.Condition()
        self._wanted: dict[Reason, datetime | None] = {}
        self._due = time.monotonic()
        self._failures = 0
        self._up_since = now()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="catch-up", daemon=True)
        self._progress: CatchUpProgress | None = None
        self._problem: str | None = None

    def start(self) -> None:
        """Starts the thread, and with it the first round."""
        self._up_since = now()
        self.wake(Reason.START)
        self._thread.start()

    def stop(self) -> None:
        """Ends a round that is under way and joins; it goes on after the next start."""
        self._stopping.set()
        with self._wake:
            self._wake.notify_all()
        if self._client is not None:
            self._client.interrupt()
        if self._thread.ident is not None:
            self._thread.join(_JOIN_SECONDS)

    def wake(self, reason: Reason, since: datetime | None = None) -> None:
        """A round is wanted now; one that is under way is followed by another. From any thread; returns at once."""
        with self._wake:
            before = self._wanted.get(reason)
            self._wanted[reason] = min(since, before) if since is not None and before is not None else since or before
            if reason in _BROKEN:
                self._up_since = now()
            self._wake.notify_all()

    @property
    def progress(self) -> CatchUpProgress | None:
        """How far the round is that is under way; None when there is none."""
        return self._progress

    @property
    def problem(self) -> str | None:
        """A sentence: why something is left to do; None when all is done."""
        return self._problem

    def _run(self) -> None:
        client = self._client = self._make_client()
        self._seen_routes = self._routes()
        while (wanted := self._next()) is not None:
            try:
                pause = self._round(client, *wanted)
            except StoreFailing as problem:
                _log.info("What was missed cannot be caught up, because of the store: %s", problem)
                self._problem = str(problem)
                pause = self._retry_seconds()
            except Exception:
                _log.exception("Catching up was ended by a mistake in this program; it is tried again in an hour.")
                self._problem = "Catching up was ended by a mistake in this program; the log tells more."
                pause = _AFTER_MISTAKE_SECONDS
            finally:
                self._progress = None
            self._due = time.monotonic() + pause
        client.close()

    def _next(self) -> tuple[Reason, datetime | None] | None:
        """Waits for the next reason for a round; None at the end of the program."""
        with self._wake:
            while not self._stopping.is_set():
                if self._wanted:
                    wanted, self._wanted = self._wanted, {}
                    sinces = [since for since in wanted.values() if since is not None]
                    reason = Reason.PERSON if Reason.PERSON in wanted else next(iter(wanted))
                    return reason, min(sinces, default=None)
                if time.monotonic() >= self._due:
                    return Reason.TIMER, None
                self._wake.wait(min(max(self._due - time.monotonic(), 0.0), self._look_seconds))
                before, self._seen_routes = self._seen_routes, self._routes()
                if self._seen_routes and self._seen_routes != before:
                    _log.info("The network is back, or another one.")
                    self._up_since = now()
                    self._wanted.setdefault(Reason.GAP, None)
        return None

    def _round(self, client: ListClient, reason: Reason, since: datetime | None) -> float:
        """One round; gives the seconds until the next one."""
        settings = self._settings()
        minutes = settings.catch_up_minutes * 60.0
        if not settings.catch_up and reason is not Reason.PERSON:
            self._problem = None
            return _WHILE_OFF_SECONDS
        account = self._account()
        why_not = why_no_round(account)
        if why_not is not None:
            if self._problem != why_not:
                _log.info("%s", why_not)
            self._problem = why_not
            return minutes
        if reason is Reason.ACCOUNT:
            self._pace.try_now()
        self._progress = CatchUpProgress(0, None)
        done = catch_up_round(
            CatchUpParts(self._database, self._conferences_listed, self._runs, client, self._pace),
            account.account_id,
            since=since,
            reason=reason,
            calls=settings.catch_up_calls,
            progress=self._tell,
            cancelled=self._stopping.is_set,
            came=self._came,
            wait=self._stopping.wait,
            up_since=None if reason is Reason.PERSON else self._up_since,
        )
        self._note(done)
        if done.problem is None:
            self._failures = 0
            return minutes
        return min(self._retry_seconds(), minutes)

    def _note(self, done: RoundDone) -> None:
        if self._stopping.is_set():
            return
        if done.added or done.changed:
            _log.info("Caught up: %d recordings that no event told of, %d that have changed.", done.added, done.changed)
        for note in done.notes:
            _log.info("%s", note)
        if done.problem is not None and done.problem != self._problem:
            _log.info("Not everything could be caught up: %s", done.problem)
        self._problem = done.problem
        self._found(done)

    def _retry_seconds(self) -> float:
        self._failures += 1
        wait = delay(self._failures, random.random()).total_seconds()
        return max(min(wait, _LONGEST_RETRY_SECONDS), self._pace.pause())

    def _tell(self, progress: CatchUpProgress) -> None:
        self._progress = progress
