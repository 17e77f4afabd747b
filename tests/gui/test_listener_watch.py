"""What is wrong with the whole inbox is said in one banner."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from window.window_inbox import LISTENING, WindowInbox

from inbox.gui.main_window import MainWindow

OpenWindow = Callable[..., MainWindow]


def test_a_taken_port_is_a_sentence_with_a_button(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    sentence = "Port 8025 is taken by <b>another</b> program. Stop it, or choose another port."
    inbox.state = replace(LISTENING, address="", problem=sentence)
    window = open_window()
    assert window.banner.isVisible()
    shown = [label.text() for label in window.banner.findChildren(QLabel)]
    assert shown == [sentence]
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in window.banner.findChildren(QLabel))
    inbox.state = LISTENING
    QTest.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    assert inbox.retries == 1
    assert not window.banner.isVisible()


def test_a_failing_intake_shows_and_goes_away_by_itself(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    inbox.intake_problem = "The disk is full: events are answered with 503."
    qtbot.waitUntil(window.banner.isVisible, timeout=5_000)
    assert not window.banner.button.isVisible()
    inbox.intake_problem = None
    qtbot.waitUntil(lambda: not window.banner.isVisible(), timeout=5_000)


def test_without_an_account_the_window_says_what_to_set(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.account_is_set = False
    window = open_window()
    qtbot.waitUntil(window.banner.isVisible, timeout=5_000)
    assert window.banner.notice is not None
    assert "BW_CLIENT_ID" in window.banner.notice.sentence
