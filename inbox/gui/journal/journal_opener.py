"""The journal's window: made when it is first asked for, shown again after that."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from inbox.gui.frame.parts import WindowParts
from inbox.gui.look.theme import Theme

if TYPE_CHECKING:
    from inbox.gui.journal.journal_window import JournalWindow


class JournalOpener(QObject):
    """Holds the one journal of a window."""

    def __init__(self, theme: Theme, parts: WindowParts, window: QWidget) -> None:
        super().__init__(window)
        self._theme, self._parts, self._window = theme, parts, window
        self.journal: JournalWindow | None = None
        """Once it was opened."""

    def open(self) -> None:
        """Shows it, in front."""
        from inbox.gui.journal.journal_window import JournalWindow  # not needed for the first paint

        if self.journal is None:
            self.journal = JournalWindow(self._theme, self._parts, self._window)
        self.journal.show()
        self.journal.raise_()
        self.journal.activateWindow()

    def set_theme(self, theme: Theme) -> None:
        """Dresses it."""
        self._theme = theme
        if self.journal is not None:
            self.journal.set_theme(theme)

    def stop(self) -> None:
        """Closes it and joins its threads."""
        if self.journal is not None:
            self.journal.close()
            self.journal.stop()
