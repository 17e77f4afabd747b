"""Keeping a listener listening: after a bug, a lost port, a sleep, a change of the network or of the settings."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Protocol

from inbox.domain.knock import KnockEntry
from inbox.network.listener.binding import AddressProblem, ListenerProblem

_log = logging.getLogger(__name__)

_SILENCES = 2
"""So many looks without an answer, one after the other, mean that the listener is not well."""

_LONGEST_REST = 30
"""In looks: so long no further start is tried after many that failed."""

_MISTAKE = "The listener cannot start because of a mistake in this program, which is tried again and again; the log tells more."


class Listener(Protocol):
    """What is kept: `network.listener_process.ListenerProcess`, or a listener in this process."""

    @property
    def port(self) -> int:
        """The port that is listened on."""

    @property
    def address(self) -> str:
        """Where events may be posted."""

    @property
    def is_running(self) -> bool:
        """Whether requests are taken at this moment."""

    @property
    def has_new_files(self) -> bool:
        """Whether a file that it starts from is another one since it was made."""

    def prepare(self) -> None:
        """Does what takes long before a start, if not done by `start` itself. Raises ListenerProblem."""

    def start(self) -> None:
        """Returns when requests are taken. Raises ListenerProblem; AddressProblem when trying again costs nothing."""

    def give_up(self) -> None:
        """Ends a start that is under way in another thread, which raises ListenerProblem. Returns at once."""

    def stop(self) -> None:
        """Lets the answers that are due go out, and ends."""

    def answers(self, timeout: float) -> bool:
        """Whether it answers a real request within ``timeout`` seconds."""

    def take_knocks(self) -> list[KnockEntry]:
        """Who was turned away since the last time this was asked."""


MakeListener = Callable[[int | None], Listener]
"""Makes a listener as the settings want it; on the given port instead of theirs when there is one."""


class Reception:
    """Owns the listener. A thread looks every ``look_seconds`` whether it answers a real request; if not, it is started anew.

    A port that the system once chose is taken again, since the sender knows it by now. While the address cannot be had it is
    tried again at every look. After any other failure, which costs the start of a process, it is tried again in 1, 2, 4, 8 …
    30 looks; at once when the files that it starts from are others, after a sleep, and when it is asked for.
    """

    def __init__(
        self,
        make: MakeListener,
        changed: Callable[[], None] = lambda: None,
        *,
        again: Callable[[float], None] = lambda _seconds: None,
        look_seconds: float = 2.0,
    ) -> None:
        """``again`` hears, in the thread that started it, that one listens after so many seconds without an answer."""
        self._make = make
        self._look_seconds = look_seconds
        self._changed = changed
        self._again = again
        self._opening: Listener | None = None
        self._failed: Listener | None = None
        self._failures = 0
        self._rests_until = 0.0
        self._began_at = time.monotonic()
        self._listener: Listener | None = None
        self._problem: str | None = None
        self._lacks_address = False
        self._last_port: int | None = None
        self._knocks: list[KnockEntry] = []
        self._one_at_a_time = threading.RLock()
        self._stopping = threading.Event()
        self._silences = 0
        self._answered_at: float | None = None
        self._watch = threading.Thread(target=self._look_after, name="listener-watch", daemon=True)

    def start(self) -> None:
        """Starts listening and watching. Raises ListenerProblem when the address cannot be had; it is then tried for on."""
        self._began_at = time.monotonic()
        try:
            self.retry()  # the person may have been faster
        finally:
            self._watch.start()

    def give_up(self) -> None:
        """None is started any more; one that is just starting is ended. Returns at once; `stop` is still to be called."""
        self._stopping.set()
        opening = self._opening
        if opening is not None:
            opening.give_up()

    def stop(self) -> None:
        """Stops watching, lets the answers that are due go out, and stops listening."""
        self.give_up()
        if self._watch.is_alive():
            self._watch.join()
        with self._one_at_a_time:
            self._close()

    @property
    def listener(self) -> Listener | None:
        """The listener while it runs."""
        listener = self._listener
        return listener if listener is not None and listener.is_running else None

    @property
    def answered_at(self) -> float | None:
        """When the listener that runs last answered a real request, on the monotonic clock; None while none runs."""
        return self._answered_at if self.listener is not None else None

    @property
    def problem(self) -> str | None:
        """The sentence that says why nothing is listened to; None while all is well or still starting."""
        if self._problem is None and self._listener is not None and not self._listener.is_running:
            return "The listener has stopped; no event can arrive until it runs again, which is tried again and again."
        return self._problem

    @property
    def lacks_address(self) -> bool:
        """Whether `problem` is that the address cannot be had."""
        return self._problem is not None and self._lacks_address

    def retry(self) -> None:
        """Tries for the address now, if it is not had. Raises ListenerProblem."""
        with self._one_at_a_time:
            if self.listener is None:
                self._open()

    def restart(self, *, same_port: bool = True) -> None:
        """Starts the listener anew, as the settings are now. Raises ListenerProblem; it is then tried for on."""
        with self._one_at_a_time:
            if not same_port:
                self._last_port = None
            self._open()

    def take_knocks(self) -> list[KnockEntry]:
        """Who was turned away since the last time this was asked, over all listeners there were."""
        with self._one_at_a_time:
            taken, self._knocks = self._knocks, []
            if self._listener is not None:
                taken += self._listener.take_knocks()
        return taken

    def _open(self) -> None:
        """Starts one in place of the one there is, if any."""
        if self._stopping.is_set():
            return
        listener: Listener | None = None
        try:
            try:
                listener = self._opening = self._make(self._last_port)
                if self._stopping.is_set():  # `give_up` did not see it
                    listener.give_up()
                if self.listener is not None:
                    listener.prepare()  # meanwhile the one before goes on taking events
            finally:
                self._close()
            listener.start()
        except ListenerProblem as problem:
            self._lacks_address = isinstance(problem, AddressProblem)
            self._rest(listener, is_cheap=self._lacks_address)
            if str(problem) != self._problem and not self._stopping.is_set():
                _log.error("The listener could not start: %s", problem)
                self._problem = str(problem)
                self._changed()
            raise
        except Exception:
            self._rest(listener)
            self._problem, self._lacks_address = _MISTAKE, False
            self._changed()
            raise
        finally:
            self._opening = None
        silent_seconds = time.monotonic() - (self._answered_at or self._began_at)
        self._listener, self._problem, self._last_port, self._silences = listener, None, listener.port, 0
        self._answered_at = time.monotonic()
        self._failures, self._rests_until, self._failed = 0, 0.0, None
        _log.info("Listening on %s", listener.address)
        self._changed()
        self._again(silent_seconds)

    def _rest(self, failed: Listener | None, *, is_cheap: bool = False) -> None:
        """A start failed: the next one is tried later the more of them did."""
        looks = 0 if is_cheap else min(2**self._failures, _LONGEST_REST)
        self._failed, self._rests_until = failed, time.monotonic() + looks * self._look_seconds
        self._failures = 0 if is_cheap else min(self._failures + 1, _LONGEST_REST)

    @property
    def _rests(self) -> bool:
        """Whether the next start is better waited for."""
        failed = self._failed
        return time.monotonic() < self._rests_until and not (failed is not None and failed.has_new_files)

    def _close(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.stop()
            self._knocks += listener.take_knocks()

    def _look_after(self) -> None:
        before, is_told = (time.time(), time.monotonic()), False
        while not self._stopping.wait(self._look_seconds):
            now = time.time(), time.monotonic()
            slept = max(now[0] - before[0], now[1] - before[1]) > 5 * self._look_seconds
            before = now
            try:
                self._look(slept)
            except ListenerProblem:
                continue  # told by `problem`; the next look tries again
            except Exception:
                if not is_told:
                    _log.exception("The listener could not be looked after because of a mistake in this program.")
                is_told = True
            else:
                is_told = is_told and self.listener is None  # a rest between two starts mends nothing

    def _look(self, slept: bool) -> None:
        listener = self._listener
        if listener is not None and listener.is_running:
            if listener.answers(self._look_seconds):
                self._silences = 0
                self._answered_at = time.monotonic()
                return
            self._silences += 1
            if self._silences < _SILENCES and not slept:
                return
            why = f"The listener on {listener.address} does not answer; it is started anew."
        elif self._rests and not slept:
            return
        else:
            why = "The listener has stopped; it is started anew."
        with self._one_at_a_time:
            if not self._stopping.is_set() and self._listener is listener:  # or it was replaced meanwhile
                if listener is not None:
                    _log.error(why)
                self._open()
