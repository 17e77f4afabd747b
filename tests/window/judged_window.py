"""The window of `ListeningWindow` as one who judges uses it: keys, the Notes tab, and what the store has of it then."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from window.listening_window import ListeningWindow

from inbox.domain.notes import Note
from inbox.gui.main_window import MainWindow
from inbox.gui.review.notes_desk import NotesDesk
from inbox.gui.review.review_pane import ReviewPane

_PATIENCE_MS = 10_000


class JudgedWindow:
    """Its window is open."""

    def __init__(self, listening: ListeningWindow, qtbot: QtBot) -> None:
        self.listening, self._qtbot = listening, qtbot
        self.inbox = listening.core.inbox
        self.window: MainWindow = listening.open()
        self.desk = self.window.findChild(NotesDesk)
        assert self.desk is not None
        assert self.desk.pane is not None
        self.pane: ReviewPane = self.desk.pane

    def choose(self, row: int) -> None:
        """The arrows come to a recording, and all of it is shown."""
        assert self.window.table.select_id(row)
        self.window.table.setFocus()
        self.settle()

    def settle(self) -> None:
        """All that was asked for is written and shown."""
        done: list[bool] = []
        self.listening.core.errands.do(lambda: done.append(True))
        self.until(lambda: bool(done))
        assert self.desk is not None
        QApplication.processEvents()
        assert self.window.drain()
        assert self.desk.reader.drain()
        QApplication.processEvents()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key, to whatever has the keyboard."""
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)
        self.settle()

    def type(self, text: str) -> None:
        """Letters, to whatever has the keyboard."""
        QTest.keyClicks(QApplication.focusWidget() or self.window, text)

    def seek(self, seconds: float) -> None:
        """The player stands there."""
        self.window.player.audio.seek(seconds)
        self.until(lambda: abs(self.window.player.position_seconds - seconds) < 0.05)

    def notes(self, row: int) -> list[Note]:
        """As the store has them."""
        return self.inbox.notes.of(row)

    def until(self, holds: Callable[[], bool]) -> None:
        """Waits for it, with a deadline."""
        self._qtbot.waitUntil(holds, timeout=_PATIENCE_MS)

    @property
    def said(self) -> str:
        """What stands in the status bar."""
        return self.window.status.message.text()
