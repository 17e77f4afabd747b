"""What the person asked for and the store must write: done in order, off the GUI thread."""

import logging
import queue
import sys
import threading
from collections.abc import Callable

from inbox.storage.problems import StoreFailing

_log = logging.getLogger(__name__)


class Errands:
    """One worker thread. A write may have to wait for a commit of the intake; the window must not."""

    def __init__(self, could_not: Callable[[str], None]) -> None:
        self._could_not = could_not
        self._waiting: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="errands")

    def start(self) -> None:
        """Starts the worker thread."""
        self._thread.start()

    def stop(self) -> None:
        """Does what waits, then joins."""
        if self._thread.is_alive():
            self._waiting.put(None)
            self._thread.join()

    def do(self, errand: Callable[[], None]) -> None:
        """Queues an errand. When the store does not take it, ``could_not`` hears the sentence."""
        self._waiting.put(errand)

    def _run(self) -> None:
        while (errand := self._waiting.get()) is not None:
            try:
                errand()
            except StoreFailing as problem:
                _log.warning("Something the person asked for was not stored: %s", problem)
                self._could_not(str(problem))
            except Exception:
                # Shown as a mistake of the program, like one in any other thread; the worker goes on.
                threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread())))
