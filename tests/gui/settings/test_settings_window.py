"""The window of the settings: what is changed holds at once, by mouse and by keyboard."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.gui.main_window import MainWindow
from inbox.gui.settings.downloads_page import DownloadsPage
from inbox.gui.settings.settings_window import SettingsWindow
from inbox.gui.widgets.setting_fields import patterns_of, patterns_text
from inbox.storage.data_folder import DataFolder
from inbox.storage.problems import StorageProblem
from inbox.storage.settings.settings import Settings, load_settings, save_settings

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|raise\\(\\)")


def _opened(window: MainWindow, qtbot: QtBot) -> SettingsWindow:
    QTest.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    opened = window.extras.settings.settings
    assert opened is not None
    qtbot.waitUntil(lambda: QApplication.activeWindow() is opened, timeout=5_000)
    return opened


def _downloads(settings: SettingsWindow) -> DownloadsPage:
    page = settings.pages["Downloads"]
    assert isinstance(page, DownloadsPage)
    settings.show_page("Downloads")
    return page


def _press(page: QWidget, word: str) -> None:
    button = next(button for button in page.findChildren(QPushButton) if button.text() == word)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_rule_that_is_chosen_holds_at_once_and_is_kept(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    settings = _opened(open_window(), qtbot)
    page = _downloads(settings)
    _press(page, "Only what is verified")
    qtbot.waitUntil(lambda: inbox.in_force.download_rule == "verified", timeout=5_000)
    _press(page, "Nothing")
    qtbot.waitUntil(lambda: inbox.in_force.download_rule == "click", timeout=5_000)
    qtbot.waitUntil(lambda: not page.names.isEnabled(), timeout=5_000)
    assert load_settings(DataFolder(inbox.root), {}, {}).download_rule == "click"


def test_an_inbox_that_downloads_nothing_by_itself_shows_so_and_can_be_changed(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    page = _downloads(_opened(open_window(Settings(theme="light", download_automatically=False)), qtbot))
    assert page.rule.word == "Nothing"
    _press(page, "Everything")
    qtbot.waitUntil(lambda: inbox.in_force.download_automatically, timeout=5_000)
    assert page.rule.word == "Everything"


def test_numbers_and_patterns_are_kept_when_the_person_leaves_them(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    page = _downloads(_opened(open_window(), qtbot))
    page.speed.setFocus()
    page.speed.selectAll()
    QTest.keyClicks(page.speed, "250")
    assert inbox.in_force.download_kilobytes_per_second == 0, "not with each key"
    QTest.keyClick(page.speed, Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: inbox.in_force.download_kilobytes_per_second == 250, timeout=5_000)
    QTest.keyClicks(page.names, 'Board *, "Smith, Jones"')
    QTest.keyClick(page.names, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: inbox.in_force.download_names == ("Board *", "Smith, Jones"), timeout=5_000)
    qtbot.mouseClick(page.metered, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: inbox.in_force.download_on_metered, timeout=5_000)


def test_what_is_typed_stays_while_the_window_looks_again(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    page = _downloads(_opened(open_window(), qtbot))
    page.names.setFocus()
    QTest.keyClicks(page.names, "Boa")
    inbox.in_force = replace(inbox.in_force, download_names=("other",))
    page.look()
    assert page.names.text() == "Boa"


def test_a_setting_that_cannot_be_kept_is_said_and_shown_as_it_was(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    settings = _opened(open_window(), qtbot)
    page = _downloads(settings)

    def refuse(changes: Mapping[str, object]) -> None:
        raise StorageProblem("settings.toml could not be written: No space left on device.")

    inbox.keep = refuse
    _press(page, "Nothing")
    qtbot.waitUntil(settings.message.isVisible, timeout=5_000)
    assert "No space left" in settings.message.text()
    assert page.rule.word == "Everything"


def test_what_was_typed_last_is_kept_when_the_program_is_quit(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    page = _downloads(_opened(window, qtbot))
    keep, began, gate = inbox.keep, threading.Event(), threading.Event()

    def keep_slowly(changes: Mapping[str, object]) -> None:
        began.set()
        gate.wait(0.3)
        keep(changes)

    inbox.keep = keep_slowly
    qtbot.mouseClick(page.metered, Qt.MouseButton.LeftButton)
    assert began.wait(5)
    page.names.setFocus()
    QTest.keyClicks(page.names, "Board *")
    window.close()
    assert load_settings(DataFolder(inbox.root), {}, {}).download_names == ("Board *",)


def test_every_control_can_be_reached_by_keyboard_and_has_a_name(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    settings = _opened(open_window(), qtbot)
    for name in settings.pages:
        settings.show_page(name)
        settings.list.setFocus()
        visited: list[QWidget] = []
        for _ in range(60):
            focused = QApplication.focusWidget()
            assert focused is not None
            if focused in visited:
                break
            visited.append(focused)
            text = focused.accessibleName() or (focused.text() if isinstance(focused, QPushButton | QLineEdit) else "")
            text = text or str(focused.property("text") or "")
            assert text, f"{focused} on {name} has no name"
            QTest.keyClick(focused, Qt.Key.Key_Tab)
        assert len(visited) > 2
    QTest.keyClick(settings, Qt.Key.Key_Escape)
    assert not settings.isVisible()


def test_the_window_is_made_once_and_opens_from_the_menu(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    assert window.extras.settings.settings is None, "not before it is asked for"
    next(action for action in window.extras.menu.actions() if action.text().startswith("Settings…")).trigger()
    first = window.extras.settings.settings
    assert first is not None
    assert first.isVisible()
    first.close()
    assert _opened(window, qtbot) is first


@pytest.mark.parametrize("patterns", [(), ("a",), ("Board *", "b, c"), ('say "hi"', "x")])
def test_patterns_are_read_as_they_are_written(patterns: tuple[str, ...]) -> None:
    assert patterns_of(patterns_text(patterns)) == patterns


def test_patterns_are_read_generously() -> None:
    assert patterns_of("  a ,, b ,a,\n") == ("a", "b")
    assert patterns_of('"unfinished, a') == ("unfinished, a",)


def test_settings_are_kept_by_the_names_that_the_file_knows(inbox: WindowInbox) -> None:
    save_settings(DataFolder(inbox.root), {"download_names": ("Board *",)})
    assert load_settings(DataFolder(inbox.root), {}, {}).download_names == ("Board *",)
