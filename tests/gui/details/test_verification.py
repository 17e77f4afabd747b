"""What the window shows of asking Bandwidth back, and of calls."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.times import iso_z, now
from inbox.gui.listing.recording_columns import Column
from inbox.gui.look.theme import LIGHT
from inbox.gui.main_window import MainWindow

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", "does not support grabbing")

SENTENCE = "Bandwidth does not know this recording (404). It is not downloaded unless you ask for it."


def _verify(inbox: WindowInbox, row: int, **said: object) -> None:
    recording = inbox.recordings.rows([row])[row]
    metadata = {"recordingId": recording.recording_id, "status": "complete", "duration": "PT20S", **said}
    inbox.verifications.verified(row, json.dumps(metadata), now())


def _refute(inbox: WindowInbox, row: int) -> None:
    inbox.verifications.refuted(row, SENTENCE, now(), now() + timedelta(minutes=1))


def _spoken(window: MainWindow, row: int, column: Column) -> str:
    return str(window.model.index(row, column).data(Qt.ItemDataRole.AccessibleTextRole))


def _title(window: MainWindow, row: int) -> QImage:
    return window.table.viewport().grab(window.table.visualRect(window.model.index(row, Column.CONFERENCE))).toImage()


def _has(image: QImage, colour: str) -> bool:
    wanted = getattr(LIGHT, colour)
    return any(
        abs(image.pixelColor(x, y).red() - wanted.red()) + abs(image.pixelColor(x, y).green() - wanted.green()) < 24
        for x in range(image.width())
        for y in range(image.height())
    )


def _shown(window: MainWindow) -> list[str]:
    return [label.text() for label in window.details.findChildren(QLabel) if label.isVisible()]


def _button(window: MainWindow, text: str) -> QPushButton:
    return next(one for one in window.details.findChildren(QPushButton) if one.text() == text and one.isVisible())


def _names(part: QWidget) -> set[str]:
    return {child.accessibleName() for child in part.findChildren(QWidget) if child.isVisible()}


def test_a_verified_row_wears_a_mark_that_is_said_too_and_an_unverified_one_wears_none(
    inbox: WindowInbox, open_window: OpenWindow
) -> None:
    plain, verified, refuted = inbox.receive(3)
    _verify(inbox, verified)
    _refute(inbox, refuted)
    window = open_window()
    assert [row for row in range(3) if _has(_title(window, row), "complete")] == [1]
    assert _spoken(window, 1, Column.CONFERENCE) == "Conference Conference 2, Verified with Bandwidth"
    assert _spoken(window, 2, Column.CONFERENCE) == "Conference Conference 1"
    assert _spoken(window, 0, Column.STATE) == SENTENCE
    window.table.select_id(verified)
    assert any(text.startswith("Bandwidth knows this recording. Asked ") for text in _shown(window))
    assert "Verified with Bandwidth" in _names(window.details)
    window.table.select_id(plain)
    assert "Bandwidth was not asked about it yet." in _shown(window)
    assert "Not verified with Bandwidth" in _names(window.details)


def test_a_click_on_what_bandwidth_does_not_know_downloads_nothing_but_the_person_may(
    inbox: WindowInbox, open_window: OpenWindow
) -> None:
    row = inbox.receive()[0]
    _refute(inbox, row)
    window = open_window()
    QTest.mouseClick(
        window.table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=window.table.visualRect(window.model.index(0, Column.CONFERENCE)).center(),
    )
    assert inbox.asked == []
    assert "a click does not download it" in window.status.message.text()
    assert any(SENTENCE in text for text in _shown(window))
    QTest.mouseClick(_button(window, "Download anyway"), Qt.MouseButton.LeftButton)
    assert inbox.asked == [[row]]


def test_bandwidth_can_be_asked_again(inbox: WindowInbox, open_window: OpenWindow) -> None:
    row = inbox.receive()[0]
    _refute(inbox, row)
    window = open_window()
    QTest.mouseClick(_button(window, "Ask again"), Qt.MouseButton.LeftButton)
    assert inbox.asked_bandwidth == [[row]]
    place = window.table.visualRect(window.model.index(0, Column.CONFERENCE)).center()
    window.table.menu_asked.emit(window.table.viewport().mapToGlobal(place))
    words = {action.text(): action for opened in window.findChildren(QMenu) for action in opened.actions()}
    assert "Download anyway" in words
    words["Ask Bandwidth about this recording"].trigger()
    assert inbox.asked_bandwidth == [[row], [row]]


def test_what_event_and_bandwidth_tell_differently_stands_side_by_side(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    alike, differs = inbox.receive(2)
    _verify(inbox, alike)
    _verify(inbox, differs, status="partial<b>\u202e", duration="PT3M")
    window = open_window()
    window.table.select_id(differs)
    qtbot.waitUntil(lambda: "The event and Bandwidth differ" in _shown(window), timeout=5_000)
    shown = _shown(window)
    assert "partial<b>\\u202e" in shown
    assert {"status", "duration", "The event said", "Bandwidth says"} <= set(shown)
    window.table.select_id(alike)
    assert window.details._deliveries.viewer is not None
    qtbot.waitUntil(lambda: "The event and Bandwidth differ" not in _shown(window), timeout=5_000)


def test_a_call_shows_who_called_whom(inbox: WindowInbox, open_window: OpenWindow) -> None:
    parties: dict[str, Any] = {"from": "+19195550112", "to": "+19195554321"}
    inbox.receive(name="Stand-up")
    inbox.receive(eventType="recordingAvailable", callId="c-95", direction="inbound", channels=2, name=None, **parties)
    window = open_window()
    assert window.model.index(0, Column.CONFERENCE).data() == "+19195550112 → +19195554321"
    assert _spoken(window, 0, Column.CONFERENCE) == "Call +19195550112 → +19195554321"
    fields = {one.accessibleName(): one.text() for one in window.details.findChildren(QLineEdit) if not one.isHidden()}
    expected = {"From": "+19195550112", "To": "+19195554321", "Direction": "inbound", "Channels": "2", "Call id": "c-95"}
    assert expected.items() <= fields.items()
    assert not {"Conference", "Conference id"} & set(fields)
    window.table.select_id(1)
    fields = {one.accessibleName(): one.text() for one in window.details.findChildren(QLineEdit) if not one.isHidden()}
    assert fields["Conference"] == "Stand-up"
    assert not {"From", "To", "Direction", "Call id"} & set(fields)


def test_what_an_event_changed_wears_no_green_shield_until_bandwidth_says_the_same(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    (row,) = inbox.receive(name="Stand-up")
    _verify(inbox, row, name="Stand-up")
    window = open_window()
    qtbot.waitUntil(lambda: "Verified" in _spoken(window, 0, Column.CONFERENCE))
    assert _has(_title(window, 0), "complete")

    forged = {
        "eventType": "conferenceRecordingAvailable",
        "accountId": "55555555",
        "conferenceId": "conf-1",
        "recordingId": "r-1",
    }
    inbox.deliver(json.dumps({**forged, "name": "HACKED", "eventTime": iso_z(now())}).encode())
    window.recordings_changed([row])
    qtbot.waitUntil(lambda: "Differs from what Bandwidth says" in _spoken(window, 0, Column.CONFERENCE))
    assert _has(_title(window, 0), "partial")
    assert not _has(_title(window, 0), "complete")
    assert "Differs from what Bandwidth says" in str(window.model.index(0, Column.CONFERENCE).data(Qt.ItemDataRole.ToolTipRole))
    window.table.select_id(row)
    qtbot.waitUntil(lambda: any("says something else of it" in text for text in _shown(window)))
    qtbot.waitUntil(lambda: "The event and Bandwidth differ" in _shown(window))
    inbox.receive()
    window.toolbar.search.setText("is:differs")
    qtbot.waitUntil(lambda: window.model.rowCount() == 1)

    _verify(inbox, row, name="HACKED")
    window.recordings_changed([row])
    qtbot.waitUntil(lambda: not any("says something else of it" in text for text in _shown(window)))
