"""The window follows its theme, its keys and what a click does, wherever they were changed: by hand in the file, too."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from inbox.gui.frame.actions import Actions
from inbox.gui.look.theme import ThemeSource
from inbox.gui.more_menu import MoreMenu
from inbox.storage.settings.settings import Settings

_EVERY_MS = 500


class LooksWatch(QObject):
    """Lives in the GUI thread, and only looks at what is known. What did not change there is left as it is here."""

    def __init__(
        self, settings: Callable[[], Settings], themes: ThemeSource, menu: MoreMenu, keys: Actions, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._settings, self._themes, self._menu, self._keys = settings, themes, menu, keys
        seen = settings()
        self._theme, self._click_plays = seen.theme, seen.click_plays
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Goes by what was changed since the last look."""
        settings = self._settings()
        if settings.theme != self._theme:
            self._theme = settings.theme
            self._themes.choose(settings.theme)
        if settings.click_plays != self._click_plays:
            self._click_plays = settings.click_plays
            self._menu.show_click_plays(settings.click_plays)
        self._keys.follow()

    def stop(self) -> None:
        """Looks no more."""
        self._timer.stop()
