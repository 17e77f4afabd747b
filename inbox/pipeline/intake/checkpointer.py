"""The thread that folds the write-ahead log into the database, so that no commit has to."""

import logging
import threading

from inbox.storage.checkpoints import Checkpoints
from inbox.storage.problems import StoreFailing

_log = logging.getLogger(__name__)


class Checkpointer:
    """Folds while much is written; when little was for ``quiet_seconds``, empties a log that is long.

    Being cut off does no harm: what is in the log is in the inbox.
    """

    def __init__(
        self,
        checkpoints: Checkpoints,
        *,
        quiet_seconds: float = 10.0,
        rest_seconds: float = 5.0,
        join_seconds: float = 10.0,
    ) -> None:
        """``rest_seconds`` is the pause after a failure."""
        self._checkpoints = checkpoints
        self._quiet_seconds = quiet_seconds
        self._rest_seconds = rest_seconds
        self._join_seconds = join_seconds
        self._stopping = threading.Event()
        self._is_failing = False
        self._thread = threading.Thread(target=self._run, name="checkpoints", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Ends when the checkpoint at hand is done; one that takes long is left to end with the process."""
        self._stopping.set()
        self._checkpoints.wanted.set()
        if self._thread.is_alive():
            self._thread.join(self._join_seconds)

    def _run(self) -> None:
        wanted = self._checkpoints.wanted
        while not self._stopping.is_set():
            is_wanted = wanted.wait(self._quiet_seconds)
            wanted.clear()
            if not self._stopping.is_set() and not self._is_well(is_wanted):
                self._stopping.wait(self._rest_seconds)

    def _is_well(self, is_wanted: bool) -> bool:
        try:
            if is_wanted:
                self._checkpoints.fold()
            elif self._checkpoints.is_long:
                self._checkpoints.clear()
        except StoreFailing as problem:  # the next commit will tell
            if not self._is_failing:
                _log.info("The write-ahead log has to wait: %s", problem)
            self._is_failing = True
            return False
        except Exception:
            _log.exception("The write-ahead log could not be folded in because of a mistake in this program.")
            return False
        self._is_failing = False
        return True
