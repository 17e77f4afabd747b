"""Reads off the GUI thread: one plain thread, a few lanes, the newest question of a lane wins."""

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QDeadlineTimer, QEventLoop, QObject, Qt, Signal

from inbox.domain.problems import Problem

_log = logging.getLogger(__name__)

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class _Question:
    lane: str
    number: int
    ask: Callable[[], Any]
    done: Callable[[Any], None]
    failed: Callable[[Problem], None] | None


class QueryWorker(QObject):
    """Runs questions in a named thread and gives their answers in the GUI thread.

    A question takes the place of an earlier one of its lane: one that waits is not asked, and the answer of one that
    runs is thrown away. A `Problem` is told in the GUI thread; anything else that a question raises is a bug, and is
    raised again there.
    """

    _answered = Signal(object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._waiting: OrderedDict[str, _Question] = OrderedDict()
        self._newest: dict[str, int] = {}
        self._undelivered = 0
        self._condition = threading.Condition()
        self._stopping = False
        self._running: _Question | None = None
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self, within: float | None = None) -> None:
        """Asks no further question, waits for the running one, ``within`` seconds at most, and joins the thread.

        What takes longer than a look into the store asks `is_unwanted` meanwhile. The store itself may not be closed under a
        question, so that one is waited for.
        """
        with self._condition:
            self._stopping = True
            self._waiting.clear()
            self._condition.notify_all()
        if self._thread.is_alive():
            self._thread.join(within)

    def submit(
        self,
        lane: str,
        ask: Callable[[], _Answer],
        done: Callable[[_Answer], None],
        failed: Callable[[Problem], None] | None = None,
    ) -> None:
        """Asks in the worker's thread; gives the answer to ``done`` in the GUI thread unless a newer question took its place.

        ``failed`` hears, in the same way, of a known failure; without it the failure is logged and there is no answer.
        """
        with self._condition:
            if self._stopping:
                return
            number = self._newest.get(lane, 0) + 1
            self._newest[lane] = number
            if self._waiting.pop(lane, None) is None:
                self._undelivered += 1
            self._waiting[lane] = _Question(lane, number, ask, done, failed)
            self._condition.notify()

    def is_unwanted(self) -> bool:
        """Whether nobody waits for the answer to the question that runs: what takes long asks now and then, and gives up."""
        running = self._running
        return self._stopping or (running is not None and self._newest[running.lane] != running.number)

    def drain(self, milliseconds: int = 10_000) -> bool:
        """For tests: delivers events until every question was answered; False when that took too long."""
        deadline = QDeadlineTimer(milliseconds)
        while self._undelivered and not deadline.hasExpired():
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
        return not self._undelivered

    def _run(self) -> None:
        while True:
            with self._condition:
                while not self._waiting and not self._stopping:
                    self._condition.wait()
                if self._stopping:
                    return
                _, question = self._waiting.popitem(last=False)
                self._running = question
            answer: Any = None
            problem: BaseException | None = None
            try:
                answer = question.ask()
            except Exception as raised:  # carried to the GUI thread, where it is told or raised
                problem = raised
            with self._condition:
                if self._stopping:
                    return
                self._answered.emit((question, answer, problem))  # once `stop` has returned, this object may be gone

    def _deliver(self, delivery: tuple[_Question, Any, BaseException | None]) -> None:
        question, answer, problem = delivery
        with self._condition:
            self._undelivered -= 1
            is_newest = self._newest[question.lane] == question.number and not self._stopping
        match problem:
            case None:
                if is_newest:
                    question.done(answer)
            case Problem():
                if question.failed is None:
                    _log.warning("A question of the window (%s) was not answered: %s", question.lane, problem)
                elif is_newest:
                    question.failed(problem)
            case _:
                raise problem
