"""The columns of a narrow list."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.statuses import ReviewStatus
from inbox.gui.listing.column_fit import LEAST_WIDTH, NAME_LEAST, NAME_ROOM, SHORTER, natural_width
from inbox.gui.listing.recording_columns import HEADERS, Column, titles
from inbox.gui.listing.recording_table import RecordingTable
from inbox.gui.listing.row_delegate import RowDelegate
from inbox.gui.look.theme import LIGHT
from inbox.gui.main_window import MainWindow

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


def _shown(table: RecordingTable) -> list[str]:
    return [HEADERS[column] for column in Column if not table.isColumnHidden(column)]


def _brief(table: RecordingTable) -> Mapping[Column, int]:
    delegate = table.itemDelegate()
    assert isinstance(delegate, RowDelegate)
    return delegate.brief


def _grabbed(table: RecordingTable, column: Column) -> QImage:
    return table.viewport().grab(table.visualRect(table.model().index(0, column))).toImage()


def _right_edge(table: RecordingTable) -> int:
    return max(table.columnViewportPosition(column) + table.columnWidth(column) for column in Column)


def _is_settled(window: MainWindow, width: int) -> bool:
    is_beside = width - 4 <= window.table.width() + window.sidebar.width() <= width  # once the sidebar has its width too
    return window.width() == width and is_beside and _right_edge(window.table) <= window.table.viewport().width()


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
    assert table.columnWidth(Column.CONFERENCE) >= (NAME_LEAST if dict(SHORTER) == brief else NAME_ROOM)
    for column in Column:
        if not table.isColumnHidden(column) and column is not Column.CONFERENCE:
            assert table.columnWidth(column) >= natural_width(column, LIGHT, brief.get(column, 0))
    assert set(HEADERS.values()) - {"Stars"} <= set(_shown(table)), "everything but the stars, in the smallest window too"


def test_the_smallest_window_shows_days_left_and_review(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.receive(60)
    window = open_window()
    window.resize(window.minimumSize())
    qtbot.waitUntil(lambda: _is_settled(window, 860))
    image = {column: _grabbed(window.table, column) for column in (Column.EXPIRES, Column.REVIEW)}
    assert window.table.model().index(0, Column.EXPIRES).data() == "gone"
    for grabbed in image.values():
        assert len({grabbed.pixel(x, grabbed.height() // 2) for x in range(grabbed.width())}) > 1, "something is painted"


def test_a_narrow_list_tells_shorter_first_and_leaves_out_after_that_in_this_order(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    inbox.receive(3)
    table = open_window().table
    seen: list[tuple[dict[str, int], set[str]]] = []
    for width in range(1200, 400, -4):
        table.resize(width, 300)
        state = {HEADERS[column]: step for column, step in _brief(table).items()}, set(HEADERS.values()) - set(_shown(table))
        if state not in seen:
            seen.append(state)
    brief = {"Started": 2, "Length": 1, "Status": 1, "Review": 1}
    assert seen == [
        ({}, set()),
        ({}, {"Stars"}),
        ({"Started": 1}, {"Stars"}),
        ({"Started": 1, "Length": 1}, {"Stars"}),
        ({"Started": 1, "Length": 1, "Status": 1}, {"Stars"}),
        ({"Started": 1, "Length": 1, "Status": 1, "Review": 1}, {"Stars"}),
        (brief, {"Stars"}),
        (brief, {"Stars", "Length"}),
        (brief, {"Stars", "Length", "Started"}),
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
    assert table.columnWidth(Column.REVIEW) == natural_width(Column.REVIEW, LIGHT, 1)
    table.resize(1300, 300)
    assert table.columnWidth(Column.REVIEW) == 190


@pytest.mark.parametrize("status", ["complete", "processing"])
def test_a_badge_keeps_its_word_in_the_smallest_window(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot, status: str
) -> None:
    inbox.review(inbox.receive(1, status=status), ReviewStatus.REVIEWED)
    window = open_window()
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: _is_settled(window, 1440))
    badges = (Column.STATUS, Column.REVIEW)
    wide = {column: _grabbed(window.table, column) for column in badges}
    window.resize(860, 900)
    qtbot.waitUntil(lambda: _is_settled(window, 860))
    for column in badges:
        narrow = _grabbed(window.table, column)
        assert narrow.width() < wide[column].width()
        assert narrow == wide[column].copy(narrow.rect()), "the same badge, to the last letter"


def test_what_is_told_shorter_is_told_whole_in_its_tip(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.receive(1, startTime="2024-06-10T19:00:00Z", duration="PT1H2M3S")
    table = open_window().table
    table.resize(700, 300)
    model = table.model()
    assert "10 Jun 2024" in model.index(0, Column.STARTED).data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(0, Column.LENGTH).data(Qt.ItemDataRole.ToolTipRole) == "Length 1:02:03"
    assert model.index(0, Column.REVIEW).data(Qt.ItemDataRole.ToolTipRole) == "Not reviewed yet"


def test_of_a_call_the_ends_of_both_numbers_are_told_where_there_is_no_room_for_them(inbox: WindowInbox) -> None:
    numbers = {"from": "+19195551234", "to": "+19195559876"}
    rows = inbox.receive(1, eventType="recordingAvailable", callId="c-1", conferenceId="", name="", **numbers)
    call = inbox.recordings.rows(rows)[rows[0]]
    assert titles(call) == ("+19195551234 → +19195559876", "…5551234 → …5559876", "…1234 → …9876")
    assert titles(replace(call, name="Support")) == ("Support",)
    assert titles(replace(call, to_number=None)) == ("+19195551234 → unknown",)


def test_the_sidebar_gives_way_in_a_narrow_window(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.receive(3)
    window = open_window()
    wide = window.sidebar.width()
    window.resize(860, 800)
    qtbot.waitUntil(lambda: window.sidebar.width() < wide)
    qtbot.waitUntil(lambda: window.sidebar.visualItemRect(window.sidebar.item(0)).right() < window.sidebar.width())
    window.resize(wide + LEAST_WIDTH, 800)
    qtbot.waitUntil(lambda: window.sidebar.width() == wide)
    assert window.table.width() == LEAST_WIDTH, "whatever the details would like to have"


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
