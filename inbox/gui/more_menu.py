"""The menu at the end of the toolbar: theme, what a click does, keys."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from inbox.gui.theme import ThemeSource
from inbox.storage.settings import Settings


class MoreMenu(QMenu):
    """Small choices, kept in the settings."""

    click_plays_changed = Signal(bool)
    journal_asked = Signal()
    settings_asked = Signal()
    pause_downloads_asked = Signal(bool)
    catch_up_asked = Signal()

    def __init__(
        self, themes: ThemeSource, settings: Settings, save: Callable[[Mapping[str, object]], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._themes = themes
        self._save = save
        self._window = parent
        self._page: QWidget | None = None
        group = QActionGroup(self)
        choices = self.addMenu("Theme")
        for choice, text in (("system", "As the system"), ("light", "Light"), ("dark", "Dark")):
            action = QAction(text, self, checkable=True, checked=themes.choice == choice)
            action.triggered.connect(lambda _on, choice=choice: self._choose(choice))
            group.addAction(action)
            choices.addAction(action)
        plays = QAction("A click plays", self, checkable=True, checked=settings.click_plays)
        plays.toggled.connect(self._set_click_plays)
        self.addAction(plays)
        self.addSeparator()
        self.addAction("Settings…\tCtrl+,", self.settings_asked.emit)
        self.addAction("Journal…\tCtrl+J", self.journal_asked.emit)
        self._last = self.addSeparator()
        self.addAction("Keyboard…\tF1", self.show_keyboard)
        self.addAction("Quit\tCtrl+Q", parent.close)

    def offer_pause(self, is_paused: Callable[[], bool]) -> None:
        """Lets all downloads be paused from here; ``is_paused`` tells whether they are."""
        pause = QAction("Pause downloads", self, checkable=True)
        pause.triggered.connect(self.pause_downloads_asked)
        self.aboutToShow.connect(lambda: pause.setChecked(is_paused()))
        self.insertAction(self._last, pause)

    def offer_catch_up(self) -> None:
        """Lets Bandwidth be asked for what no event told of from here."""
        catch_up = QAction("Catch up now", self)
        catch_up.triggered.connect(lambda _on: self.catch_up_asked.emit())
        self.insertAction(self._last, catch_up)

    def show_keyboard(self) -> None:
        """Shows the page that tells of every key."""
        from inbox.gui.shortcuts import ShortcutsPage  # not needed for the first paint

        self._page = ShortcutsPage(self._themes.theme, self._window)
        self._page.show()

    def _choose(self, choice: str) -> None:
        self._themes.choose(choice)
        self._save({"theme": choice})

    def _set_click_plays(self, plays: bool) -> None:
        self.click_plays_changed.emit(plays)
        self._save({"click_plays": plays})
