"""A real inbox and a real window for the tests of the window."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.gui.main_window import MainWindow
from inbox.storage.settings.settings import Settings

OpenWindow = Callable[..., MainWindow]


@pytest.fixture
def inbox(tmp_path: Path) -> Iterator[WindowInbox]:
    """An empty inbox on disk."""
    made = WindowInbox(tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def open_window(inbox: WindowInbox, qtbot: QtBot) -> Iterator[OpenWindow]:
    """Opens the window over the inbox, with everything that it reads at the start already there."""
    windows: list[MainWindow] = []

    def open_it(settings: Settings | None = None) -> MainWindow:
        window = MainWindow(inbox.parts(settings))
        windows.append(window)
        with qtbot.waitExposed(window):
            window.show()
        assert window.drain()
        return window

    yield open_it
    for window in windows:
        window.close()
        window.deleteLater()
