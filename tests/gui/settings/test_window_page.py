"""The window's own settings, theme and what a click does: chosen in the settings, in the menu, or in the file by hand."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot
from window.running_window import RunningWindow
from window.window_inbox import WindowInbox

from inbox.gui.main_window import MainWindow
from inbox.gui.settings.window_page import WindowPage
from inbox.storage.data_folder import DataFolder
from inbox.storage.settings.settings import load_settings

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|raise\\(\\)")
_LONG = 20_000


@pytest.fixture
def program(tmp_path: Path) -> Iterator[RunningWindow]:
    made = RunningWindow(tmp_path / "program")
    yield made
    made.close()


def _page(window: MainWindow) -> WindowPage:
    window.extras.settings.open("Window")
    settings = window.extras.settings.settings
    assert settings is not None
    page = settings.pages["Window"]
    assert isinstance(page, WindowPage)
    return page


def _press(page: WindowPage, word: str) -> None:
    button = next(button for button in page.findChildren(QPushButton) if button.text() == word)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _themes(window: MainWindow) -> dict[str, QAction]:
    menu = window.extras.menu.actions()[0].menu()
    assert isinstance(menu, QMenu)
    return {action.text(): action for action in menu.actions()}


def test_a_theme_that_is_written_into_the_file_is_worn_at_once(program: RunningWindow, qtbot: QtBot) -> None:
    window = program.open(catch_up=False)
    assert not window.themes.theme.is_dark
    file = program.root / "settings.toml"
    file.write_text(file.read_text().replace('theme = "light"', 'theme = "dark"  # by hand'))
    qtbot.waitUntil(lambda: window.themes.theme.is_dark, timeout=_LONG)
    file.write_text(file.read_text().replace('theme = "dark"', 'theme = "light"'))
    qtbot.waitUntil(lambda: not window.themes.theme.is_dark, timeout=_LONG)


def test_a_theme_is_chosen_in_the_settings(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    page = _page(window)
    assert page.theme.word == "Light"
    _press(page, "Dark")
    qtbot.waitUntil(lambda: window.themes.theme.is_dark, timeout=_LONG)
    assert load_settings(DataFolder(inbox.root), {}, {}).theme == "dark"
    window.extras.menu.aboutToShow.emit()
    assert _themes(window)["Dark"].isChecked()
    _press(page, "As the system")
    qtbot.waitUntil(lambda: window.themes.choice == "system", timeout=_LONG)


def test_what_was_chosen_in_the_menu_stays_until_it_is_changed_elsewhere(inbox: WindowInbox, open_window: OpenWindow) -> None:
    window = open_window()
    _themes(window)["Dark"].trigger()
    window.extras.settings_feed.look()  # the settings in force follow the file a moment later
    assert window.themes.theme.is_dark
    inbox.in_force = replace(inbox.in_force, theme="dark")
    window.extras.settings_feed.look()
    assert window.themes.theme.is_dark
    inbox.in_force = replace(inbox.in_force, theme="light")
    window.extras.settings_feed.look()
    assert not window.themes.theme.is_dark


def test_what_a_click_does_is_chosen_in_the_settings_and_the_menu_agrees(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window()
    page = _page(window)
    plays = next(action for action in window.extras.menu.actions() if action.text() == "A click plays")
    assert page.plays.isChecked()
    page.plays.click()
    qtbot.waitUntil(lambda: not window.table.click_plays, timeout=_LONG)
    assert not plays.isChecked()
    inbox.saved.clear()
    plays.trigger()
    assert window.table.click_plays
    assert inbox.saved == {"click_plays": True}
