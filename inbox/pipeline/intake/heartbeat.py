"""Keeping the ledger: while a receipt can be had, a heartbeat says so; when it cannot, why."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial

from inbox.domain.gap import SpanEnd
from inbox.domain.sleep import SleepWatch
from inbox.domain.times import now
from inbox.storage.journal.ledger import Ledger
from inbox.storage.problems import StoreFailing

_log = logging.getLogger(__name__)

_LOOKS_A_BEAT = 10
_MISSED_BEATS = 3
"""So many beats that the store did not take are no hurry of others any more: it fails."""
_GAP_SECONDS = 5.0
"""A longer one may have lost events: Bandwidth tries a connection twice, and not for long."""
_LOOKS_AFTER_SLEEP = 3
"""So many looks after a sleep tell nothing: what they see may be from before it."""


class Heartbeat:
    """A thread that looks ten times a beat whether a receipt can be had, and writes so once a beat.

    A span ends at the last moment that is proven: at the last look before a sleep, otherwise at the last beat. A beat that the
    store does not take proves nothing and is tried again.
    """

    def __init__(
        self,
        ledger: Ledger,
        *,
        is_up: Callable[[], SpanEnd | None],
        woke: Callable[[], None],
        back: Callable[[], None] = lambda: None,
        every_seconds: float = 10.0,
        gap_seconds: float = _GAP_SECONDS,
    ) -> None:
        """``is_up`` gives None while a receipt can be had, else why not; ``woke`` hears that the program did not run a while.

        ``back`` hears that a gap of more than ``gap_seconds`` has ended, the time since the start or a sleep among them.
        """
        self._ledger = ledger
        self._is_up = is_up
        self._woke = woke
        self._back = back
        self._gap_seconds = gap_seconds
        self._every = every_seconds
        self._look_seconds = every_seconds / _LOOKS_A_BEAT
        self._has_begun = False
        self._is_open = False
        self._seen_at: datetime | None = None  # of the last look at which all was well
        self._beaten_at: datetime | None = None
        self._beaten = time.monotonic()
        self._told_until = time.monotonic()  # what was missed until then is asked for already, or nothing was
        self._unwritten: tuple[datetime, SpanEnd] | None = None
        self._doubtful_looks = 0
        self._told: str | None = None
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ledger", daemon=True)

    def start(self) -> None:
        """Notes that a span which nobody ended has ended, so that all who start later see it, and starts the thread."""
        self._try(self._write_what_is_left)
        self._told_until = time.monotonic()
        self._thread.start()

    def stop(self) -> None:
        """Notes that the program was stopped, if a receipt can be had until now, and joins. To be called before that ends."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def is_beating(self) -> bool:
        """Whether events can be taken as far as the ledger knows. From any thread."""
        return self._is_open

    def _run(self) -> None:
        watch = SleepWatch(self._look_seconds)
        while not self._stopping.wait(self._look_seconds):
            self._try(partial(self._look, watch))
        self._try(partial(self._look, watch))
        self._try(lambda: self._cut(self._seen_at, SpanEnd.STOPPED))

    def _try(self, do: Callable[[], None]) -> None:
        try:
            do()
        except StoreFailing as problem:
            if self._told is None:
                _log.info("The ledger could not be written: %s", problem)
            self._told = str(problem)
        except Exception:
            if self._told is None:
                _log.exception("The ledger is not kept because of a mistake in this program.")
            self._told = "a mistake"
        else:
            self._told = None

    def _look(self, watch: SleepWatch) -> None:
        if watch.tick() is not None:
            self._doubtful_looks = _LOOKS_AFTER_SLEEP
            try:
                self._cut(self._seen_at, SpanEnd.ASLEEP)
            finally:
                self._told_until = time.monotonic()
                self._woke()
        self._write_what_is_left()
        if self._doubtful_looks:
            self._doubtful_looks -= 1
            return
        why_not = self._is_up()
        if why_not is not None:
            self._cut(self._beaten_at, why_not)
            return
        seen_at = now()
        if not self._is_open or time.monotonic() - self._beaten >= self._every:
            self._beat(seen_at)
        self._seen_at = seen_at

    def _beat(self, moment: datetime) -> None:
        try:
            self._ledger.beat(moment)
        except StoreFailing:
            if time.monotonic() - self._beaten > _MISSED_BEATS * self._every:
                self._cut(self._beaten_at, SpanEnd.STORE)
            raise
        was_open, told_until = self._is_open, self._told_until
        self._is_open, self._beaten_at, self._beaten = True, moment, time.monotonic()
        self._told_until = self._beaten
        if not was_open and self._beaten - told_until > self._gap_seconds:
            self._back()

    def _cut(self, until: datetime | None, why: SpanEnd) -> None:
        """The span that runs, if any, ended at ``until``, the last moment that is proven."""
        if self._is_open and until is not None:
            self._is_open, self._unwritten = False, (until, why)
        self._write_what_is_left()

    def _write_what_is_left(self) -> None:
        if not self._has_begun:
            self._ledger.begin()
            self._has_begun = True
        if self._unwritten is not None:
            self._ledger.close(*self._unwritten)
            self._unwritten = None
