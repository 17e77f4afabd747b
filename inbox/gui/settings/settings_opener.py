"""The window of the settings: made when it is first asked for, shown again after that."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from inbox.gui.frame.actions import Actions
from inbox.gui.frame.parts import WindowParts
from inbox.gui.look.theme import Theme

if TYPE_CHECKING:
    from inbox.gui.settings.settings_window import SettingsWindow


class SettingsOpener(QObject):
    """Holds the one settings window of a window."""

    saved = Signal()
    """What was changed there is in force."""

    def __init__(self, theme: Theme, parts: WindowParts, window: QWidget, actions: Actions | None = None) -> None:
        """``actions`` are those whose keys can be chosen."""
        super().__init__(window)
        self._actions = actions
        self._theme, self._parts, self._window = theme, parts, window
        self.settings: SettingsWindow | None = None
        """Once it was opened."""

    def open(self, page: str = "") -> None:
        """Shows it, in front, with this page where one is named."""
        from inbox.gui.settings.settings_window import SettingsWindow  # not needed for the first paint

        if self.settings is None:
            self.settings = SettingsWindow(self._theme, self._parts, self._window, self._actions)
            self.settings.saved.connect(self.saved)
        self.settings.show_page(page)
        self.settings.show()
        self.settings.raise_()
        self.settings.activateWindow()

    def open_receiving(self, field: str) -> None:
        """Shows it with the keyboard at the ``port``, or at the ``certificate``."""
        self.open("Receiving")
        if self.settings is not None and self.settings.receiving is not None:
            self.settings.receiving.take_keyboard(field)

    def set_theme(self, theme: Theme) -> None:
        """Dresses it."""
        self._theme = theme
        if self.settings is not None:
            self.settings.set_theme(theme)

    def stop(self) -> None:
        """Closes it and joins its threads."""
        if self.settings is not None:
            self.settings.close()
            self.settings.stop()
