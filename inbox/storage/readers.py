"""Who reads the inbox at the moment: before its file is looked at or moved, every one of them has to have ended."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from inbox.storage.problems import StoreFailing


class Readers:
    """Counts those that read. Safe from any thread."""

    def __init__(self, busy: str, shut: str) -> None:
        """``busy`` is the sentence for who cannot be alone in time, ``shut`` the one for who wants to read meanwhile."""
        self._busy = busy
        self._shut_sentence = shut
        self._changed = threading.Condition()
        self._count = 0
        self._is_shut = False

    @contextmanager
    def one(self) -> Iterator[None]:
        """Somebody reads, until the end of the ``with`` block. Raises StoreFailing while they are kept out."""
        with self._changed:
            if self._is_shut:
                raise StoreFailing(self._shut_sentence)
            self._count += 1
        try:
            yield
        finally:
            with self._changed:
                self._count -= 1
                self._changed.notify_all()

    @contextmanager
    def none(self, seconds: float) -> Iterator[None]:
        """Nobody reads, until the end of the ``with`` block. Raises StoreFailing when those at it did not end in ``seconds``."""
        with self._changed:
            self._is_shut = True
            try:
                if not self._changed.wait_for(lambda: self._count == 0, seconds):
                    raise StoreFailing(self._busy)
            except BaseException:
                self._is_shut = False
                raise
        try:
            yield
        finally:
            with self._changed:
                self._is_shut = False
