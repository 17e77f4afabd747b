"""Keys of the person's own choice: pressed in the settings, at work in the window, and kept in the file."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.statuses import ReviewStatus
from inbox.gui.main_window import MainWindow
from inbox.gui.settings.key_recorder import key_of
from inbox.gui.settings.keys_page import KeysPage
from inbox.gui.widgets.key_chips import shown_keys

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|raise\\(\\)|grabbing the keyboard")

_NONE, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


class _Settings:
    """The page, and the window behind it."""

    def __init__(self, window: MainWindow, inbox: WindowInbox, qtbot: QtBot) -> None:
        self.window, self.inbox, self.qtbot = window, inbox, qtbot
        self.page: KeysPage
        self.said: list[str] = []

    def open(self) -> None:
        self.window.extras.settings.open("Keys")
        settings = self.window.extras.settings.settings
        assert settings is not None
        self.qtbot.waitUntil(settings.isVisible)
        page = settings.pages["Keys"]
        assert isinstance(page, KeysPage)
        self.page = page
        page.said.connect(self.said.append)

    def choose(self, name: str) -> None:
        row = self.page.model.row_of(name)
        assert row is not None
        self.page.table.choose(row)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = _NONE) -> None:
        QTest.keyClick(self.page.recorder, key, modifiers)
        self.qtbot.waitUntil(lambda: not self._is_saving())

    def _is_saving(self) -> bool:
        return self.page._unsaved is not None

    def keys(self, name: str) -> tuple[str, ...]:
        return self.window.extras.actions.keys(name)


@pytest.fixture
def settings(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> _Settings:
    inbox.receive(2)
    made = _Settings(open_window(), inbox, qtbot)
    made.open()
    return made


def test_a_pedal_is_chosen_by_treading_on_it_and_works_at_once(settings: _Settings, qtbot: QtBot) -> None:
    settings.choose("flag")
    QTest.mouseClick(settings.page.change, Qt.MouseButton.LeftButton)
    assert "Flag, or take the flag away" in settings.page.recorder.text()
    settings.press(Qt.Key.Key_F13)
    assert settings.inbox.in_force.keys == ("flag = F13",)
    assert settings.said == ["F13 is for “Flag, or take the flag away” now."]
    window = settings.window
    settings.page.window().close()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.table.setFocus()
    QTest.keyClick(window.table, Qt.Key.Key_F)
    assert settings.inbox.reviewed == [], "the old key does nothing any more"
    QTest.keyClick(window.table, Qt.Key.Key_F13)
    assert [status for _, status in settings.inbox.reviewed] == [ReviewStatus.FLAGGED]


def test_a_key_that_was_for_something_else_is_told_and_taken(settings: _Settings) -> None:
    settings.choose("new")
    QTest.mouseClick(settings.page.add, Qt.MouseButton.LeftButton)
    settings.press(Qt.Key.Key_R)
    assert settings.said == ["R is for “Mark as new” now. “Mark as reviewed” has no key any more."]
    assert settings.keys("new") == ("N", "R")
    assert settings.keys("reviewed") == ()
    assert settings.window.extras.actions.problems() == ()
    settings.choose("reviewed")
    QTest.mouseClick(settings.page.reset, Qt.MouseButton.LeftButton)
    settings.qtbot.waitUntil(lambda: settings.keys("reviewed") == ("R",))
    assert settings.keys("new") == ("N",), "and given back"
    assert settings.said[-1] == "“Mark as reviewed” has its own keys again. “Mark as new” is left with N."


def test_all_keys_are_reset_at_once(settings: _Settings) -> None:
    settings.choose("flag")
    QTest.mouseClick(settings.page.none, Qt.MouseButton.LeftButton)
    settings.qtbot.waitUntil(lambda: settings.keys("flag") == ())
    assert settings.inbox.in_force.keys == ("flag = ",)
    QTest.mouseClick(settings.page.reset_all, Qt.MouseButton.LeftButton)
    settings.qtbot.waitUntil(lambda: settings.keys("flag") == ("F",))
    assert not settings.inbox.in_force.keys
    assert not settings.page.reset_all.isEnabled()


@pytest.mark.parametrize(("key", "why"), [(Qt.Key.Key_Tab, "Tab is needed"), (Qt.Key.Key_Space, "The space bar presses")])
def test_keys_that_everything_needs_are_refused_with_the_reason(settings: _Settings, key: Qt.Key, why: str) -> None:
    settings.choose("flag")
    QTest.mouseClick(settings.page.change, Qt.MouseButton.LeftButton)
    settings.press(key)
    assert why in settings.said[-1]
    assert settings.keys("flag") == ("F",)


def test_escape_leaves_the_key_and_the_settings_as_they_are(settings: _Settings) -> None:
    settings.choose("flag")
    settings.page.table.setFocus()
    QTest.keyClick(settings.page.table, Qt.Key.Key_Return)
    assert settings.page.recorder.isVisible()
    settings.press(Qt.Key.Key_Escape)
    assert not settings.page.recorder.isVisible()
    assert settings.page.isVisible()
    assert (settings.keys("flag"), settings.said) == (("F",), [])


def test_an_action_is_found_by_its_key_and_by_its_words(settings: _Settings) -> None:
    QTest.keyClicks(settings.page.filter, "mark as")
    assert {"reviewed", "new"} <= {line.name for line in settings.page.model.values}
    settings.page.filter.setText("ctrl+f")
    assert [line.name for line in settings.page.model.values] == ["search"]
    settings.page.filter.setText("nothing of this kind")
    assert (list(settings.page.model.values), settings.page.change.isEnabled()) == ([], False)


@pytest.mark.parametrize(
    ("key", "modifiers", "text", "written"),
    [
        (Qt.Key.Key_Question, _SHIFT, "?", "?"),
        (Qt.Key.Key_T, _SHIFT, "T", "Shift+T"),
        (Qt.Key.Key_Comma, _NONE, ",", ","),
        (Qt.Key.Key_5, Qt.KeyboardModifier.KeypadModifier, "5", "5"),
        (Qt.Key.Key_MediaTogglePlayPause, _NONE, "", "Toggle Media Play/Pause"),
        (Qt.Key.Key_F24, _NONE, "", "F24"),
        (Qt.Key.Key_Launch5, _NONE, "", "Launch (5)"),
        (Qt.Key.Key_BracketLeft, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier, "[", "["),
        (Qt.Key.Key_Shift, _SHIFT, "", ""),
        (Qt.Key.Key_Dead_Acute, _NONE, "", ""),
    ],
)
def test_keys_are_written_as_they_are_pressed(key: Qt.Key, modifiers: Qt.KeyboardModifier, text: str, written: str) -> None:
    assert key_of(QKeyEvent(QEvent.Type.KeyPress, key.value, modifiers, text)) == written


def test_the_page_of_keys_tells_those_in_force(settings: _Settings) -> None:
    settings.window.extras.show_keyboard()
    page = next(widget for widget in QApplication.topLevelWidgets() if widget.objectName() == "keyboard_page")
    texts = {label.text() for label in page.findChildren(QLabel)}
    assert {"R", "Ctrl+F", "Mark as reviewed", "Folder Inbox … Folder Reviewed", "Tab"} <= texts
    page.close()


def test_play_keys_of_a_keyboard_are_shown_as_one() -> None:
    assert shown_keys(("K", "Media Play", "Media Pause", "Toggle Media Play/Pause")) == ("K", "Media Play/Pause")
    assert shown_keys(("Shift+Left", "Media Next")) == ("Shift+←", "Media Next")


def test_no_key_is_for_two_actions_as_they_come(settings: _Settings) -> None:
    assert settings.window.extras.actions.problems() == ()
