"""The columns of a narrow list."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.gui.column_fit import NAME_LEAST, natural_width
from inbox.gui.main_window import MainWindow
from inbox.gui.recording_columns import HEADERS, Column
from inbox.gui.recording_table import RecordingTable
from inbox.gui.theme import LIGHT

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def _shown(table: RecordingTable) -> list[str]:
    return [HEADERS[column] for column in Column if not table.isColumnHidden(column)]


def _right_edge(table: RecordingTable) -> int:
    return max(table.columnViewportPosition(column) + table.columnWidth(column) for column in Column)


@pytest.mark.parametrize("width", [880, 1000, 1440])
def test_every_shown_column_is_in_sight_and_names_have_room(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot, width: int
) -> None:
    inbox.receive(60)
    window = open_window()
    window.resize(width, 800)
    qtbot.waitUntil(lambda: window.width() == width and _right_edge(window.table) <= window.table.viewport().width())
    assert window.table.columnWidth(Column.CONFERENCE) >= NAME_LEAST
    for column in Column:
        if not window.table.isColumnHidden(column) and column is not Column.CONFERENCE:
            assert window.table.columnWidth(column) >= natural_width(column, LIGHT)


def test_review_gives_way_before_expires_and_both_come_back(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.receive(3)
    table = open_window().table
    seen = set()
    for width in range(1200, 500, -20):
        table.resize(width, 300)
        seen.add(" ".join(_shown(table)[-2:]))
    assert seen == {"Expires Review", "Length Expires", "Started Length"}
    table.resize(1200, 300)
    assert _shown(table) == list(HEADERS.values())


def test_a_column_made_too_wide_can_be_scrolled_to(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.receive(3)
    table = open_window().table
    table.setColumnWidth(Column.STARTED, 2_000)
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() > 0)


def test_narrow_details_stand_in_one_column(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.receive()
    window = open_window()

    def left_of(name: str) -> int:
        field = next(field for field in window.details.findChildren(QLineEdit) if field.accessibleName() == name)
        return field.mapTo(window, field.rect().topLeft()).x()

    window.resize(1440, 900)
    qtbot.waitUntil(lambda: left_of("SHA-256") > left_of("Tag") + 200)
    window.resize(880, 900)
    qtbot.waitUntil(lambda: left_of("SHA-256") == left_of("Tag"))
