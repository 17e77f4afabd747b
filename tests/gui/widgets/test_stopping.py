"""Closing the window, whatever one of its parts does then."""

import threading
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.gui.main_window import MainWindow


@pytest.mark.expects_log
def test_a_mistake_in_one_part_is_logged_and_leaves_no_thread_that_reads_the_inbox_behind(
    inbox: WindowInbox,
    open_window: Callable[..., MainWindow],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    inbox.receive()
    window = open_window()
    stop = window._census.stop

    def mistaken() -> None:
        stop()
        raise RuntimeError("a mistake")

    with monkeypatch.context() as patched:
        patched.setattr(window._census, "stop", mistaken)
        window.close()
    assert "CensusTaker" in caplog.text
    assert "a mistake" in caplog.text
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("inbox-")]
