"""The verifier: asks Bandwidth about each new recording, because events are not signed."""

import logging
import random
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import assert_never

from inbox.domain.failure import Failure, Remedy
from inbox.domain.finding import find, why_never_verified
from inbox.domain.statuses import Verification
from inbox.domain.times import now
from inbox.network.client.metadata_client import MetadataClient
from inbox.pipeline.catching_up.pace import Pace
from inbox.storage.downloads.verifications import Unproven, Verifications
from inbox.storage.problems import StoreFailing

_log = logging.getLogger(__name__)

ASKS_A_SECOND = 20
_ROUND = 4
"""Of this many asks one goes to what has been due for longest, and one to the oldest that was never asked about."""
_LOOK_AGAIN_SECONDS = 30.0
_LONG_PAUSE_SECONDS = 2.0
_NOTED_AT_ONCE = 200
_BETWEEN_NOTES_SECONDS = 0.05
_JOIN_SECONDS = 10.0
_CANNOT_BE_ASKED = "Bandwidth cannot be asked at the moment."
_AFTER_MISTAKE = timedelta(hours=1)
_MISTAKE = "Not verified: this program made a mistake with Bandwidth's answer; the log tells more."


class Verifier:
    """One thread that asks; the queue is the database, so a restart needs no recovery code.

    What came is asked about at once, the newest first, though a flood holds nothing up for ever. While Bandwidth cannot be
    asked at all, what comes is noted as not verified, so that its download need not wait for the answer, and is asked about when
    Bandwidth is back. ``changed`` hears of every row that has an answer, or has none for now: its download may begin.
    """

    def __init__(
        self,
        verifications: Verifications,
        client: Callable[[], MetadataClient],
        changed: Callable[[Sequence[int]], None],
        is_on: Callable[[], bool],
        pace: Pace | None = None,
    ) -> None:
        """``pace`` is shared with whoever else asks Bandwidth's API."""
        self._verifications = verifications
        self._make_client = client
        self._client: MetadataClient | None = None
        self._changed = changed
        self._is_on = is_on
        self._pace = pace or Pace(ASKS_A_SECOND)
        self._failing: str | None = None
        self._asks = 0
        self._wake = threading.Condition()
        self._woken = 0
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="verifier", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Ends a running ask and joins; what has no answer is asked about after the next start."""
        self._stopping.set()
        self.wake()
        if self._client is not None:
            self._client.interrupt()
        if self._thread.ident is not None:
            self._thread.join(_JOIN_SECONDS)

    def wake(self) -> None:
        """Something new may be there."""
        with self._wake:
            self._woken += 1
            self._wake.notify_all()

    def ask(self, rows: Sequence[int]) -> None:
        """The person wants these asked about now, whatever Bandwidth said before. Raises StoreFailing."""
        self._verifications.ask(rows)
        self._pace.try_now()
        self.wake()

    def _run(self) -> None:
        client = self._client = self._make_client()
        seen = 0
        while not self._stopping.is_set():
            try:
                pause = self._step(client)
            except StoreFailing as problem:
                _log.info("What Bandwidth is to be asked about cannot be read or noted: %s", problem)
                pause = _LOOK_AGAIN_SECONDS
            except Exception:
                _log.exception("Verifying with Bandwidth stopped by a problem of our own; it goes on.")
                pause = _LOOK_AGAIN_SECONDS
            with self._wake:
                if pause > 0 and self._woken == seen and not self._stopping.is_set():
                    self._wake.wait(pause)
                seen = self._woken
        client.close()

    def _step(self, client: MetadataClient) -> float:
        """Asks about one recording. Gives the seconds until there may be something to do, unless it is woken before."""
        if not self._is_on():
            return _LOOK_AGAIN_SECONDS
        pause = self._pace.pause()
        if pause > 0:
            is_noted = pause >= _LONG_PAUSE_SECONDS and self._note_new_ones(pause)
            return _BETWEEN_NOTES_SECONDS if is_noted else min(pause, _LOOK_AGAIN_SECONDS)
        wait = self._pace.wait()
        if wait > 0:
            return wait
        turn = self._asks % _ROUND
        unproven = self._verifications.next(now(), due_first=turn == 3, oldest_first=turn == 1)
        if unproven is None:
            due = self._verifications.next_due()
            return _LOOK_AGAIN_SECONDS if due is None else min(max((due - now()).total_seconds(), 0.1), _LOOK_AGAIN_SECONDS)
        self._asks += 1
        row = unproven.recording.id
        try:
            self._ask(client, unproven)
        except StoreFailing:
            raise
        except Exception:
            _log.exception("Recording %d could not be verified because of a mistake in this program.", row)
            self._verifications.unknown([row], _MISTAKE, now() + _AFTER_MISTAKE)
        self._changed([row])
        return 0.0

    def _ask(self, client: MetadataClient, unproven: Unproven) -> None:
        never = why_never_verified(unproven.recording)
        if never is not None:
            self._verifications.unknown([unproven.recording.id], never, None)
            return
        self._pace.asked()
        answer = client.ask(unproven.recording.ids)
        if isinstance(answer, Failure) and self._stopping.is_set():
            return  # the end of the program, no failure
        self._pace_after(answer)
        self._note(unproven, answer)

    def _note(self, unproven: Unproven, answer: str | Failure) -> None:
        row, moment = unproven.recording.id, now()
        finding = find(unproven.recording, unproven.tries, answer, moment, random.random())
        if isinstance(answer, str):
            self._verifications.verified(row, answer, moment, finding.next_at)
            return
        match finding.verification:
            case Verification.REFUTED if answer.remedy is Remedy.NOT_FOUND:
                self._verifications.refuted(row, finding.note or "", moment, finding.next_at)
                _log.info("Recording %d: %s", row, finding.note)
            case Verification.VERIFIED if answer.remedy is Remedy.NOT_FOUND:
                self._verifications.gone(row, finding.note or "", moment)
            case Verification.REFUTED | Verification.UNVERIFIED | Verification.VERIFIED:
                next_at = finding.next_at
                if next_at is not None and self._failing is not None:
                    next_at = moment + timedelta(seconds=self._pace.pause())
                self._verifications.unknown([row], finding.note or "", next_at)
            case _:
                assert_never(finding.verification)

    def _pace_after(self, answer: str | Failure) -> None:
        """Slows down while Bandwidth cannot be asked at all; tells the log once."""
        if isinstance(answer, Failure) and answer.remedy is not Remedy.NOT_FOUND:
            if answer.only_here:
                return
            self._pace.failed(answer.retry_after)
            if self._failing is None:
                _log.info("Bandwidth cannot be asked about recordings: %s", answer.sentence)
            self._failing = answer.sentence
            return
        if self._failing is not None:
            _log.info("Bandwidth answers questions about recordings again.")
        self._failing = None
        self._pace.succeeded()

    def _note_new_ones(self, pause: float) -> bool:
        """Says of what came while Bandwidth cannot be asked why it is not verified yet. True when there was something."""
        rows = self._verifications.never_asked(_NOTED_AT_ONCE)
        if rows:
            why = self._failing or _CANNOT_BE_ASKED
            self._verifications.unknown(rows, f"Not verified: {why}", now() + timedelta(seconds=pause))
            self._changed(rows)
        return bool(rows)
