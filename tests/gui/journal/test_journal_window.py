"""The journal: every delivery, at any number, who was turned away, and what was seen for the first time."""

import csv
import io
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.knock import KnockEntry, KnockReason
from inbox.domain.times import now
from inbox.gui.journal.journal_deliveries import PAGE, DeliveriesPage
from inbox.gui.journal.journal_window import JournalWindow
from inbox.gui.main_window import MainWindow

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", "does not support grabbing")


def _journal(window: MainWindow, qtbot: QtBot) -> JournalWindow:
    QTest.keyClick(window, Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    journal = window.extras.journal.journal
    assert journal is not None
    qtbot.waitUntil(journal.isVisible, timeout=5_000)
    return journal


def _deliveries(journal: JournalWindow) -> DeliveriesPage:
    assert journal.deliveries is not None
    return journal.deliveries


def _rows(page: DeliveriesPage) -> list[tuple[str, str]]:
    """Outcome and event of each line, as they can be read."""
    model = page.model
    return [(model.index(row, 1).data(), model.index(row, 2).data()) for row in range(model.rowCount())]


def test_what_was_ignored_or_rejected_stands_there_too_newest_first(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    inbox.receive()
    inbox.deliver(b'{"eventType":"conferenceCompleted"}')
    inbox.deliver(b'{"a": }')
    page = _deliveries(_journal(open_window(), qtbot))
    qtbot.waitUntil(lambda: page.model.rowCount() == 3, timeout=5_000)
    rejected, ignored, recording = _rows(page)
    assert rejected[0] == "rejected"
    assert "not JSON" in rejected[1]
    assert ignored == ("ignored", "conferenceCompleted")
    assert recording == ("recording", "conferenceRecordingAvailable")
    assert page.count.text() == "3 kept"
    qtbot.waitUntil(lambda: "at line 1, column 7" in page.viewer.text.toPlainText(), timeout=5_000)
    page.filters.choose("Ignored")
    qtbot.waitUntil(lambda: _rows(page) == [ignored], timeout=5_000)
    inbox.deliver(b'{"eventType": "recordingAvailable"}')
    page.filters.choose("Rejected")
    qtbot.waitUntil(lambda: len(_rows(page)) == 2, timeout=5_000)
    assert _rows(page)[0][1] == "recordingAvailable: recordingId is missing."
    page.filters.choose("Duplicates")
    qtbot.waitUntil(page.empty.isVisible, timeout=5_000)
    assert page.empty.text() == "Nothing was delivered twice."


def test_a_delivery_that_comes_moves_neither_the_selection_nor_what_is_read(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    inbox.receive(3)
    page = _deliveries(_journal(open_window(), qtbot))
    qtbot.waitUntil(lambda: page.model.rowCount() == 3, timeout=5_000)
    page.table.choose(2)
    qtbot.waitUntil(lambda: "r-1" in page.viewer.text.toPlainText(), timeout=5_000)
    inbox.receive(2)
    qtbot.waitUntil(lambda: page.model.rowCount() == 5, timeout=5_000)
    assert page.table.currentIndex().row() == 4
    assert "r-1" in page.viewer.text.toPlainText()
    assert page.viewer.shown is not None
    assert page.viewer.shown.id == 1


def test_the_list_is_read_a_page_at_a_time_and_its_end_can_be_reached(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    inbox.receive(2 * PAGE + 50)
    page = _deliveries(_journal(open_window(), qtbot))
    qtbot.waitUntil(lambda: page.model.rowCount() == PAGE, timeout=5_000)
    page.table.scrollToBottom()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2 * PAGE, timeout=5_000)
    page.table.scrollToBottom()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2 * PAGE + 50, timeout=5_000)
    assert [line.id for line in page.model.values] == list(range(2 * PAGE + 50, 0, -1))


def test_how_long_an_answer_took_comes_in_when_it_is_written_down(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    inbox.receive()
    page = _deliveries(_journal(open_window(), qtbot))
    qtbot.waitUntil(lambda: page.model.rowCount() == 1, timeout=5_000)
    assert page.model.index(0, 6).data() == "–"
    with inbox.database.writing() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET answer_microseconds = 4213")
    qtbot.waitUntil(lambda: page.model.index(0, 6).data() == "4.2 ms", timeout=5_000)


def test_a_delivery_can_be_taken_once_more_and_copied(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    row = inbox.receive()[0]
    inbox.deliver(b"it's\n", target="/?a=1", Host="x")
    journal = _journal(open_window(), qtbot)
    page = _deliveries(journal)
    qtbot.waitUntil(lambda: page.viewer.shown is not None, timeout=5_000)
    for word, has in (("Copy as curl", "curl"), ("Copy body", "it's\n")):
        button = next(one for one in journal.findChildren(QPushButton) if one.text() == word)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert has in QGuiApplication.clipboard().text()
        assert journal.message.isVisible()
    with inbox.database.writing() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET outcome = 'ignored', recording_row = NULL WHERE id = 1")
    page.table.choose(1)
    qtbot.waitUntil(lambda: page.viewer.shown is not None and page.viewer.shown.id == 1, timeout=5_000)
    QTest.mouseClick(page.viewer.replay, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.viewer.shown is not None and page.viewer.shown.recording_row == row, timeout=5_000)
    assert inbox.recordings.rows([row])[row].deliveries >= 1


def test_who_was_turned_away_stands_there_with_the_reason_in_words(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    journal = _journal(open_window(), qtbot)
    page = journal.knocks
    assert page is not None
    journal.tabs.setCurrentIndex(1)
    assert page.empty.isVisible()
    assert page.empty.text() == "Nobody was turned away."
    assert "asks again with them" in page.note.text()
    moment = now()
    entries = [
        KnockEntry(KnockReason.NO_CREDENTIALS, "127.0.0.1", "198.51.100.7", "/", moment, moment, 5),
        KnockEntry(KnockReason.WRONG_CREDENTIALS, "127.0.0.1", "203.0.113.9", "/", moment, moment + timedelta(seconds=1), 1_234),
    ]
    inbox.knocks.add(entries)
    qtbot.waitUntil(lambda: page.model.rowCount() == 2, timeout=5_000)
    spoken = [page.model.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole) for column in range(page.model.columnCount())]
    assert "Why: The user name or the password was wrong." in spoken
    assert "Kind: Wrong user name or password: somebody may be guessing" in spoken
    assert "Forwarded for: 203.0.113.9" in spoken
    assert "Times: 1\u202f234" in spoken
    page.table.choose(1)
    inbox.knocks.add(
        [KnockEntry(KnockReason.NO_CREDENTIALS, "127.0.0.1", "198.51.100.7", "/", moment, moment + timedelta(hours=1), 1)]
    )
    qtbot.waitUntil(lambda: page.model.index(0, 7).data() == "6", timeout=5_000)
    assert page.table.currentIndex().row() == 0, "the line that was chosen came up, and is chosen still"


def test_what_is_new_in_events_leads_to_its_delivery_and_can_be_exported(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    journal = _journal(open_window(), qtbot)
    page = journal.first_seen
    assert page is not None
    journal.tabs.setCurrentIndex(2)
    assert page.empty.isVisible()
    assert page.empty.text() == "Nothing yet: every event so far was as documented."
    assert not page.export_button.isEnabled()
    inbox.receive(status="=HYPERLINK(0)", startTime="2026-06-10T19:00:00.000Z")
    qtbot.waitUntil(page.export_button.isEnabled, timeout=5_000)
    assert ("Status", "=HYPERLINK(0)") in [
        (page.model.index(row, 0).data(), page.model.index(row, 1).data()) for row in range(page.model.rowCount())
    ]
    page.export(tmp_path / "new.csv")
    cells = list(csv.DictReader(io.StringIO((tmp_path / "new.csv").read_bytes().decode("utf-8-sig"))))
    assert "'=HYPERLINK(0)" in {row["name"] for row in cells}
    page.export(tmp_path / "new.json")
    assert "=HYPERLINK(0)" in {row["name"] for row in json.loads((tmp_path / "new.json").read_bytes())}
    page.export(tmp_path / "absent" / "new.csv")
    assert "could not be written" in journal.message.text()
    page.table.choose(0)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert journal.tabs.currentIndex() == 0
    viewer = _deliveries(journal).viewer
    qtbot.waitUntil(lambda: viewer.shown is not None and b"HYPERLINK" in viewer.shown.delivery.body, timeout=5_000)


def test_a_delivery_far_down_is_shown_although_the_list_does_not_reach_to_it(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    inbox.receive(PAGE + 50)
    journal = _journal(open_window(), qtbot)
    page = _deliveries(journal)
    journal.show_delivery(3)
    qtbot.waitUntil(lambda: page.model.rowCount() == PAGE, timeout=5_000)
    qtbot.waitUntil(lambda: page.viewer.shown is not None, timeout=5_000)
    inbox.receive()
    qtbot.waitUntil(lambda: page.model.rowCount() == PAGE + 1, timeout=5_000)
    assert page.viewer.shown is not None
    assert page.viewer.shown.id == 3
    journal.close()
    journal.show()
    qtbot.waitUntil(lambda: page.viewer.shown is not None and page.viewer.shown.id == 3, timeout=5_000)


def test_the_journal_is_used_and_left_by_keyboard(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.receive(3)
    journal = _journal(open_window(), qtbot)
    page = _deliveries(journal)
    qtbot.waitUntil(lambda: page.viewer.shown is not None, timeout=5_000)
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.viewer.shown is not None and page.viewer.shown.id == 2, timeout=5_000)
    visited = set()
    for _ in range(12):
        focused = QApplication.focusWidget()
        assert focused is not None
        visited.add(focused.accessibleName() or getattr(focused, "text", str)())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert {"Show: All", "Deliveries, newest first", "Show the delivery as: JSON", "Copy as curl", "Replay"} <= visited
    QTest.keyClick(journal, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert journal.tabs.currentIndex() == 1
    QTest.keyClick(journal, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not journal.isVisible(), timeout=5_000)
