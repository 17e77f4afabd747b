"""The counts of sidebar and status bar."""

import time
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.gui.main_window import MainWindow
from inbox.storage.listing.folder_counts import FolderCounts
from inbox.storage.problems import StoreFailing

OpenWindow = Callable[..., MainWindow]


def test_counts_that_could_not_be_read_come_by_themselves(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox.receive()
    read, is_failing = inbox.recordings.folder_counts, [True]

    def folder_counts() -> FolderCounts:
        if is_failing[0]:
            raise StoreFailing("The inbox could not be read: input/output error.")
        return read()

    monkeypatch.setattr(inbox.recordings, "folder_counts", folder_counts)
    with qtbot.captureExceptions() as caught:
        window = open_window()
        assert window.status.counts.text() == "0 recordings, 0 new"
        is_failing[0] = False
        qtbot.waitUntil(lambda: window.status.counts.text() == "1 recording, 1 new", timeout=5_000)
    assert not caught


def test_counts_that_take_long_are_not_taken_again_at_once(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window()
    read, began = inbox.recordings.folder_counts, list[float]()

    def folder_counts() -> FolderCounts:
        began.append(time.monotonic())
        time.sleep(0.15)  # as with very many that expire soon
        return read()

    monkeypatch.setattr(inbox.recordings, "folder_counts", folder_counts)
    for name in ("first", "second", "third"):
        inbox.receive(name=name)

        def change(count: int = len(began)) -> bool:
            window.recordings_changed([1])
            return len(began) > count

        qtbot.waitUntil(change, timeout=5_000)
    assert began[2] - began[1] > 4 * 0.15  # five times as long; a coarse timer may be a twentieth early
