"""The page of keys and the page that tells of them: nothing is cut, and nothing moves away from under the pointer."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.gui.look.style_sheet import apply_theme
from inbox.gui.look.theme import LIGHT
from inbox.gui.main_window import MainWindow
from inbox.gui.settings.keys_page import KeysPage
from inbox.gui.settings.settings_window import SettingsWindow
from inbox.gui.widgets.key_chips import chips
from inbox.storage.settings.settings import Settings

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|raise\\(\\)|grabbing the keyboard")

_MANY = "play = Space, K, Media Play, Media Pause, Toggle Media Play/Pause, F13, Ctrl+Shift+F14"


def _cut(page: QWidget) -> list[str]:
    """The labels that are narrower than what stands in them, or go out of what they stand in."""
    shown = [label for label in page.findChildren(QLabel) if label.isVisible() and not label.wordWrap()]
    return [label.text() for label in shown if label.width() < label.minimumSizeHint().width() or not _is_within(label)]


def _is_within(label: QLabel) -> bool:
    parent = label.parentWidget()
    return parent is not None and parent.rect().contains(label.geometry())


def test_every_key_of_an_action_is_read_whole_however_many_it_has(
    inbox: WindowInbox, open_window: OpenWindow, qapp: QApplication, qtbot: QtBot
) -> None:
    inbox.in_force = Settings(keys=(_MANY,))
    window = open_window()
    apply_theme(qapp, LIGHT)
    window.extras.show_keyboard()
    page = next(widget for widget in QApplication.topLevelWidgets() if widget.objectName() == "keyboard_page")
    qtbot.waitExposed(page)
    qtbot.waitUntil(lambda: "F13" in {label.text() for label in page.findChildren(QLabel)} and _cut(page) == [])
    page.close()


def test_keys_that_have_no_room_beside_each_other_stand_below_each_other(qtbot: QtBot) -> None:
    row = chips(("Media Play/Pause", "F13", "Ctrl+Shift+F14"), LIGHT)
    qtbot.addWidget(row)
    row.resize(150, row.heightForWidth(150))
    with qtbot.waitExposed(row):
        row.show()
    assert _cut(row) == []
    assert len({label.y() for label in row.findChildren(QLabel)}) > 1


def test_what_is_said_of_a_key_moves_no_button(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    window.extras.settings.open("Keys")
    settings = window.extras.settings.settings
    assert isinstance(settings, SettingsWindow)
    qtbot.waitUntil(settings.isVisible)
    page = settings.pages["Keys"]
    assert isinstance(page, KeysPage)
    buttons = page.change, page.add, page.none, page.reset, page.reset_all

    def places() -> list[QPoint]:
        QApplication.processEvents()
        return [button.mapTo(settings, QPoint(0, 0)) for button in buttons]

    before = places()
    page.said.emit("F13 is for “Flag, or take the flag away” now. " + "“Mark as reviewed” has no key any more. " * 12)
    assert settings.message.isVisible()
    assert places() == before
    settings.message.hide()
    assert places() == before
