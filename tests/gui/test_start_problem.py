"""A start that fails is told to the person who started the app from a menu."""

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from inbox.gui.start_problem import show_start_problem


@pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)  # the offscreen platform has no window manager
def test_the_sentence_is_shown_as_plain_text_and_can_be_dismissed(qtbot: QtBot) -> None:
    seen: list[tuple[str, Qt.TextFormat]] = []

    def dismiss() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append((box.text(), box.textFormat()))
        box.accept()

    QTimer.singleShot(100, dismiss)
    show_start_problem("The folder <b>x</b> cannot be used.")
    assert seen == [("The folder <b>x</b> cannot be used.", Qt.TextFormat.PlainText)]
