"""The Deliveries tab over a store that fails for a while."""

from collections.abc import Iterator
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
