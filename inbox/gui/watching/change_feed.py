"""Where changes cross into the GUI thread: told from any thread, handed on in bundles."""

import threading
import time
from collections.abc import Sequence

from PySide6.QtCore import QObject, Qt, QTimer, Signal

GATHER_SECONDS = 0.05
"""Changes that come closer together than this are handed on together."""
FLOOD_SECONDS = 0.25
"""The same while they come in a flood, which nobody can follow by eye: the window is to stay quick, and the intake too."""
FLOOD_IDS = 10
"""So many in one bundle are a flood."""


class ChangeFeed(QObject):
    """Gathers the row ids of changed recordings.

    The first after a pause passes at once, a few pass 20 times a second, a flood 4 times.
    """

    changed = Signal(str)
    """Row ids, separated by commas (a Signal of int would carry 32 bits only)."""
    failed = Signal(str)
    """A sentence: something that the person asked for could not be done."""
    recovered = Signal()
    """Any row may be another now: the inbox was damaged and was made anew."""
    _recovered = Signal()
    _arrived = Signal(str)
    _told = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._stale: set[int] = set()
        self._is_called = False
        self._handed_on_at = -1.0
        self._pause_seconds = GATHER_SECONDS
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._hand_on)
        self._arrived.connect(self._wait, Qt.ConnectionType.QueuedConnection)
        self._recovered.connect(self.recovered, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self.failed, Qt.ConnectionType.QueuedConnection)

    def recordings_changed(self, ids: Sequence[int]) -> None:
        """Takes row ids, from any thread."""
        with self._lock:
            self._stale.update(ids)
            call = bool(self._stale) and not self._is_called
            self._is_called = self._is_called or call
        if call:
            self._arrived.emit("")

    def tell_failure(self, sentence: str) -> None:
        """Takes a sentence for the person, from any thread."""
        self._told.emit(sentence)

    def inbox_recovered(self) -> None:
        """The inbox was made anew. From any thread."""
        self._recovered.emit()

    def _wait(self) -> None:
        waited = time.monotonic() - self._handed_on_at
        self._timer.start(max(0, round((self._pause_seconds - waited) * 1000)))

    def _hand_on(self) -> None:
        with self._lock:
            stale, self._stale, self._is_called = self._stale, set(), False
        self._handed_on_at = time.monotonic()
        self._pause_seconds = FLOOD_SECONDS if len(stale) >= FLOOD_IDS else GATHER_SECONDS
        self.changed.emit(",".join(map(str, sorted(stale))))
