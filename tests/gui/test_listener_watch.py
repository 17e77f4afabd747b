"""What is wrong with the whole inbox is said in one banner."""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from window.window_inbox import LISTENING, WindowInbox

from inbox.domain.times import now
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


@pytest.mark.qt_log_ignore("propagateSizeHints|raise\\(\\)")
def test_a_way_to_the_setting_is_offered_where_it_is_the_setting_that_helps(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window, asked = open_window(), list[str]()
    window.watch.receiving_asked.connect(asked.append)
    down = replace(LISTENING, address="", problem="It cannot be had.", lacks_address=True)
    tls = replace(down, problem="It was valid until yesterday.", lacks_address=False, is_tls=True)
    mistake = replace(down, problem="It ended by itself.", lacks_address=False)
    for state, word in ((down, "Another port…"), (tls, "Certificate…"), (mistake, "")):
        inbox.state = state
        window.watch.look()
        assert (window.banner.other.text(), window.banner.other.isVisible()) == (word, bool(word))
        if word:
            QTest.mouseClick(window.banner.other, Qt.MouseButton.LeftButton)
    assert asked == ["port", "certificate"]


def test_a_port_that_was_given_at_the_start_is_not_offered_to_be_changed(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    inbox.listen_from = "--listen"
    inbox.state = replace(LISTENING, address="", problem="It cannot be had.", lacks_address=True)
    window = open_window()
    assert window.banner.button.isVisible()
    assert not window.banner.other.isVisible()


@pytest.mark.qt_log_ignore("does not support")  # the offscreen platform opens nothing
def test_a_settings_file_that_nothing_opens_is_named(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window()
    inbox.settings_problem = "settings.toml: “volume” is 7; expected is a number from 0 to 1."
    qtbot.waitUntil(lambda: _said(window).startswith(inbox.settings_problem), timeout=5_000)
    QTest.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    assert f"Nothing on this desktop opens {inbox.root / 'settings.toml'}" in window.status.message.text()
    inbox.settings_problem = ""
    qtbot.waitUntil(lambda: not window.banner.isVisible(), timeout=5_000)


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
    inbox.account_is_set = True  # entered meanwhile
    qtbot.waitUntil(lambda: not window.banner.isVisible(), timeout=5_000)


def test_a_slow_keyring_holds_up_neither_the_list_nor_the_close(inbox: WindowInbox, qtbot: QtBot) -> None:
    gate = threading.Event()

    def asks_keyring() -> bool:
        assert gate.wait(30)
        return False

    inbox.receive(1_000)
    window = MainWindow(replace(inbox.parts(), account_is_set=asks_keyring))
    qtbot.addWidget(window)
    try:
        window.show()
        qtbot.waitUntil(lambda: window.model.rowCount() == 1_000, timeout=10_000)
        qtbot.waitUntil(lambda: window.status.counts.text() == "1\u202f000 recordings, 1\u202f000 new", timeout=10_000)
        began = time.monotonic()
        window.close()
        assert time.monotonic() - began < 10  # the keyring answers after 30
    finally:
        gate.set()
    qtbot.waitUntil(lambda: all(thread.name != "account" for thread in threading.enumerate()), timeout=5_000)


def test_a_listener_that_dies_is_told_soon_and_so_is_its_coming_back(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window = open_window()
    sentence = "The port 8025 was lost. It is taken again as soon as it is free."
    for state, is_told in ((replace(LISTENING, address="", problem=sentence), True), (LISTENING, False)):
        inbox.state = state
        qtbot.waitUntil(partial(_is_told, window, is_told), timeout=10_000)
        words = {label.accessibleName() for label in window.toolbar.findChildren(QLabel)}
        assert ("Listener: Not listening" if is_told else "Listener: Listening") in words
        assert ("Not listening" in window.status.address.text()) is is_told
        assert not is_told or window.banner.button.text() == "Try again"


def test_what_befell_the_inbox_is_told_until_it_was_read(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    sentences = ["The inbox was damaged. 4,711 recordings were made again.", "The journal is larger than it may be."]
    for sentence in sentences:
        inbox.incidents.tell(sentence, now())
    window = open_window()
    for sentence in sentences:
        qtbot.waitUntil(partial(_ends_with, window, sentence), timeout=5_000)
        assert window.banner.button.text() == "OK"
        QTest.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    assert not window.banner.isVisible()
    qtbot.waitUntil(lambda: inbox.incidents.unread() == [], timeout=5_000)


def test_what_loses_events_is_told_first(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    inbox.account_is_set = False
    window = open_window()
    qtbot.waitUntil(lambda: "No Bandwidth account" in _said(window), timeout=5_000)
    inbox.incidents.tell("The inbox was damaged.", now())
    qtbot.waitUntil(lambda: "The inbox was damaged." in _said(window), timeout=8_000)
    inbox.state = replace(LISTENING, address="", problem="The port is taken.")
    qtbot.waitUntil(lambda: _said(window) == "The port is taken.", timeout=10_000)
    inbox.intake_problem = "The disk is full."
    qtbot.waitUntil(lambda: _said(window) == "The disk is full.", timeout=10_000)


def _said(window: MainWindow) -> str:
    return window.banner.notice.sentence if window.banner.notice is not None else ""


def _is_told(window: MainWindow, is_wanted: bool) -> bool:
    return window.banner.isVisible() is is_wanted


def _ends_with(window: MainWindow, sentence: str) -> bool:
    return _said(window).endswith(sentence)
