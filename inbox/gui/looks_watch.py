"""The window follows its theme, its keys and what a click does, wherever they were changed: by hand in the file, too."""

from PySide6.QtCore import QObject

from inbox.gui.frame.actions import Actions
from inbox.gui.look.theme import ThemeSource
from inbox.gui.more_menu import MoreMenu
from inbox.gui.watching.settings_feed import SettingsFeed
from inbox.storage.settings.settings import Settings


class LooksWatch(QObject):
    """Lives in the GUI thread. What did not change in the settings is left as it is here."""

    def __init__(self, settings: SettingsFeed, themes: ThemeSource, menu: MoreMenu, keys: Actions, parent: QObject) -> None:
        super().__init__(parent)
        self._themes, self._menu, self._keys = themes, menu, keys
        self._theme, self._click_plays = settings.seen.theme, settings.seen.click_plays
        settings.changed.connect(self._go_by)

    def _go_by(self, settings: Settings) -> None:
        if settings.theme != self._theme:
            self._theme = settings.theme
            self._themes.choose(settings.theme)
        if settings.click_plays != self._click_plays:
            self._click_plays = settings.click_plays
            self._menu.show_click_plays(settings.click_plays)
        self._keys.follow()
