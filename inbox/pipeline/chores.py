"""What the program does for its own house now and then, in one thread."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from inbox.domain.problems import Problem

_log = logging.getLogger(__name__)

_LONGEST_WAIT_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to do every so many seconds; it may raise a `Problem`, which is told once until it went well again."""

    name: str
    every_seconds: float
    do: Callable[[], None]
    first_after_seconds: float = 0.0
    also_at_the_end: bool = False
    """Done once more when the program stops."""


class Chores:
    """Does each chore when it is due, one after the other. None of them is harmed by being cut off."""

    def __init__(self, chores: Sequence[Chore], *, join_seconds: float = 10.0) -> None:
        self._chores = tuple(chores)
        self._join_seconds = join_seconds
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._wanted: set[str] = set()
        self._failing: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="chores", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Ends when the chore at hand is done; one that takes minutes, such as a recovery, is left to end with the process."""
        self._stopping.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(self._join_seconds)

    def soon(self, name: str) -> None:
        """The chore of this name is due now. Returns at once."""
        self._wanted.add(name)
        self._wake.set()

    def _run(self) -> None:
        begun = time.monotonic()
        due = {chore.name: begun + chore.first_after_seconds for chore in self._chores}
        while True:
            wait = min([_LONGEST_WAIT_SECONDS, *(moment - time.monotonic() for moment in due.values())])
            self._wake.wait(max(wait, 0))
            self._wake.clear()
            if self._stopping.is_set():
                break
            for chore in self._chores:
                is_due = due[chore.name] <= time.monotonic() or chore.name in self._wanted
                if is_due and not self._stopping.is_set():
                    self._wanted.discard(chore.name)
                    self._do(chore)
                    due[chore.name] = time.monotonic() + chore.every_seconds
        for chore in self._chores:
            if chore.also_at_the_end:
                self._do(chore)

    def _do(self, chore: Chore) -> None:
        try:
            chore.do()
        except Problem as problem:
            if chore.name not in self._failing:
                _log.warning("%s: %s", chore.name, problem)
            self._failing.add(chore.name)
        except Exception:
            _log.exception("%s ended by a mistake in this program.", chore.name)
        else:
            self._failing.discard(chore.name)
