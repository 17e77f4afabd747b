"""What was clicked plays as soon as enough has come, and goes on when it is whole."""

import io
import threading
from collections.abc import Callable

import numpy as np
import pytest
import soundfile
from pipeline.sound_inbox import sound_requests
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.progress import DownloadProgress
from inbox.domain.recording import Recording
from inbox.gui.listing.recording_columns import Column
from inbox.gui.main_window import MainWindow
from inbox.storage.downloads.media_store import MediaStore

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore(
    "propagateSizeHints", "does not support", "PulseAudioService", "No audio device detected", "pipewire", "ALSA"
)

_RATE = 8_000


def _wav(seconds: float) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, np.full(int(seconds * _RATE), 500, np.int16), _RATE, format="WAV")
    return file.getvalue()


class _Coming:
    """A window, and a recording whose download a test brings on."""

    def __init__(self, inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
        self._inbox, self._qtbot = inbox, qtbot
        self.other, self.row = inbox.receive(2)
        self.content = _wav(20)
        self.media = MediaStore(inbox.database.folder.media)
        self.window = open_window()
        self.window.playing.play_while_it_comes(sound_requests(inbox.database, inbox.progress.get), self.window.player)

    def click(self, line: int = 0) -> None:
        place = self.window.table.visualRect(self.window.model.index(line, Column.CONFERENCE)).center()
        QTest.mouseClick(self.window.table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def begin(self) -> None:
        """The download begins; nothing has come."""
        self._inbox.begin(self.row)
        self.media.open_part(self.row).close()
        self._inbox.progress[self.row] = DownloadProgress(0, len(self.content))
        self.window.recordings_changed([self.row])

    def bring(self, share: float) -> None:
        """So much of the file is here."""
        count = int(len(self.content) * share)
        self.media.part_file(self.row).write_bytes(self.content[:count])
        self._inbox.progress[self.row] = DownloadProgress(count, len(self.content))
        self.window.recordings_changed([self.row])

    def finish(self) -> None:
        """All of it is here, under its name."""
        self.bring(1)
        name = f"{self.row}-{0:016x}.wav"
        self.media.part_file(self.row).replace(self.media.folder / name)
        self._inbox.downloads.finished(
            self.row, "test", media_name=name, media_bytes=len(self.content), sha256="0" * 64, media_format="wav",
            media_seconds=20.0, peaks=None,
        )  # fmt: skip
        del self._inbox.progress[self.row]
        self.window.recordings_changed([self.row])

    def look_at_another(self) -> int:
        """The details show the other recording from now on; gives its row."""
        self.window.table.select_id(self.other)
        self._qtbot.waitUntil(lambda: self._shown() == self.other, timeout=5_000)
        return self.other

    def _shown(self) -> int | None:
        current = self.window.table.current_recording()
        return current.id if current is not None else None

    def plays_on(self) -> None:
        """The position moves."""
        before = self.window.player.position_seconds
        self._qtbot.waitUntil(lambda: self.window.player.position_seconds > before + 0.15, timeout=5_000)


@pytest.fixture
def coming(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> _Coming:
    return _Coming(inbox, open_window, qtbot)


def test_it_plays_as_soon_as_enough_has_come_and_goes_on_when_it_is_whole(coming: _Coming, qtbot: QtBot) -> None:
    window = coming.window
    coming.click()
    assert window.status.message.text().startswith("Downloading")
    coming.begin()
    qtbot.wait(100)
    assert not window.player.is_playing
    coming.bring(0.5)
    qtbot.waitUntil(lambda: window.player.is_playing, timeout=5_000)
    assert window.playing.wanted is None
    assert window.status.message.text() == ""
    coming.plays_on()
    at = window.player.position_seconds
    coming.finish()
    qtbot.waitUntil(lambda: _path(window.player.recording) is not None, timeout=5_000)
    assert window.player.position_seconds >= at
    coming.plays_on()


def test_another_click_on_what_is_coming_does_not_begin_it_anew(coming: _Coming, qtbot: QtBot) -> None:
    player = coming.window.player
    coming.click()
    coming.begin()
    coming.bring(0.5)
    qtbot.waitUntil(lambda: player.position_seconds > 0.9, timeout=5_000)
    player.audio.pause()
    at = player.position_seconds
    assert at > 0
    coming.click()
    qtbot.waitUntil(lambda: player.is_playing, timeout=5_000)
    assert player.position_seconds >= at
    coming.plays_on()


def test_it_goes_on_when_it_is_whole_while_another_one_is_looked_at(coming: _Coming, inbox: WindowInbox, qtbot: QtBot) -> None:
    window = coming.window
    coming.click()
    coming.begin()
    coming.bring(0.5)
    qtbot.waitUntil(lambda: window.player.is_playing, timeout=5_000)
    coming.look_at_another()
    coming.finish()
    qtbot.waitUntil(lambda: _path(window.player.recording) is not None, timeout=5_000)
    coming.plays_on()


def test_what_is_whole_by_now_does_not_come_back_when_another_is_loaded(
    coming: _Coming, inbox: WindowInbox, qtbot: QtBot
) -> None:
    window = coming.window
    coming.click()
    coming.begin()
    coming.bring(0.5)
    qtbot.waitUntil(lambda: window.player.is_playing, timeout=5_000)
    other = coming.look_at_another()
    window.player.load(inbox.recordings.rows([other])[other])
    with qtbot.waitSignal(window.loader.rows_read, timeout=5_000):
        coming.finish()
    qtbot.wait(100)
    loaded = window.player.recording
    assert loaded is not None
    assert loaded.id == other


def test_what_was_clicked_does_not_begin_to_play_once_the_window_is_closed(coming: _Coming, qtbot: QtBot) -> None:
    window = coming.window
    coming.click()
    coming.begin()
    window.close()
    coming.bring(0.5)
    qtbot.wait(100)
    assert not window.player.is_playing
    coming.finish()
    window.playing.rows_read([coming.row])
    assert not window.player.is_playing
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("sound-d")]


def _path(recording: Recording | None) -> str | None:
    return recording.media_path if recording is not None else None
