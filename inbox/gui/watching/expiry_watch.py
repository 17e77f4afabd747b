"""Tells when other recordings count as expiring although none has changed: time went by, or the setting is another."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

_EVERY_MS = 500
_LOOKS_A_MINUTE = 120


class ExpiryWatch(QObject):
    """Lives in the GUI thread, and asks only for what is known."""

    moved = Signal()
    """What counts as expiring is to be looked up again."""

    def __init__(self, warning_days: Callable[[], int], parent: QObject) -> None:
        super().__init__(parent)
        self._warning_days = warning_days
        self._seen = warning_days()
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def stop(self) -> None:
        """Looks no more."""
        self._timer.stop()

    def look(self) -> None:
        """Looks at the setting now."""
        days, before = self._warning_days(), self._seen
        self._seen = days
        self._looks = (self._looks + 1) % _LOOKS_A_MINUTE
        if days != before or self._looks == 0:
            self.moved.emit()
