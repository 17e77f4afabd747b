"""One question to Bandwidth's API after the other: at the shared pace, again after a pause, and not for ever."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from inbox.domain.failure import Failure, Remedy
from inbox.domain.retry_after import pause_text
from inbox.domain.times import now
from inbox.pipeline.catching_up.pace import Pace

_Answer = TypeVar("_Answer")

_ASKS_A_SECOND = 10
"""Fewer than the shared pace allows, so that events which come meanwhile are verified at once."""
_TRIES = 3
_LONGEST_WAIT_SECONDS = 120.0
_SLICE_SECONDS = 0.5

STOPPED = Failure("It was stopped before its end, and goes on the next time.", Remedy.TRY_LATER)


class PoliteAsking:
    """For one thread."""

    def __init__(
        self,
        pace: Pace,
        cancelled: Callable[[], bool],
        wait: Callable[[float], object],
        resting: Callable[[str | None], None],
    ) -> None:
        """``wait`` sleeps so many seconds, less when it is to stop; ``resting`` hears why nothing is asked, None: it goes on."""
        self._pace = pace
        self._own_pace = Pace(_ASKS_A_SECOND, pace.clock)
        self._cancelled = cancelled
        self._wait = wait
        self._resting = resting

    def ask(self, question: Callable[[], _Answer | Failure]) -> _Answer | Failure:
        """The answer; or the failure when it says something of this question only, or stays after three tries."""
        for tries_left in reversed(range(_TRIES)):
            if (not_now := self._wait_for_turn()) is not None:
                return not_now
            for pace in (self._pace, self._own_pace):
                pace.asked()
            answer = question()
            if self._cancelled():
                return STOPPED if isinstance(answer, Failure) else answer
            if not isinstance(answer, Failure) or answer.remedy is Remedy.NOT_FOUND:
                self._pace.succeeded()
                return answer
            if answer.only_here:
                return answer
            self._pace.failed(answer.retry_after)
            if answer.remedy is Remedy.ACT or not tries_left or self._pace.pause() > _LONGEST_WAIT_SECONDS:
                return answer
            self._resting(answer.sentence)
        raise AssertionError("the last try returns")

    def _wait_for_turn(self) -> Failure | None:
        left = _LONGEST_WAIT_SECONDS
        while (wait := max(self._pace.pause(), self._pace.wait(), self._own_pace.wait())) > 0:
            if self._cancelled():
                return STOPPED
            if wait > left:  # the others that ask may have to wait as well, again and again
                rest = timedelta(seconds=wait)
                sentence = f"Bandwidth cannot be asked at the moment, or has asked to be left alone. {pause_text(rest, now())}"
                return Failure(sentence, Remedy.TRY_LATER, rest)
            slept = min(wait, _SLICE_SECONDS)
            self._wait(slept)
            left -= slept
        self._resting(None)
        return STOPPED if self._cancelled() else None
