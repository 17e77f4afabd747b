"""Intake: deliveries in, rows on disk, receipts out."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from inbox.domain.delivery import Delivery, Receipt
from inbox.domain.events import Understood
from inbox.pipeline.intake.understanding import receipt_for, understood
from inbox.storage.journal.intake_store import Committed
from inbox.storage.journal.upkeep import Upkeep
from inbox.storage.problems import StoreDamaged, StoreFailing

_log = logging.getLogger(__name__)

_LARGEST_BATCH = 128
_PAUSE_BETWEEN_TRIES_SECONDS = 0.25
_PROBE_SECONDS = 2.0
_TURN_SECONDS = 0.1
"""So long who brings deliveries waits for the writer thread to end what it does; then it leaves them to that."""
_LATE_SECONDS = 2.0
"""How much longer than its patience a sender may wait for a try that was begun in time: Bandwidth itself waits 15 s."""
_JUST_COME_SECONDS = 0.5
_QUIET_SECONDS = 0.05
"""After so long without an event there is time for the upkeep."""

Commit = Callable[[Sequence[tuple[Delivery, Understood]]], list[Committed]]
Done = Callable[[Receipt], None]


@dataclass(frozen=True, slots=True)
class _Waiting:
    delivery: Delivery
    understood: Understood
    done: Done
    since: float
    """Its sender waits since then (monotonic clock), be it that this process was held up and took it over later."""


class Intake:
    """Group commit: what waits while a commit runs shares the next one. A writer thread commits, or who brings them `together`.

    A receipt is given strictly after COMMIT. While the store fails, a delivery is tried again until it has waited
    ``patience_seconds``; then its sender is told so, and nothing of it is stored. With nothing to store, ``probe``
    (a write that is undone or harmless; it raises StoreFailing) finds out whether the store is well again. When the store is
    damaged, ``recover`` is called before the batch is tried again. ``upkeep`` is done between batches.
    """

    def __init__(
        self,
        commit: Commit,
        changed: Callable[[Sequence[int]], None],
        *,
        probe: Callable[[], None],
        upkeep: Upkeep | None = None,
        recover: Callable[[], object] | None = None,
        capacity: int = 1000,
        patience_seconds: float = 10.0,
    ) -> None:
        self._commit = commit
        self._changed = changed
        self._probe = probe
        self._upkeep = upkeep
        self._recover = recover
        self._capacity = capacity
        self._patience = patience_seconds
        self._queue: deque[_Waiting] = deque()
        self._wake = threading.Condition()
        self._turn = threading.Lock()
        """Of who commits or does the upkeep."""
        self._bringer: int | None = None
        self._told_at = 0.0
        self._stopping = False
        self._failing: str | None = None
        self._failed_try_seconds = 0.0
        self._thread = threading.Thread(target=self._run, name="intake")

    @property
    def is_running(self) -> bool:
        """Whether the writer thread runs."""
        return self._thread.is_alive()

    @property
    def failing(self) -> str | None:
        """The sentence that says why nothing can be stored at the moment; None when all is well."""
        if self._thread.ident is not None and not self._thread.is_alive() and not self._stopping:
            return "Intake has stopped because of a mistake in this program. Start it again; the log tells more."
        return self._failing

    def start(self) -> None:
        """Starts the writer thread."""
        self._thread.start()

    def stop(self) -> None:
        """Commits what waits, then joins."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        self._thread.join()

    def accept(self, delivery: Delivery, done: Done) -> bool:
        """Takes a delivery, or says False when the queue is full. ``done`` is called from the writer thread."""
        came_at = time.monotonic()
        since = came_at if delivery.waits_since is None else min(delivery.waits_since, came_at)
        item = _Waiting(delivery, understood(delivery), done, since)
        with self._wake:
            if self._stopping or len(self._queue) >= self._capacity:
                return False
            self._queue.append(item)
            if len(self._queue) == 1 and threading.get_ident() != self._bringer:
                self._wake.notify()
        return True

    @contextmanager
    def together(self) -> Iterator[None]:
        """What this thread accepts within it commits itself at the end, which spares each receipt a change of threads.

        For a thread that may wait as long as a commit takes; one at a time. The writer thread does it when it is at it already,
        and tries again what failed.
        """
        self._bringer = threading.get_ident()
        try:
            yield
        finally:
            self._bringer = None
            if self._queue:
                self._bring()

    def _bring(self) -> None:
        begins_upkeep = False
        if self._failing is None and self._turn.acquire(timeout=_TURN_SECONDS):
            try:
                was_due = self._upkeep is not None and self._upkeep.is_due
                self._store_waiting(is_bringer=True)
                begins_upkeep = self._upkeep is not None and self._upkeep.is_due and not was_due
            finally:
                self._turn.release()
        with self._wake:
            if self._queue or begins_upkeep:
                self._wake.notify()

    def _run(self) -> None:
        while True:
            with self._wake:
                while not self._queue and not self._stopping:
                    if not self._wake.wait(self._longest_sleep()) and time.monotonic() - self._told_at >= _QUIET_SECONDS:
                        break
                if not self._queue and self._stopping:
                    break
            with self._turn:
                if self._store_waiting():
                    continue
                if self._failing:
                    self._ask_whether_well()
                elif self._upkeep is not None:
                    self._keep_up(self._upkeep)
        with self._turn:
            if self._upkeep is not None and self._upkeep.is_due:
                self._keep_up(self._upkeep)

    def _store_waiting(self, *, is_bringer: bool = False) -> bool:
        """Stores the next batch, if any waits; whose turn it is calls this."""
        with self._wake:
            batch = [self._queue.popleft() for _ in range(min(len(self._queue), _LARGEST_BATCH))]
        if not batch:
            return False
        self._store(batch, is_bringer=is_bringer)
        if self._upkeep is not None and self._upkeep.is_overdue:
            self._keep_up(self._upkeep)
        return True

    def _longest_sleep(self) -> float | None:
        if self._failing:
            return _PROBE_SECONDS
        return _QUIET_SECONDS if self._upkeep is not None and self._upkeep.is_due else None

    def _keep_up(self, upkeep: Upkeep) -> None:
        try:
            upkeep.work()
        except StoreDamaged as problem:
            self._set_failing(str(problem))
            self._try_to_recover()
        except StoreFailing as problem:  # the next commit will tell
            _log.info("The upkeep of the inbox has to wait: %s", problem)
        except Exception:
            _log.exception("The upkeep of the inbox failed because of a mistake in this program.")

    def _try_to_recover(self) -> None:
        if self._recover is not None:
            try:
                self._recover()
            except StoreFailing as problem:
                self._set_failing(str(problem))
            except Exception:
                _log.exception("The damaged inbox could not be recovered.")

    def _ask_whether_well(self) -> None:
        try:
            self._probe()
        except StoreFailing as problem:
            self._set_failing(str(problem))
        else:
            self._set_failing(None)

    def _store(self, batch: list[_Waiting], *, is_bringer: bool = False) -> None:
        """Commits a batch and gives the receipts; what fails at its bringer's first try is left to the writer thread."""
        if self._failing is not None:
            batch = self._still_patient(batch, time.monotonic(), self._failing)
        may_recover = True
        while batch:
            began = time.monotonic()
            try:
                committed = self._commit([(item.delivery, item.understood) for item in batch])
            except StoreFailing as problem:
                self._failed_try_seconds = time.monotonic() - began
                self._set_failing(str(problem))
                if is_bringer and not self._stopping:
                    with self._wake:
                        self._queue.extendleft(reversed(batch))
                    return
                if may_recover and isinstance(problem, StoreDamaged) and self._recover is not None:
                    may_recover = False
                    self._try_to_recover()
                    self._failed_try_seconds = 0.0
                    batch = self._still_patient(batch, time.monotonic(), str(problem))
                    continue
                if self._stopping:
                    self._tell(batch, [Receipt(None, str(problem))] * len(batch))
                    return
                batch = self._still_patient(batch, time.monotonic() + _PAUSE_BETWEEN_TRIES_SECONDS, str(problem))
                if batch:
                    time.sleep(_PAUSE_BETWEEN_TRIES_SECONDS)
                continue
            except Exception:
                # A bug in us must not take the writer down, nor be answered with 204, nor fail the neighbours of what met it.
                _log.exception("A batch of %d deliveries could not be stored.", len(batch))
                if len(batch) > 1:
                    for item in batch:
                        self._store([item])
                    return
                self._tell(batch, [Receipt(None, "The app has a problem of its own; see its log.")] * len(batch))
                return
            break
        else:
            return
        self._set_failing(None)
        answered_at = self._told_at = time.monotonic()
        self._tell(batch, [receipt_for(item.understood, row) for item, row in zip(batch, committed, strict=True)])
        if self._upkeep is not None:
            self._upkeep.note(committed[0].delivery_id, [answered_at - item.since for item in batch])
        rows = [row.recording_row for row in committed if row.recording_row is not None]
        if rows:
            try:
                self._changed(list(dict.fromkeys(rows)))
            except Exception:
                _log.exception("Who listens for changes could not take one.")

    def _still_patient(self, batch: list[_Waiting], begin: float, sentence: str) -> list[_Waiting]:
        """Tells those for whom a try from ``begin`` on, as long as the last one, would come too late; gives the others."""
        # A store whose tries take longer than anybody's patience is tried all the same, for who has just come.
        end = begin + min(self._failed_try_seconds, self._patience + _LATE_SECONDS - _JUST_COME_SECONDS)
        patient: list[_Waiting] = []
        told: list[_Waiting] = []
        for item in batch:
            give_up_at = item.since + self._patience
            in_time = begin < give_up_at and end < give_up_at + _LATE_SECONDS
            (patient if in_time else told).append(item)
        self._tell(told, [Receipt(None, sentence)] * len(told))
        return patient

    def _tell(self, batch: list[_Waiting], receipts: list[Receipt]) -> None:
        for item, receipt in zip(batch, receipts, strict=True):
            try:
                item.done(receipt)
            except Exception:
                _log.exception("A sender could not be told of its receipt.")

    def _set_failing(self, sentence: str | None) -> None:
        if (sentence is None) != (self._failing is None):
            if sentence is None:
                _log.info("Events can be stored again.")
            else:
                _log.error("Events cannot be stored: %s", sentence)
        self._failing = sentence
