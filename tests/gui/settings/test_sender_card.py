"""The set-up of the sender."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from window.window_inbox import LISTENING, WindowInbox

from inbox.gui.look.theme import LIGHT
from inbox.gui.main_window import MainWindow
from inbox.gui.settings.protection_box import ProtectionBox
from inbox.gui.settings.sender_card import SenderCard
from inbox.gui.settings.start_recording import conference_bxml
from inbox.storage.problems import StorageProblem

OpenWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise")


def _recording(bxml: str) -> dict[str, str]:
    verb = ElementTree.fromstring(bxml.encode()).find("StartRecording")
    assert verb is not None
    return verb.attrib


@pytest.mark.parametrize("address", ["https://a.example/h/1", 'https://a.example/?a=1&b="<2>"'])
@pytest.mark.parametrize("protected", [True, False])
def test_the_bxml_is_whole_and_suggests_nothing_that_conferences_ignore(address: str, protected: bool) -> None:
    attributes = _recording(conference_bxml(address, "mp3", protected))
    assert attributes["recordingAvailableUrl"] == address
    assert attributes["recordingAvailableMethod"] == "POST"
    assert attributes["fileFormat"] == "mp3"
    assert ("username" in attributes) == ("password" in attributes) == protected
    assert not {"transcribe", "tag", "multiChannel"} & set(attributes)


def test_the_typed_address_goes_into_the_bxml_and_is_kept(qtbot: QtBot) -> None:
    kept: list[str] = []
    card = SenderCard(LIGHT, LISTENING, lambda address: kept.append(address))
    qtbot.addWidget(card)
    card.show()
    assert _recording(card.bxml.toPlainText())["recordingAvailableUrl"] == "http://127.0.0.1:8025/"
    QTest.keyClicks(card.address, "https://otter.example/")
    assert _recording(card.bxml.toPlainText())["recordingAvailableUrl"] == "https://otter.example/"
    qtbot.waitUntil(lambda: kept == ["https://otter.example/"], timeout=5_000)
    QTest.mouseClick(card.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == card.bxml.toPlainText()


def test_an_address_without_its_beginning_is_told_in_plain_words(qtbot: QtBot) -> None:
    card = SenderCard(LIGHT, LISTENING, lambda _address: "The setting “public_address” is wrong.")
    qtbot.addWidget(card)
    card.show()
    QTest.keyClicks(card.address, "otter.example")
    qtbot.waitUntil(lambda: not card.copy_button.isEnabled(), timeout=5_000)
    assert "The address begins with https://, as the tunnel prints it." in [label.text() for label in card.findChildren(QLabel)]


def test_the_listeners_path_is_part_of_what_is_handed_out(qtbot: QtBot) -> None:
    card = SenderCard(LIGHT, replace(LISTENING, path="/s3cr3t"), lambda _address: None)
    qtbot.addWidget(card)
    card.show()
    QTest.keyClicks(card.address, "https://otter.example/")
    assert _recording(card.bxml.toPlainText())["recordingAvailableUrl"] == "https://otter.example/s3cr3t"
    QTest.keyClicks(card.address, "hook")
    assert any("answered 404" in label.text() for label in card.findChildren(QLabel) if label.isVisible())


def test_an_address_that_cannot_be_kept_says_why(qtbot: QtBot) -> None:
    card = SenderCard(LIGHT, LISTENING, lambda _address: "settings.toml could not be written.")
    qtbot.addWidget(card)
    card.show()
    QTest.keyClicks(card.address, "https://otter")
    qtbot.waitUntil(
        lambda: any(label.text() == "settings.toml could not be written." for label in card.findChildren(QLabel)),
        timeout=5_000,
    )
    assert not card.copy_button.isEnabled()


def test_the_format_can_be_chosen_and_a_missing_password_is_said(qtbot: QtBot) -> None:
    card = SenderCard(LIGHT, replace(LISTENING, protected=False), lambda _address: None)
    qtbot.addWidget(card)
    card.show()
    button = next(button for button in card.findChildren(QPushButton) if button.text() == "mp3")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert _recording(card.bxml.toPlainText())["fileFormat"] == "mp3"
    assert any("No password is asked of senders" in label.text() for label in card.findChildren(QLabel))


def _protection(inbox: WindowInbox, window: MainWindow) -> ProtectionBox:
    QTest.mouseClick(window.toolbar.set_up_button, Qt.MouseButton.LeftButton)
    assert window.watch.card is not None
    return window.watch.card.protection


def _badge_is_shown(window: MainWindow) -> bool:
    return any(
        "Neither a password" in child.accessibleName() for child in window.toolbar.findChildren(QWidget) if child.isVisible()
    )


def test_an_unguessable_path_is_switched_on_handed_out_and_taken_back(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    inbox.state = replace(LISTENING, protected=False)
    window = open_window()
    assert _badge_is_shown(window)
    box = _protection(inbox, window)
    assert box.summary.text().startswith("Nothing protects the address")
    box.path_switch.setFocus()
    QTest.keyClick(box.path_switch, Qt.Key.Key_Space)
    qtbot.waitUntil(box.path_switch.isChecked, timeout=5_000)
    first = str(inbox.saved["path"])
    assert re.fullmatch(r"/[A-Za-z0-9_-]{32}", first)
    assert box.address.text() == f"http://127.0.0.1:8025{first}"
    assert "the old one no longer works" in box.path_note.text()
    assert not _badge_is_shown(window)
    QTest.mouseClick(box.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == f"http://127.0.0.1:8025{first}"
    card = window.watch.card
    assert card is not None
    assert _recording(card.bxml.toPlainText())["recordingAvailableUrl"] == f"http://127.0.0.1:8025{first}"
    QTest.keyClick(box.path_switch, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: inbox.saved["path"] == "/" and not box.path_switch.isChecked(), timeout=5_000)
    assert "the unguessable address no longer works" in box.path_note.text()
    assert _badge_is_shown(window)
    QTest.mouseClick(box.undo_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(box.path_switch.isChecked, timeout=5_000)
    assert inbox.saved["path"] == first
    assert not box.undo_button.isVisible()


def test_a_path_that_cannot_be_kept_says_why_and_stays_off(inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot) -> None:
    def apply(changes: Mapping[str, object]) -> None:
        raise StorageProblem("settings.toml could not be written: read-only file system.")

    window = MainWindow(replace(inbox.parts(), apply_settings=apply))
    qtbot.addWidget(window)
    window.show()
    box = _protection(inbox, window)
    QTest.mouseClick(box.path_switch, Qt.MouseButton.LeftButton, pos=QPoint(8, box.path_switch.height() // 2))
    qtbot.waitUntil(lambda: "read-only file system" in box.path_note.text(), timeout=5_000)
    assert not box.path_switch.isChecked()
    window.close()


def test_a_user_name_and_a_password_go_to_the_keyring_and_are_not_kept_in_the_window(
    inbox: WindowInbox, open_window: OpenWindow, qtbot: QtBot
) -> None:
    inbox.state = replace(LISTENING, protected=False)
    window = open_window()
    form = _protection(inbox, window).form
    QTest.mouseClick(form.open_button, Qt.MouseButton.LeftButton)
    assert form.username.isVisible()
    QTest.keyClicks(form.username, "bandwidth")
    assert not form.save_button.isEnabled()
    form.password.setText("hunter2 ü")
    inbox.protect_problem = "There is no keyring here to keep secrets in."
    QTest.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any("no keyring" in label.text() for label in form.findChildren(QLabel)), timeout=5_000)
    assert form.username.isVisible()
    inbox.protect_problem = None
    QTest.mouseClick(form.save_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not form.username.isVisible(), timeout=5_000)
    assert inbox.protected_with == [("bandwidth", "hunter2 ü")]
    assert form.password.text() == ""
    qtbot.waitUntil(lambda: form.open_button.text() == "Change…", timeout=5_000)
    assert not _badge_is_shown(window)
    QTest.mouseClick(form.remove_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: inbox.protected_with[-1] == ("", ""), timeout=5_000)
    qtbot.waitUntil(lambda: _badge_is_shown(window), timeout=5_000)


def test_credentials_of_the_environment_are_told_and_left_alone(inbox: WindowInbox, open_window: OpenWindow) -> None:
    inbox.state = replace(LISTENING, credentials_from="environment", is_tls=True)
    box = _protection(inbox, open_window())
    shown = [label.text() for label in box.findChildren(QLabel) if label.isVisible()]
    assert any("INBOX_WEBHOOK_USERNAME and INBOX_WEBHOOK_PASSWORD" in text for text in shown)
    assert any("speaks TLS" in text for text in shown)
    assert not box.form.open_button.isVisible()
