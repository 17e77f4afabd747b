"""The whole window, over a real inbox."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.recording import Recording
from inbox.domain.statuses import ReviewStatus
from inbox.domain.times import now
from inbox.gui.listing.folders import Folder
from inbox.gui.listing.recording_columns import Column
from inbox.gui.listing.row_delegate import ROW_HEIGHT
from inbox.gui.main_window import MainWindow
from inbox.storage.settings.settings import Settings

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", "does not support grabbing")


def _names(window: MainWindow) -> list[str]:
    model = window.model
    return [str(model.index(row, Column.CONFERENCE).data()) for row in range(model.rowCount())]


def _tell(window: MainWindow, qtbot: QtBot, rows: list[int], until: Callable[[], bool]) -> None:
    window.recordings_changed(rows)
    qtbot.waitUntil(until, timeout=10_000)


def _click(window: MainWindow, qtbot: QtBot, row: int, column: Column = Column.CONFERENCE) -> None:
    place = window.table.visualRect(window.model.index(row, column)).center()
    QTest.mouseClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_an_empty_inbox_says_what_to_do_next(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    assert window.empty.isVisible()
    assert window.empty.sentence.text() == "No recordings yet."
    QTest.mouseClick(window.empty.demo_button, Qt.MouseButton.LeftButton)
    assert inbox.demos == 1
    QTest.mouseClick(window.empty.set_up_button, Qt.MouseButton.LeftButton)
    assert window.watch.card is not None
    assert window.watch.card.isVisible()


def test_the_first_event_takes_the_empty_page_away(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    _tell(window, qtbot, inbox.receive(), lambda: window.model.rowCount() == 1)
    assert window.table.isVisible()
    assert not window.empty.isVisible()
    qtbot.waitUntil(lambda: window.status.counts.text() == "1 recording, 1 new", timeout=5_000)


def test_new_events_at_the_top_keep_selection_and_scroll_position(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    inbox.receive(100)
    window = open_window()
    window.table.verticalScrollBar().setValue(40 * ROW_HEIGHT + 5)
    window.table.select_id(window.model.ids[45])
    before = window.table.current_recording()
    place = window.table.visualRect(window.table.currentIndex())
    _tell(window, qtbot, inbox.receive(7), lambda: window.model.rowCount() == 107)
    assert before is not None
    assert window.table.current_recording() == before
    assert window.table.currentIndex().row() == 52
    assert window.table.selected_ids() == [before.id]
    assert window.table.visualRect(window.table.currentIndex()).top() == place.top()


def test_new_events_are_seen_to_come_when_the_top_is_in_view(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.receive(100)
    window = open_window()
    _tell(window, qtbot, inbox.receive(3), lambda: window.model.rowCount() == 103)
    assert window.table.verticalScrollBar().value() == 0
    assert _names(window)[0] == "Conference 103"


def test_one_change_never_resets_the_list(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    rows = inbox.receive(20)
    window = open_window()
    resets: list[bool] = []
    window.model.modelReset.connect(lambda: resets.append(True))
    inbox.download(rows[3])
    with qtbot.waitSignal(window.model.dataChanged, timeout=10_000) as changed:
        window.recordings_changed([rows[3]])
    assert changed.args is not None
    assert changed.args[0].row() == 16
    assert window.drain()
    assert not resets


def test_a_click_asks_for_the_download_and_plays_when_it_has_come(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = inbox.receive()[0]
    window = open_window()
    played: list[Recording] = []
    monkeypatch.setattr(window.player, "play", played.append)
    _click(window, qtbot, 0)
    assert inbox.asked == [[row]]
    assert not played
    inbox.download(row)
    _tell(window, qtbot, [row], lambda: bool(played))
    assert played[0].id == row
    qtbot.waitUntil(lambda: getattr(window.model.recording_at(0), "media_path", None) is not None, timeout=5_000)
    _click(window, qtbot, 0)
    assert [recording.id for recording in played] == [row, row]
    assert inbox.asked == [[row]]


def test_what_was_clicked_last_is_what_plays(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = inbox.receive(2)
    window = open_window()
    played: list[int] = []
    monkeypatch.setattr(window.player, "play", lambda recording: played.append(recording.id))
    _click(window, qtbot, 1)
    _click(window, qtbot, 0)
    inbox.download(first)
    inbox.download(second)
    _tell(window, qtbot, [first, second], lambda: bool(played))
    assert played == [second]


def test_a_failed_download_is_a_sentence_and_not_a_dialog(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    row = inbox.receive()[0]
    window = open_window()
    _click(window, qtbot, 0)
    inbox.fail(row, "Bandwidth does not know this recording (404).")
    _tell(window, qtbot, [row], lambda: window.status.message.text() == "Bandwidth does not know this recording (404).")
    qtbot.waitUntil(lambda: window.model.index(0, Column.STATE).data() == "!", timeout=5_000)
    tip = window.model.index(0, Column.CONFERENCE).data(Qt.ItemDataRole.ToolTipRole)
    assert "Bandwidth does not know this recording (404)." in tip
    assert QGuiApplication.modalWindow() is None


def test_trying_again_is_not_given_up_because_of_the_earlier_failure(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = inbox.receive()[0]
    inbox.fail(row, "Bandwidth could not be reached.")
    window = open_window()
    played: list[int] = []
    monkeypatch.setattr(window.player, "play", lambda recording: played.append(recording.id))
    _click(window, qtbot, 0)
    with qtbot.waitSignal(window.loader.rows_read, timeout=5_000):
        window.recordings_changed([row])  # still as it was: the wish has not reached the store yet
    inbox.downloads.ask([row], now())
    inbox.download(row)
    _tell(window, qtbot, [row], lambda: played == [row])


def test_enter_and_space_play_and_the_arrows_only_select(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    rows = inbox.receive(5)
    window = open_window()
    window.table.setFocus()
    window.table.select_id(rows[4])
    QTest.keyClick(window.table, Qt.Key.Key_Down)
    QTest.keyClick(window.table, Qt.Key.Key_Down)
    current = window.table.current_recording()
    assert current is not None
    assert current.id == rows[2]
    assert inbox.asked == []
    QTest.keyClick(window.table, Qt.Key.Key_Return)
    assert inbox.asked == [[rows[2]]]
    QTest.keyClick(window.table, Qt.Key.Key_Up)
    QTest.keyClick(window.table, Qt.Key.Key_Space)
    assert inbox.asked == [[rows[2]], [rows[3]]]


def test_a_click_only_selects_when_the_settings_say_so(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.receive(2)
    window = open_window(Settings(theme="light", click_plays=False))
    _click(window, qtbot, 1)
    assert window.table.currentIndex().row() == 1
    assert inbox.asked == []
    _click(window, qtbot, 1, Column.STATE)
    assert len(inbox.asked) == 1


def test_a_click_with_shift_selects_several(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    rows = inbox.receive(5)
    window = open_window()
    window.table.select_id(rows[4])
    place = window.table.visualRect(window.model.index(2, Column.CONFERENCE)).center()
    QTest.mouseClick(window.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, place)
    assert window.table.selected_ids() == [rows[4], rows[3], rows[2]]
    assert inbox.asked == []


def test_a_search_shows_what_matches_and_escape_brings_all_back(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    inbox.receive(3)
    inbox.receive(name="Thursday stand-up", status="partial")
    window = open_window()
    QTest.keyClicks(window.toolbar.search, "status:partial thurs")
    qtbot.waitUntil(lambda: _names(window) == ["Thursday stand-up"], timeout=5_000)
    QTest.keyClick(window.toolbar.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.model.rowCount() == 4, timeout=5_000)
    QTest.keyClicks(window.toolbar.search, "nothingatall")
    qtbot.waitUntil(window.empty.isVisible, timeout=5_000)
    QTest.mouseClick(window.empty.clear_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.model.rowCount() == 4, timeout=5_000)


def test_a_new_event_that_does_not_match_the_search_stays_out(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.receive(name="Alpha")
    window = open_window()
    window.toolbar.search.setText("alpha")
    qtbot.waitUntil(lambda: window.loader.query.words == ("alpha",), timeout=5_000)
    _tell(window, qtbot, [*inbox.receive(name="Beta"), *inbox.receive(name="Alpha two")], lambda: window.model.rowCount() == 2)
    assert _names(window) == ["Alpha two", "Alpha"]


def test_a_header_sorts_one_way_then_the_other_then_by_arrival(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    for name in ("Beta", "Alpha", "Gamma"):
        inbox.receive(name=name)
    window = open_window()
    header = window.table.horizontalHeader()
    place = QPoint(header.sectionViewportPosition(Column.CONFERENCE) + 20, header.height() // 2)
    for expected, arrow in (
        (["Alpha", "Beta", "Gamma"], " ↑"),
        (["Gamma", "Beta", "Alpha"], " ↓"),
        (["Gamma", "Alpha", "Beta"], ""),
    ):
        QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert window.drain()
        assert _names(window) == expected
        shown = window.model.headerData(Column.CONFERENCE, Qt.Orientation.Horizontal)
        assert shown == f"Conference{arrow}"


def test_sorting_keeps_the_selected_recording(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    for name in ("Beta", "Alpha", "Gamma"):
        inbox.receive(name=name)
    window = open_window()
    window.table.select_id(window.model.ids[2])
    window.table.sort_asked.emit(window.loader.query.sort, False)
    assert window.drain()
    current = window.table.current_recording()
    assert current is not None
    assert current.name == "Beta"


def test_a_folder_shows_its_own_and_loses_what_no_longer_belongs(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    rows = inbox.receive(3)
    window = open_window()
    window.sidebar.choose(Folder.NEW)
    qtbot.waitUntil(lambda: window.model.rowCount() == 3 and window.drain(), timeout=5_000)
    window.table.select_id(rows[1])
    window.table.setFocus()
    QTest.keyClick(window.table, Qt.Key.Key_R)
    assert inbox.reviewed == [([rows[1]], ReviewStatus.REVIEWED)]
    _tell(window, qtbot, [rows[1]], lambda: window.model.rowCount() == 2)
    assert list(window.model.ids) == [rows[2], rows[0]]
    qtbot.waitUntil(lambda: window.status.counts.text() == "3 recordings, 2 new", timeout=5_000)


def test_hostile_text_is_shown_as_it_is(inbox: WindowInbox, open_window: OpenWindow) -> None:
    inbox.receive(name='<img src="file:///etc/hostname">\u202eevil\n&x', status="<b>odd</b>\u200b")
    window = open_window()
    index = window.model.index(0, Column.CONFERENCE)
    assert index.data() == '<img src="file:///etc/hostname">\\u202eevil\\u000a&x'
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "<" not in tip
    assert "&lt;img" in tip
    assert window.model.index(0, Column.STATUS).data() == "<b>odd</b>\\u200b"
    for label in window.findChildren(QLabel):
        if "<" in label.text():
            assert label.textFormat() == Qt.TextFormat.PlainText, label.text()


def test_every_control_has_a_name_for_a_screen_reader(inbox: WindowInbox, open_window: OpenWindow) -> None:
    inbox.receive(3)
    window = open_window()
    window.watch.open_sender_card()
    kinds = (QAbstractButton, QLineEdit, QPlainTextEdit, QComboBox)
    for control in window.findChildren(QWidget):
        if isinstance(control, kinds) and control.isVisible() and control.focusPolicy() != Qt.FocusPolicy.NoFocus:
            name = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
            assert name, f"{control.metaObject().className()} {control.objectName()} has no name"


def test_closing_the_window_keeps_its_size(inbox: WindowInbox, open_window: OpenWindow) -> None:
    open_window().close()
    assert (inbox.root / "window.json").exists()
