"""Folding the write-ahead log into the database beside the commits, so that no sender waits for that."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from inbox.storage.problems import StoreFailing
from inbox.storage.readers import Readers

AT_ONCE = 40
"""After so many commits the log is to be folded in: some thousand pages under load."""
_FULL_PAGES = 8_000
"""When it holds so many the log is to begin anew: 32 MB."""
_LONG_BYTES = 1_000_000
"""What is longer is not left lying about in quiet times."""
_LARGE_BYTES = 100_000_000
"""Somebody has read an old state for a long time. Less than the net (`wal_autocheckpoint`, 160 MB)."""
_TURN_SECONDS = 0.5

Failing = Callable[[BaseException], StoreFailing | None]


class Checkpoints:
    """Folds the log of one database in: `fold` while much is written, `clear` in quiet times. Both for one thread.

    SQLite before 3.51.3 can take a log that starts over during a checkpoint for one that is folded in, when that checkpoint
    began with nothing left to fold. Therefore one that runs beside writers begins only when something was committed since the
    last, and not where the net may have been before it; all others are made in the writers' turn, and hold the write lock.
    """

    def __init__(
        self,
        path: Path,
        connect: Callable[[], sqlite3.Connection],
        readers: Readers,
        one_writer: threading.Lock,
        failing: Failing,
    ) -> None:
        """Of the database at ``path``; ``failing`` gives the failure of the store that an exception stands for, or None."""
        self._log = path.with_name(f"{path.name}-wal")
        self._connect = connect
        self._readers = readers
        self._one_writer = one_writer
        self._failing = failing
        self._commits = 0
        self._folded = 0
        self.wanted = threading.Event()
        """Set when `fold` is due."""

    def committed(self) -> None:
        """Something was committed; called by who holds the writer's lock."""
        self._commits += 1
        if self._commits - self._folded >= AT_ONCE:
            self.wanted.set()

    @property
    def is_due(self) -> bool:
        """Whether so much was committed since the last time that `fold` is worth its while."""
        return self._commits - self._folded >= AT_ONCE

    @property
    def is_long(self) -> bool:
        """Whether the log takes up room that `clear` would give back."""
        return self._log_bytes() > _LONG_BYTES

    def fold(self) -> None:
        """Fold in what was committed, beside the writers; a log that has grown long begins anew, which takes their turn.

        What a reader of an older state still needs stays for the next time. Raises StoreFailing; nothing is lost then.
        """
        if self._log_bytes() >= _LARGE_BYTES:
            self.clear()
        elif self.is_due and self._beside() >= _FULL_PAGES:
            self._in_turn("RESTART")

    def clear(self) -> None:
        """Fold all in and empty the log, unless somebody reads an older state. Raises StoreFailing."""
        self._in_turn("TRUNCATE")

    def _beside(self) -> int:
        """Gives how many pages the log holds."""
        with self._readers.one():  # a recovery waits for the end of it
            pages = self._checkpoint("PASSIVE")
        self._folded = self._commits
        return pages

    def _in_turn(self, mode: str) -> None:
        # Not while it counts as a reader: a recovery has the turn while it waits for the end of those.
        if not self._one_writer.acquire(timeout=_TURN_SECONDS):
            return
        try:
            self._checkpoint(mode)
            self._folded = self._commits
        finally:
            self._one_writer.release()

    def _checkpoint(self, mode: str) -> int:
        """On a connection that is closed at once: a recovery, and a failed sync, want none left open."""
        try:
            with closing(self._connect()) as connection:
                connection.execute("PRAGMA busy_timeout = 0")  # nobody else is waited for, and no writer waits for them
                _is_held_up, pages, _folded = connection.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
                return int(pages)
        except sqlite3.Error as problem:
            failing = self._failing(problem)
            if failing is None:
                raise
            raise failing from problem

    def _log_bytes(self) -> int:
        try:
            return self._log.stat().st_size
        except OSError:  # there is none
            return 0
