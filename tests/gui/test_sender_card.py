"""The set-up of the sender."""

from dataclasses import replace
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot
from window.window_inbox import LISTENING

from inbox.gui.sender_card import SenderCard
from inbox.gui.start_recording import conference_bxml
from inbox.gui.theme import LIGHT

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")


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


def test_the_listeners_path_is_part_of_what_is_handed_out(qtbot: QtBot) -> None:
    card = SenderCard(LIGHT, replace(LISTENING, path="/s3cr3t"), lambda _address: None)
    qtbot.addWidget(card)
    card.show()
    QTest.keyClicks(card.address, "https://otter.example/")
    assert _recording(card.bxml.toPlainText())["recordingAvailableUrl"] == "https://otter.example/s3cr3t"
    QTest.keyClicks(card.address, "hook")
    assert any("answered 404" in label.text() for label in card.findChildren(QLabel) if label.isVisible())


def test_an_address_that_cannot_be_kept_says_why(qtbot: QtBot) -> None:
    card = SenderCard(LIGHT, LISTENING, lambda _address: "public_address must start with https://.")
    qtbot.addWidget(card)
    card.show()
    QTest.keyClicks(card.address, "otter")
    qtbot.waitUntil(
        lambda: any(label.text() == "public_address must start with https://." for label in card.findChildren(QLabel)),
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
