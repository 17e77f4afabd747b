"""The queue and “Play straight through”: each plays one recording after the other, and the one that begins ends the other."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window.listening_window import ListeningWindow

from inbox.gui.main_window import MainWindow
from inbox.gui.review.conference_desk import ConferenceDesk
from inbox.gui.review.conference_pane import ConferencePane
from inbox.gui.review.queue_play import QueuePlay

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA", "does not support raise"
)
STOP, BEGIN = "Stop after this one", "Play straight through"
TIMES = [f"2026-11-20T10:0{minute}:00Z" for minute in range(3)]
ROWS, OTHER = (1, 2), 3
"""The conference's, and one of another conference."""


@pytest.fixture
def listening(tmp_path: Path, qtbot: QtBot) -> Iterator[ListeningWindow]:
    with closing(ListeningWindow(tmp_path / "inbox")) as made:
        for time in TIMES[:2]:
            made.downloaded(20.0, conferenceId="conf-a", startTime=time, endTime=time)
        made.downloaded(30.0, conferenceId="conf-b", startTime=TIMES[2], endTime=TIMES[2])
        yield made


def _pane(window: MainWindow, row: int, qtbot: QtBot) -> ConferencePane:
    desk = next(part for part in window.extras.desk._parts if isinstance(part, ConferenceDesk))
    assert window.table.select_id(row)
    window.extras.actions.trigger("conference")
    qtbot.waitUntil(lambda: desk.pane.line is not None and len(desk.pane.line.recordings) == 2, timeout=10_000)
    return desk.pane


def _queue(window: MainWindow) -> QueuePlay:
    queue = window.findChild(QueuePlay)
    assert queue is not None
    return queue


def _loaded(window: MainWindow) -> int:
    return window.player.recording.id if window.player.recording is not None else 0


def test_who_plays_a_conference_straight_through_has_ended_the_queue(listening: ListeningWindow, qtbot: QtBot) -> None:
    window = listening.open()
    queue = _queue(window)
    pane = _pane(window, ROWS[0], qtbot)
    queue.begin([ROWS[0], OTHER])
    qtbot.waitUntil(lambda: window.player.is_playing and _loaded(window) == ROWS[0], timeout=10_000)
    QTest.mouseClick(pane.through, Qt.MouseButton.LeftButton)
    assert pane.through.text() == STOP
    assert not queue.is_on
    assert window.status.message.text() == "The queue ended: the conference is played straight through."
    window.player.audio.seek(19.9)
    qtbot.waitUntil(lambda: _loaded(window) == ROWS[1], timeout=20_000)
    assert pane.through.text() == STOP


@pytest.mark.parametrize("is_same", [True, False])
def test_who_begins_a_queue_has_ended_playing_straight_through(listening: ListeningWindow, qtbot: QtBot, is_same: bool) -> None:
    window = listening.open()
    queue = _queue(window)
    pane = _pane(window, ROWS[0], qtbot)
    QTest.mouseClick(pane.through, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.player.is_playing and _loaded(window) == ROWS[0], timeout=10_000)
    queue.begin([ROWS[0] if is_same else OTHER, OTHER if is_same else ROWS[0]])
    assert pane.through.text() == BEGIN
    qtbot.waitUntil(lambda: window.player.is_playing and _loaded(window) == (ROWS[0] if is_same else OTHER), timeout=10_000)
    window.player.audio.seek(window.player.audio.length - 0.1)
    qtbot.waitUntil(lambda: _loaded(window) == (OTHER if is_same else ROWS[0]), timeout=20_000)
    assert queue.is_on
    assert pane.through.text() == BEGIN


def test_who_plays_something_else_in_a_gap_of_the_conference_is_not_interrupted(listening: ListeningWindow, qtbot: QtBot) -> None:
    listening.core.apply_settings({"conference_gap_seconds": 30.0})
    window = listening.open()
    pane = _pane(window, ROWS[0], qtbot)
    QTest.mouseClick(pane.through, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.player.is_playing and _loaded(window) == ROWS[0], timeout=10_000)
    window.player.audio.seek(19.9)
    qtbot.waitUntil(lambda: not window.player.is_playing, timeout=20_000)  # the gap, which is a minute long
    assert pane.through.text() == STOP
    window.player.play(listening.recording(OTHER))
    assert pane.through.text() == BEGIN
    assert _loaded(window) == OTHER
