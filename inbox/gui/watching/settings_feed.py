"""Tells when the settings are others, wherever they were changed: in a window, by a command, or by hand in the file."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from inbox.storage.settings.settings import Settings

_EVERY_MS = 500


class SettingsFeed(QObject):
    """The one look at the settings for all parts of a window. Lives in the GUI thread, and only looks at what is known."""

    changed = Signal(object)
    """The `Settings` in force now; at least one is another than before."""

    def __init__(self, in_force: Callable[[], Settings], parent: QObject) -> None:
        super().__init__(parent)
        self._in_force = in_force
        self._seen = in_force()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @property
    def seen(self) -> Settings:
        """Those that were told last."""
        return self._seen

    def look(self) -> None:
        """Looks now; who has just changed something need not wait."""
        settings = self._in_force()
        if settings is not self._seen and settings != self._seen:
            self._seen = settings
            self.changed.emit(settings)

    def stop(self) -> None:
        """Looks no more."""
        self._timer.stop()
