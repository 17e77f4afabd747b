"""The menu at the end of the toolbar: theme, what a click does, keys."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from inbox.gui.look.theme import THEME_CHOICES, ThemeSource
from inbox.storage.settings.settings import Settings


class MoreMenu(QMenu):
    """Small choices, kept in the settings."""

    click_plays_changed = Signal(bool)
    journal_asked = Signal()
    settings_asked = Signal()
    keyboard_asked = Signal()
    pause_downloads_asked = Signal(bool)
    catch_up_asked = Signal()

    def __init__(
        self,
        themes: ThemeSource,
        settings: Settings,
        save: Callable[[Mapping[str, object]], None],
        parent: QWidget,
        key_of: Callable[[str], str],
    ) -> None:
        """``key_of`` gives the key of an action by its name, empty where it has none."""
        super().__init__(parent)
        self._themes = themes
        self._save = save
        self._key_of = key_of
        self._keyed: list[tuple[QAction, str, str]] = []
        group = QActionGroup(self)
        choices = self.addMenu("Theme")
        self._theme_actions: dict[str, QAction] = {}
        for choice, text in THEME_CHOICES.items():
            action = QAction(text, self, checkable=True, checked=themes.choice == choice)
            action.triggered.connect(lambda _on, choice=choice: self._choose(choice))
            group.addAction(action)
            choices.addAction(action)
            self._theme_actions[choice] = action
        self.aboutToShow.connect(lambda: self._theme_actions[themes.choice].setChecked(True))
        plays = self._plays = QAction("A click plays", self, checkable=True, checked=settings.click_plays)
        plays.toggled.connect(self.click_plays_changed)
        plays.triggered.connect(lambda is_on: self._save({"click_plays": is_on}))
        self.addAction(plays)
        self.addSeparator()
        self._add("Settings…", "settings", self.settings_asked.emit)
        self._add("Journal…", "journal", self.journal_asked.emit)
        self._last = self.addSeparator()
        self._add("Keyboard…", "help", self.keyboard_asked.emit)
        self._add("Quit", "quit", parent.close)
        self.aboutToShow.connect(self._show_keys)

    def show_click_plays(self, plays: bool) -> None:
        """Goes by what was changed elsewhere."""
        self._plays.setChecked(plays)

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

    def offer(self, text: str, name: str, does: Callable[[], object]) -> None:
        """A further choice, which the action ``name`` has a key for."""
        action = QAction(text, self)
        action.triggered.connect(lambda _on: does())
        self.insertAction(self._last, action)
        self._keyed.append((action, text, name))

    def _add(self, text: str, name: str, does: Callable[[], object]) -> None:
        """A choice that the action ``name`` has a key for."""
        action = self.addAction(text)
        action.triggered.connect(lambda _on: does())
        self._keyed.append((action, text, name))

    def _show_keys(self) -> None:
        for action, text, name in self._keyed:
            key = self._key_of(name)
            action.setText(f"{text}\t{key}" if key else text)

    def _choose(self, choice: str) -> None:
        self._themes.choose(choice)
        self._save({"theme": choice})
