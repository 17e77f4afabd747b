"""Settings that cannot be written are a sentence in the status bar, not a mistake of the program."""

from dataclasses import replace

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.gui.main_window import MainWindow
from inbox.storage.problems import StorageProblem

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def test_a_theme_that_cannot_be_kept_is_worn_and_told(inbox: WindowInbox, qtbot: QtBot) -> None:
    def refuse(_changes: object) -> None:
        raise StorageProblem("The settings cannot be written: the folder is read-only.")

    window = MainWindow(replace(inbox.parts(), save_settings=refuse))
    window.show()
    assert window.drain()
    dark = next(action for action in window.extras.menu.findChildren(QAction) if action.text() == "Dark")
    dark.trigger()
    assert window.themes.theme.is_dark
    assert "read-only" in window.status.message.text()
    window.close()
    window.deleteLater()
