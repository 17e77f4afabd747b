"""The counts of sidebar and status bar."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.gui.main_window import MainWindow
from inbox.storage.folder_counts import FolderCounts
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
