"""What came from outside is text wherever the window shows it, and never markup that could load a file."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from window.window_inbox import WindowInbox

from inbox.domain.times import now
from inbox.gui.main_window import MainWindow

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

IMAGE = '<img src="file:///etc/hostname">'


@pytest.mark.parametrize(("is_known", "shown"), [(True, ("other", "failed", "failure")), (False, ("refuted", "failure"))])
def test_no_label_and_no_tool_tip_takes_what_it_is_told_for_markup(
    inbox: WindowInbox, open_window: Callable[..., MainWindow], qtbot: QtBot, is_known: bool, shown: tuple[str, ...]
) -> None:
    (row,) = inbox.receive(name=f"{IMAGE} name", tag=f"{IMAGE} tag", status=f"{IMAGE} status")
    inbox.fail(row, f"{IMAGE} failed")
    if is_known:
        metadata = {"recordingId": "r-1", "status": f"{IMAGE} other", "duration": "PT3M"}
        inbox.verifications.verified(row, json.dumps(metadata), now())
    else:
        inbox.verifications.refuted(row, f"{IMAGE} refuted", now(), now() + timedelta(minutes=1))
    inbox.incidents.tell(f"{IMAGE} incident", now())
    inbox.intake_problem = f"{IMAGE} intake"
    window = open_window()
    window.table.select_id(row)
    window.player.load(inbox.recordings.rows([row])[row])
    window.tell_failure(f"{IMAGE} failure")

    def labels() -> list[QLabel]:
        return [label for label in window.findChildren(QLabel) if "<img" in label.text()]

    qtbot.waitUntil(lambda: all(any(word in label.text() for label in labels()) for word in shown), timeout=5_000)
    assert [label.text() for label in labels() if label.textFormat() is not Qt.TextFormat.PlainText] == []
    assert [each.toolTip() for each in window.findChildren(QWidget) if "<img" in each.toolTip()] == []
