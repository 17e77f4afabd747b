"""Where the keyboard goes from one part of the window to the next, and what it finds there."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.gui.listing.recording_columns import Column
from inbox.gui.look.theme import LIGHT
from inbox.gui.main_window import MainWindow

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", "does not support grabbing")


def _type(window: MainWindow, qtbot: QtBot, text: str, rows: int) -> None:
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert window.toolbar.search.hasFocus()
    QTest.keyClicks(window.toolbar.search, text)
    qtbot.waitUntil(lambda: window.model.rowCount() == rows, timeout=5_000)


def _has_ring(window: MainWindow) -> bool:
    table = window.table
    shown = table.viewport().grab(table.visualRect(table.currentIndex().siblingAtColumn(Column.STARTED))).toImage()
    return shown.pixelColor(shown.width() // 2, 0) == LIGHT.accent


@pytest.mark.parametrize("text", ["zzz", "Conference"])
def test_one_escape_empties_the_search_and_comes_back_to_the_row_that_was_left(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot, text: str
) -> None:
    rows = inbox.receive(5)
    window = open_window()
    window.table.select_id(rows[2])
    window.table.setFocus()
    _type(window, qtbot, text, 0 if text == "zzz" else 5)
    QTest.keyClick(window.toolbar.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(window.table.hasFocus, timeout=5_000)
    assert window.toolbar.search.text() == ""
    assert window.model.rowCount() == 5
    assert window.table.selected_ids() == [rows[2]]
    assert _has_ring(window)


def test_a_found_list_without_the_row_of_before_is_entered_at_its_top_and_left_again_without_it(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    rows = inbox.receive(5)
    found = inbox.receive(2, name="Found")
    window = open_window()
    window.table.select_id(rows[2])
    _type(window, qtbot, "found", 2)
    QTest.keyClick(window.toolbar.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(window.table.hasFocus, timeout=5_000)
    assert window.table.selected_ids() == [rows[2]]
    _type(window, qtbot, "found", 2)
    QTest.keyClick(window.toolbar.search, Qt.Key.Key_Down)
    assert window.table.selected_ids() == [found[1]]
    assert window.details.isVisible()
    current = window.table.current_recording()
    assert current is not None
    assert current.id == found[1]
    assert _has_ring(window)


def test_enter_at_once_goes_to_what_was_typed(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.receive(5)
    found = inbox.receive(name="Found")
    inbox.receive(2)
    window = open_window()
    window.toolbar.search.setFocus()
    QTest.keyClicks(window.toolbar.search, "found")
    QTest.keyClick(window.toolbar.search, Qt.Key.Key_Return)
    qtbot.waitUntil(window.table.hasFocus, timeout=5_000)
    assert window.table.selected_ids() == found
    assert inbox.asked == []


def test_tab_goes_through_the_window_as_it_is_read(inbox: WindowInbox, open_window: OpenWindow) -> None:
    inbox.receive(3)
    window = open_window()
    window.toolbar.search.setFocus()
    parts = (window.toolbar, window.sidebar, window.table, window.player, window.details)
    visited: list[QWidget] = []
    for _ in range(20):
        focused = QApplication.focusWidget()
        assert focused is not None
        part = next((part for part in parts if focused is part or part.isAncestorOf(focused)), None)
        if part is not None and (not visited or visited[-1] is not part):
            visited.append(part)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert visited[:6] == [*parts, window.toolbar]
