"""“I have 20 minutes”: asked for by key, offered, started, played one after the other."""

from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest
from domain.told_recording import told
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window.listening_window import ListeningWindow

from inbox.domain.coverage import HeardSpan
from inbox.domain.statuses import ReviewStatus
from inbox.domain.time_queue import Unheard
from inbox.domain.times import iso_z, now
from inbox.gui.main_window import MainWindow
from inbox.gui.review.queue_desk import QueueDesk
from inbox.gui.review.queue_window import Offer, QueueWindow, fits_text
from inbox.storage.review.reviews import set_review
from inbox.storage.review.time_queue import UnheardList

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA", "does not support raise"
)


@pytest.fixture
def listening(tmp_path: Path, qtbot: QtBot) -> Iterator[ListeningWindow]:
    with closing(ListeningWindow(tmp_path / "inbox")) as made:
        yield made


def _queue(window: MainWindow, qtbot: QtBot) -> QueueWindow:
    QTest.keyClick(window.table, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    desk = next(part for part in window.extras.desk._parts if isinstance(part, QueueDesk))
    shown = desk.window
    assert shown is not None
    qtbot.waitUntil(lambda: not shown.empty.text().startswith("Looking"))
    return shown


def _press_w(window: MainWindow, qtbot: QtBot) -> None:
    window.activateWindow()  # as a desktop does when another window is closed
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.table, Qt.Key.Key_W)


def _titles(shown: QueueWindow) -> list[str]:
    return [entry.unheard.recording.title for entry in shown.model.values]


def _loaded(window: MainWindow) -> str:
    return window.player.recording.title if window.player.recording is not None else ""


def test_the_minutes_decide_what_is_offered_and_enter_starts_it(listening: ListeningWindow, qtbot: QtBot) -> None:
    recent = iso_z(now())
    for name, seconds in (("Long", 150.0), ("Short", 40.0), ("Middle", 70.0)):
        listening.downloaded(seconds, name=name, startTime=recent)
    window = listening.open()
    shown = _queue(window, qtbot)
    assert _titles(shown) == ["Short", "Middle", "Long"]
    assert shown.fits.text().startswith("3 recordings fit: 4:20, done ")
    QTest.keyClicks(shown.minutes, "2")
    assert _titles(shown) == ["Short", "Middle"]
    assert shown.fits.text().startswith("2 recordings fit: 1:50, done ")
    assert shown.whole.text().startswith("All 3 that are unheard take 4:20 without silence. At 1× and without a pause that ")
    QTest.keyClick(shown.minutes, Qt.Key.Key_Return)
    assert not shown.isVisible()
    assert (_loaded(window), window.player.is_playing) == ("Short", True)
    assert window.table.current_recording() == window.player.recording
    assert window.status.message.text() == "1 of 2 in the queue."


@pytest.mark.parametrize(("hour", "done"), [(12, "today 12:20"), (23, "27 Oct 00:09")])
def test_when_it_would_be_done_is_told_by_the_day_too(hour: int, done: str) -> None:
    at = datetime(2026, 10, 26, hour, 0 if hour == 12 else 49).astimezone()
    queue = [Unheard(told(), 1_200.0)]
    assert fits_text(queue, 1_200.0, Offer(UnheardList(queue, True, None), 1.0, at)) == f"1 recording fits: 20:00, done {done}."


def test_one_ends_and_the_next_begins_until_the_queue_is_done(listening: ListeningWindow, qtbot: QtBot) -> None:
    rows = [listening.downloaded(1.0 + number, name=f"Call {number}", startTime=iso_z(now())) for number in range(3)]
    window = listening.open()
    shown = _queue(window, qtbot)
    QTest.keyClick(shown.minutes, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: _loaded(window) == "Call 1", timeout=10_000)
    set_review(listening.core.inbox.database, [rows[2]], ReviewStatus.REVIEWED)
    _press_w(window, qtbot)
    assert window.status.message.text() == "The queue is done.", "what was judged in the meantime is passed over"
    _press_w(window, qtbot)
    assert shown.isVisible(), "without a queue the key makes one"


def test_who_plays_something_else_comes_back_by_a_key(listening: ListeningWindow, qtbot: QtBot) -> None:
    for number in range(3):
        listening.downloaded(20.0 + number, name=f"Call {number}", startTime=iso_z(now()))
    window = listening.open()
    shown = _queue(window, qtbot)
    QTest.keyClick(shown.minutes, Qt.Key.Key_Return)
    window.player.play(listening.recording(3))
    window.player.audio.seek(21.9)
    qtbot.waitUntil(lambda: not window.player.is_playing, timeout=10_000)
    assert _loaded(window) == "Call 2", "what is not the queue's turn is followed by nothing"
    _press_w(window, qtbot)
    assert _loaded(window) == "Call 1"


def test_where_nothing_is_left_it_says_so(listening: ListeningWindow, qtbot: QtBot) -> None:
    window = listening.open()
    shown = _queue(window, qtbot)
    assert shown.empty.text().startswith("Nothing is left to hear")
    assert not shown.go.isEnabled()


def test_what_is_judged_in_its_turn_is_followed_by_the_queue_and_not_by_the_list(
    listening: ListeningWindow, qtbot: QtBot
) -> None:
    rows = [listening.downloaded(20.0 + 10 * number, name=f"Call {number}", startTime=iso_z(now())) for number in (1, 0, 2)]
    window = listening.open()
    shown = _queue(window, qtbot)
    QTest.keyClick(shown.minutes, Qt.Key.Key_Return)
    assert _loaded(window) == "Call 0"
    window.extras.actions.trigger("reviewed_next")
    qtbot.waitUntil(lambda: _loaded(window) == "Call 1")
    assert listening.recording(rows[1]).review_status is ReviewStatus.REVIEWED
    window.toolbar.search.setText("nothing that is there")
    qtbot.waitUntil(lambda: window.model.rowCount() == 0)
    window.extras.actions.trigger("reviewed_next")
    qtbot.waitUntil(lambda: _loaded(window) == "Call 2")
    assert listening.recording(rows[0]).review_status is ReviewStatus.REVIEWED
    assert listening.recording(rows[2]).review_status is ReviewStatus.NEW


def test_what_was_heard_almost_wholly_begins_where_it_was_not(listening: ListeningWindow, qtbot: QtBot) -> None:
    row = listening.downloaded(60.0, name="Almost", startTime=iso_z(now()))
    listening.core.inbox.heard.add(row, [HeardSpan(0.0, 58.5, 1.0)], now())
    window = listening.open()
    shown = _queue(window, qtbot)
    QTest.keyClick(shown.minutes, Qt.Key.Key_Return)
    assert (_loaded(window), window.player.is_playing) == ("Almost", True)
    assert window.player.position_seconds >= 58.5
