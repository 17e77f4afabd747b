"""Next and previous recording, and the next part that was not heard, by key in a real window."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window.listening_window import ListeningWindow

from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.gui.main_window import MainWindow

pytestmark = [
    pytest.mark.timed,
    pytest.mark.qt_log_ignore("propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA"),
]


@pytest.fixture
def listening(tmp_path: Path, qtbot: QtBot) -> Iterator[ListeningWindow]:
    with closing(ListeningWindow(tmp_path / "inbox")) as made:
        yield made


def _loaded(window: MainWindow) -> int | None:
    return window.player.recording.id if window.player.recording is not None else None


def _press(window: MainWindow, key: Qt.Key, control: bool = False) -> None:
    modifiers = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(window.table, key, modifiers)


def test_next_and_previous_play_through_the_list_and_say_where_it_ends(listening: ListeningWindow, qtbot: QtBot) -> None:
    oldest, middle, newest = (listening.downloaded(30.0) for _ in range(3))
    window = listening.open()
    assert window.table.current_recording() == listening.recording(newest)
    _press(window, Qt.Key.Key_Down, control=True)
    assert (_loaded(window), window.player.is_playing) == (middle, True)
    window.table.select_id(newest)  # what plays counts, wherever the person looks
    QTest.keyClick(window.table, Qt.Key.Key_MediaNext)
    assert _loaded(window) == oldest
    _press(window, Qt.Key.Key_Down, control=True)
    assert window.status.message.text() == "This is the last recording of the list."
    _press(window, Qt.Key.Key_Up, control=True)
    assert _loaded(window) == middle
    assert window.table.current_recording() == listening.recording(middle)


def test_the_next_unheard_part_is_a_key_away(listening: ListeningWindow, qtbot: QtBot) -> None:
    row = listening.downloaded(60.0, (30.0, 34.0))
    window = listening.open()
    window.player.load(listening.recording(row))
    listening.hear((0.0, 10.0, 1.0), (20.0, 30.0, 1.0), (50.0, 60.0, 1.0))
    qtbot.waitUntil(lambda: len(window.extras.desk._parts[0].spans) == 3)  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: window.player.plan.sound is not None)
    _press(window, Qt.Key.Key_U)
    assert window.player.is_playing
    assert 10 <= window.player.position_seconds < 11
    _press(window, Qt.Key.Key_U)
    assert 34 <= window.player.position_seconds < 35, "the silence before it is no part to hear"
    _press(window, Qt.Key.Key_U)
    assert 10 <= window.player.position_seconds < 11, "after the last the first comes"
    listening.hear((10.0, 20.0, 1.0))
    qtbot.waitUntil(lambda: len(window.extras.desk._parts[0].spans) == 2)  # type: ignore[attr-defined]
    window.player.audio.seek(40.0)
    _press(window, Qt.Key.Key_U)
    assert window.player.position_seconds >= 40
    assert window.status.message.text() == "This is the only part that was not heard."
    window.player.toggle()
    listening.hear((34.0, 50.0, 1.0))
    qtbot.waitUntil(lambda: window.player._timeline.heard_share == 1)
    _press(window, Qt.Key.Key_U)
    assert window.status.message.text() == "All of it was heard."
    assert not window.player.is_playing


def test_what_cannot_be_played_stops_what_plays_and_is_gone_on_from(listening: ListeningWindow, qtbot: QtBot) -> None:
    last = listening.downloaded(30.0)
    lost = listening.inbox.receive()
    inbox = listening.core.inbox
    inbox.downloads.ask([lost], now())
    assert inbox.downloads.claim("test", now(), timedelta(minutes=5), only=[lost]) is not None
    inbox.downloads.failed(lost, "test", DownloadStatus.GIVEN_UP, "Bandwidth does not know this recording (404).", None)
    first = listening.downloaded(30.0)
    window = listening.open()
    window.player.play(listening.recording(first))
    _press(window, Qt.Key.Key_Down, control=True)
    assert (_loaded(window), window.player.is_playing) == (lost, False)
    current = window.table.current_recording()
    assert current is not None
    assert current.id == lost
    QTest.keyClick(window.table, Qt.Key.Key_MediaNext)
    assert (_loaded(window), window.player.is_playing) == (last, True)


@pytest.mark.qt_log_ignore(
    "keyToAscii", "propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA"
)
def test_the_pause_key_of_a_keyboard_does_not_start_what_is_paused(listening: ListeningWindow, qtbot: QtBot) -> None:
    row = listening.downloaded(30.0)
    window = listening.open()
    window.player.play(listening.recording(row))
    for _ in range(2):
        QTest.keyClick(window.table, Qt.Key.Key_MediaPause)
        assert not window.player.is_playing
    QTest.keyClick(window.table, Qt.Key.Key_MediaTogglePlayPause)
    assert window.player.is_playing
