"""Tells when other recordings count as expiring although none has changed: time went by, or the setting is another."""

from PySide6.QtCore import QObject, QTimer, Signal

from inbox.gui.watching.settings_feed import SettingsFeed
from inbox.storage.settings.settings import Settings

_EVERY_MS = 60_000


class ExpiryWatch(QObject):
    """Lives in the GUI thread."""

    moved = Signal()
    """What counts as expiring is to be looked up again."""

    def __init__(self, settings: SettingsFeed, parent: QObject) -> None:
        super().__init__(parent)
        self._days = settings.seen.expiry_warning_days
        settings.changed.connect(self._go_by)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.moved)
        self._timer.start()

    def stop(self) -> None:
        """Looks no more."""
        self._timer.stop()

    def _go_by(self, settings: Settings) -> None:
        if settings.expiry_warning_days != self._days:
            self._days = settings.expiry_warning_days
            self.moved.emit()
