"""One question at a time that may take long (a keyring, the disk), asked in a thread of its own that ends with the answer."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from inbox.domain.problems import Problem
from inbox.gui.widgets.query_worker import QueryWorker

_PATIENCE_SECONDS = 0.5
"""How long a closing window waits for the answer; the thread ends by itself after that."""
_Answer = TypeVar("_Answer")


class OneQuestion(QObject):
    """Lives in the GUI thread."""

    def __init__(self, name: str, parent: QObject) -> None:
        """``name`` is the thread's."""
        super().__init__(parent)
        self._name = name
        self._worker: QueryWorker | None = None

    def ask(self, ask: Callable[[], _Answer], done: Callable[[_Answer], None], failed: Callable[[Problem], None]) -> bool:
        """Calls ``ask`` in the thread, then ``done`` or ``failed`` in the GUI thread. False: the last one is not answered yet."""
        if self._worker is not None:
            return False

        def answered(answer: _Answer) -> None:
            self.stop()
            done(answer)

        def refused(problem: Problem) -> None:
            self.stop()
            failed(problem)

        self._worker = QueryWorker(self._name, self)
        self._worker.start()
        self._worker.submit(self._name, ask, answered, refused)
        return True

    def stop(self) -> None:
        """Hears of no answer any more."""
        if self._worker is not None:
            self._worker.stop(within=_PATIENCE_SECONDS)
            self._worker.deleteLater()
            self._worker = None
