"""The Deliveries tab over a store that fails for a while."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from audio.heard_inbox import HeardInbox
from PySide6.QtWidgets import QListWidget, QPlainTextEdit
from pytestqt.qtbot import QtBot

from inbox.domain.delivery import StoredDelivery
from inbox.gui.details.deliveries_pane import DeliveriesPane
from inbox.gui.details.delivery_viewer import DeliveryViewer
from inbox.gui.look.theme import LIGHT
from inbox.storage.problems import StoreFailing

SENTENCE = "The inbox could not be read: input/output error."


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[HeardInbox]:
    made = HeardInbox(tmp_path / "inbox")
    yield made
    made.close()


def test_deliveries_that_could_not_be_read_say_so_and_come_by_themselves(
    heard: HeardInbox, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = heard.download(heard.receive())
    read, is_failing = heard.journal.of_recording, [True]

    def of_recording(row: int, limit: int = 50) -> list[StoredDelivery]:
        if is_failing[0]:
            raise StoreFailing(SENTENCE)
        return read(row, limit)

    monkeypatch.setattr(heard.journal, "of_recording", of_recording)
    pane = DeliveriesPane(LIGHT, heard.journal, DeliveryViewer(LIGHT, None, lambda: "http://127.0.0.1:8025/"))
    qtbot.addWidget(pane)
    text, listed = pane.findChild(QPlainTextEdit), pane.findChild(QListWidget)
    assert text is not None
    assert listed is not None
    pane.show_recording(recording)
    qtbot.waitUntil(lambda: text.toPlainText() == SENTENCE, timeout=5_000)
    is_failing[0] = False
    qtbot.waitUntil(lambda: listed.count() == 1, timeout=5_000)
    assert SENTENCE not in text.toPlainText()
    pane.stop()


def test_a_replay_that_ends_after_the_window_begins_no_thread_that_nobody_would_join(heard: HeardInbox, qtbot: QtBot) -> None:
    recording = heard.download(heard.receive())
    ends: list[Callable[[str], None]] = []
    viewer = DeliveryViewer(LIGHT, lambda _rows, done: ends.append(done), lambda: "http://127.0.0.1:8025/")
    pane = DeliveriesPane(LIGHT, heard.journal, viewer)
    qtbot.addWidget(pane)
    pane.show_recording(recording)
    qtbot.waitUntil(lambda: viewer.shown is not None, timeout=10_000)
    viewer.replay.click()
    pane.stop()
    with qtbot.waitSignal(viewer.said, timeout=10_000):
        ends[0]("It was taken once more.")
    assert "deliveries" not in [thread.name for thread in threading.enumerate()]
    pane.show_recording(recording)
    qtbot.waitUntil(lambda: viewer.shown is not None, timeout=10_000)
    pane.stop()
