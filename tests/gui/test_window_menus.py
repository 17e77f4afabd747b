"""What the window's menu offers, and what the list shows of the player."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from window.window_inbox import WindowInbox

from inbox.gui.listing.recording_columns import Column
from inbox.gui.main_window import MainWindow

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def test_the_list_follows_what_the_player_plays(inbox: WindowInbox, open_window: OpenWindow) -> None:
    rows = inbox.receive(2)
    for row in rows:
        inbox.download(row)
    window = open_window()
    window.table.select_id(rows[0])

    def spoken() -> list[object]:
        return [window.model.index(row, Column.STATE).data(Qt.ItemDataRole.AccessibleTextRole) == "Playing" for row in range(2)]

    window.player.playing_changed.emit(True)
    assert spoken() == [False, True]
    window.player.playing_changed.emit(False)
    assert spoken() == [False, False]


def test_the_themes_stand_under_their_name(inbox: WindowInbox, open_window: OpenWindow) -> None:
    window = open_window()
    themes = window.extras.menu.actions()[0]
    assert themes.text() == "Theme"
    menu = themes.menu()
    assert isinstance(menu, QMenu)
    choices = menu.actions()
    assert [choice.text() for choice in choices] == ["As the system", "Light", "Dark"]
    assert [choice.isChecked() for choice in choices] == [False, True, False]
    choices[2].trigger()
    assert window.themes.theme.is_dark
    assert inbox.saved["theme"] == "dark"
