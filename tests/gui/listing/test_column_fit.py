"""The columns of a narrow list."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.gui.listing.column_fit import BRIEF, NAME_LEAST, NAME_ROOM, natural_width
from inbox.gui.listing.recording_columns import HEADERS, Column
from inbox.gui.listing.recording_table import RecordingTable
from inbox.gui.listing.row_delegate import RowDelegate
from inbox.gui.look.theme import LIGHT
from inbox.gui.main_window import MainWindow

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def _shown(table: RecordingTable) -> list[str]:
    return [HEADERS[column] for column in Column if not table.isColumnHidden(column)]


def _brief(table: RecordingTable) -> frozenset[Column]:
    delegate = table.itemDelegate()
    assert isinstance(delegate, RowDelegate)
    return delegate.brief


def _grabbed(table: RecordingTable, column: Column) -> QImage:
    return table.viewport().grab(table.visualRect(table.model().index(0, column))).toImage()


def _right_edge(table: RecordingTable) -> int:
    return max(table.columnViewportPosition(column) + table.columnWidth(column) for column in Column)


def _is_settled(window: MainWindow, width: int) -> bool:
    return window.width() == width and _right_edge(window.table) <= window.table.viewport().width()


@pytest.mark.parametrize("width", [860, 1000, 1280, 1440])
def test_every_shown_column_is_in_sight_and_names_have_room(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot, width: int
) -> None:
    inbox.receive(60)
    window = open_window()
    window.resize(width, 800)
    qtbot.waitUntil(lambda: _is_settled(window, width))
    table = window.table
    brief = _brief(table)
    assert table.columnWidth(Column.CONFERENCE) >= (NAME_LEAST if set(BRIEF) <= brief else NAME_ROOM)
    for column in Column:
        if not table.isColumnHidden(column) and column is not Column.CONFERENCE:
            assert table.columnWidth(column) >= natural_width(column, LIGHT, is_brief=column in brief)
    assert {HEADERS[Column.EXPIRES], HEADERS[Column.REVIEW]} <= set(_shown(table)), "the days left, whatever the width"


def test_the_smallest_window_shows_days_left_and_review(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.receive(60)
    window = open_window()
    window.resize(window.minimumSize())
    qtbot.waitUntil(lambda: _is_settled(window, 860))
    image = {column: _grabbed(window.table, column) for column in (Column.EXPIRES, Column.REVIEW)}
    assert window.table.model().index(0, Column.EXPIRES).data() == "gone"
    for grabbed in image.values():
        assert len({grabbed.pixel(x, grabbed.height() // 2) for x in range(grabbed.width())}) > 1, "something is painted"


def test_a_narrow_list_tells_shorter_first_and_leaves_the_length_out_last(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    inbox.receive(3)
    table = open_window().table
    seen = []
    for width in range(1200, 400, -10):
        table.resize(width, 300)
        state = [HEADERS[column] for column in BRIEF if column in _brief(table)], set(HEADERS.values()) - set(_shown(table))
        if state not in seen:
            seen.append(state)
    assert seen == [
        ([], set()),
        ([], {"Stars"}),
        (["Review"], {"Stars"}),
        (["Review", "Status"], {"Stars"}),
        (["Review", "Status", "Started"], {"Stars"}),
        (["Review", "Status", "Started"], {"Stars", "Length"}),
        (["Review", "Status", "Started"], {"Stars", "Length", "Started"}),
    ]
    table.resize(1200, 300)
    assert _shown(table) == list(HEADERS.values())
    for column in Column:
        if column is not Column.CONFERENCE:
            assert table.columnWidth(column) == natural_width(column, LIGHT), "as wide as before"


def test_a_width_that_the_person_chose_is_there_again_when_there_is_room(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    inbox.receive(3)
    table = open_window().table
    table.resize(1300, 300)
    table.setColumnWidth(Column.REVIEW, 190)
    table.resize(650, 300)
    assert table.columnWidth(Column.REVIEW) == natural_width(Column.REVIEW, LIGHT, is_brief=True)
    table.resize(1300, 300)
    assert table.columnWidth(Column.REVIEW) == 190


def test_a_badge_without_its_word_still_says_it(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.receive(1, startTime="2024-06-10T19:00:00Z", status="partial")
    table = open_window().table
    wide = {column: _grabbed(table, column) for column in BRIEF}
    table.resize(650, 300)
    model = table.model()
    for column in BRIEF:
        assert _grabbed(table, column).width() < wide[column].width()
        assert model.index(0, column).data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(0, Column.REVIEW).data(Qt.ItemDataRole.ToolTipRole) == "Not reviewed yet"
    assert "2024" in model.index(0, Column.STARTED).data(Qt.ItemDataRole.ToolTipRole)


def test_a_column_made_too_wide_can_be_scrolled_to(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.receive(3)
    table = open_window().table
    table.resize(650, 300)
    table.setColumnWidth(Column.STARTED, 2_000)
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() > 0)
    table.resize(650, 280)
    assert table.columnWidth(Column.STARTED) == 2_000, "a scroll bar, or another height, is no reason to take it back"


def test_narrow_details_stand_in_one_column(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.receive()
    window = open_window()

    def left_of(name: str) -> int:
        field = next(field for field in window.details.findChildren(QLineEdit) if field.accessibleName() == name)
        return field.mapTo(window, field.rect().topLeft()).x()

    window.resize(1440, 900)
    qtbot.waitUntil(lambda: left_of("SHA-256") > left_of("Tag") + 200)
    window.resize(860, 900)
    qtbot.waitUntil(lambda: left_of("SHA-256") == left_of("Tag"))
