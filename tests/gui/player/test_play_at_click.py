"""A click on what is not here yet ends with the recording or with a sentence, each time."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus
from inbox.gui.listing.recording_columns import Column
from inbox.gui.main_window import MainWindow
from inbox.storage.problems import StoreFailing

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", "does not support grabbing")

_SENTENCE = "Bandwidth does not know this recording (404)."


def _click(window: MainWindow) -> None:
    place = window.table.visualRect(window.model.index(0, Column.CONFERENCE)).center()
    QTest.mouseClick(window.table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def _says(window: MainWindow) -> str:
    return window.status.message.text()


def test_each_click_on_what_cannot_be_downloaded_ends_with_the_sentence(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    row = inbox.receive()[0]
    inbox.fail(row, _SENTENCE, DownloadStatus.GIVEN_UP)
    window = open_window()
    for _ in range(3):
        _click(window)
        assert _says(window).startswith("Downloading")
        inbox.fail(row, _SENTENCE, DownloadStatus.GIVEN_UP)  # asked, claimed and given up before the window looks again
        window.recordings_changed([row])
        qtbot.waitUntil(lambda: _says(window) == _SENTENCE, timeout=5_000)
        assert window.playing.wanted is None
    assert inbox.asked == [[row]] * 3


def test_a_failure_before_the_ask_is_not_believed(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = inbox.receive()[0]
    inbox.fail(row, _SENTENCE, DownloadStatus.GIVEN_UP)
    window = open_window()
    played: list[int] = []
    monkeypatch.setattr(window.player, "play", lambda recording: played.append(recording.id))
    old = inbox.recordings.rows([row])
    _click(window)
    with qtbot.waitSignal(window.loader.rows_read, timeout=5_000):
        window.recordings_changed([row])
    assert window.playing.wanted == row
    inbox.write_asks()
    qtbot.wait(0)
    window.loader.rows_read.emit(old)  # a look that read the row before the ask was written
    assert window.playing.wanted == row
    assert _says(window).startswith("Downloading")
    inbox.download(row)
    window.recordings_changed([row])
    qtbot.waitUntil(lambda: played == [row], timeout=5_000)


def test_a_store_that_cannot_be_read_for_a_moment_does_not_lose_the_click(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = inbox.receive()[0]
    tries, read = [0], inbox.recordings.rows

    def rows(ids: Sequence[int]) -> dict[int, Recording]:
        if list(ids) == [row] and window_is_open and threading.current_thread() is threading.main_thread():
            tries[0] += 1
            if tries[0] == 1:
                raise StoreFailing("The inbox could not be read: input/output error.")
        return read(ids)

    window_is_open = False
    monkeypatch.setattr(inbox.recordings, "rows", rows)
    window = open_window()
    _click(window)
    inbox.fail(row, _SENTENCE, DownloadStatus.GIVEN_UP)
    window_is_open = True
    qtbot.waitUntil(lambda: _says(window) == _SENTENCE, timeout=5_000)
    assert tries[0] == 2


def test_a_click_on_a_recording_whose_file_was_deleted_downloads_it_again(inbox: WindowInbox, open_window: OpenWindow) -> None:
    row = inbox.receive()[0]
    inbox.download(row)
    path = inbox.recordings.rows([row])[row].media_path
    assert path is not None
    Path(path).unlink()
    window = open_window()
    _click(window)
    assert inbox.asked == [[row]]
    assert _says(window).startswith("Downloading")
