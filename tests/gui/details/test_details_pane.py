"""The details pane over a real inbox."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest
from audio.heard_inbox import HeardInbox
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPlainTextEdit, QPushButton, QTabWidget
from pytestqt.qtbot import QtBot

from inbox.domain.delivery import Delivery
from inbox.domain.progress import DownloadProgress
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.gui.details.details_pane import DetailsPane
from inbox.gui.look.theme import DARK, LIGHT

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

VOICE = "https://voice.bandwidth.com/api/v2"


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[HeardInbox]:
    made = HeardInbox(tmp_path / "inbox")
    yield made
    made.close()


@pytest.fixture
def pane(heard: HeardInbox, qtbot: QtBot) -> Iterator[DetailsPane]:
    made = DetailsPane(LIGHT, heard.journal, lambda: VOICE)
    qtbot.addWidget(made)
    made.resize(1000, 400)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.stop()


class _Opened(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.urls: list[QUrl] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        self.urls.append(url)


def _value(pane: DetailsPane, name: str) -> str:
    return next(field.text() for field in pane.findChildren(QLineEdit) if field.accessibleName() == name)


def _button(pane: DetailsPane, text: str) -> QPushButton:
    return next(button for button in pane.findChildren(QPushButton) if button.text() == text)


def _tabs(pane: DetailsPane) -> QTabWidget:
    tabs = pane.findChild(QTabWidget)
    assert tabs is not None
    return tabs


def _raw(pane: DetailsPane) -> str:
    texts = pane.findChildren(QPlainTextEdit)
    return next(text for text in texts if text.accessibleName() == "The delivery as it came").toPlainText()


def test_before_anything_is_chosen_it_says_so(pane: DetailsPane) -> None:
    (shown,) = [label.text() for label in pane.findChildren(QLabel) if label.isVisible()]
    assert shown == "Choose a recording to see what is known of it"


def test_a_recording_is_told_in_fields_that_can_be_selected(pane: DetailsPane, heard: HeardInbox) -> None:
    row = heard.receive(name="<b>Bold</b>\u202e", tag="x", mediaUrl="https://elsewhere.example/a")
    pane.show_recording(heard.download(row))
    assert _value(pane, "Conference") == "<b>Bold</b>\\u202e"
    assert _value(pane, "Media address given") == "https://elsewhere.example/a"
    assert _value(pane, "Media address used") == f"{VOICE}/accounts/55555555/conferences/conf-1/recordings/r-1/media"
    assert any("never followed" in label.text() for label in pane.findChildren(QLabel) if label.isVisible())
    assert all(field.isReadOnly() for field in pane.findChildren(QLineEdit))


def test_other_properties_are_set_out(pane: DetailsPane, heard: HeardInbox) -> None:
    pane.show_recording(heard.read(heard.receive(recordingName="n", extra={"a": [1]})))
    others = next(text for text in pane.findChildren(QPlainTextEdit) if text.accessibleName().startswith("Other properties"))
    assert others.isVisible()
    assert others.toPlainText().splitlines()[:3] == ["{", '  "extra": {', '    "a": [']
    pane.show_recording(heard.read(heard.receive("r-2")))
    assert not others.isVisible()


def test_a_failed_download_says_why_and_can_be_tried_again(pane: DetailsPane, heard: HeardInbox, qtbot: QtBot) -> None:
    recording = heard.fail(heard.receive(), "Bandwidth does not know this recording.")
    pane.show_recording(recording)
    assert "Bandwidth does not know this recording." in [label.text() for label in pane.findChildren(QLabel) if label.isVisible()]
    with qtbot.waitSignal(pane.retry_requested) as asked:
        qtbot.mouseClick(_button(pane, "Try again"), Qt.MouseButton.LeftButton)
    assert asked.args == [str(recording.id)]
    pane.show_recording(heard.download(heard.receive("r-2")))
    assert not _button(pane, "Try again").isVisible()


def test_show_in_folder_opens_our_folder_and_nothing_else(pane: DetailsPane, heard: HeardInbox, qtbot: QtBot) -> None:
    opened = _Opened()
    QDesktopServices.setUrlHandler("file", opened, "take")  # type: ignore[arg-type]  # the stub says bytes, the call takes text
    try:
        pane.show_recording(heard.download(heard.receive(mediaUrl="file:///etc/passwd")))
        qtbot.mouseClick(_button(pane, "Show in folder"), Qt.MouseButton.LeftButton)
        assert [url.toLocalFile() for url in opened.urls] == [str(heard.folder.media)]
    finally:
        QDesktopServices.unsetUrlHandler("file")
    pane.show_recording(heard.read(heard.receive("r-2")))
    assert not _button(pane, "Show in folder").isVisible()


def test_deliveries_are_shown_newest_first_as_they_came(pane: DetailsPane, heard: HeardInbox, qtbot: QtBot) -> None:
    row = heard.receive()
    target = "/?eventType=conferenceRecordingAvailable&recordingId=r-1&conferenceId=conf-1&accountId=55555555"
    assert heard.deliver(Delivery(now(), "GET", target, (("Host", "x"),), b"", "127.0.0.1:9")) == row
    pane.show_recording(heard.read(row))
    assert _tabs(pane).tabText(1) == "Deliveries 2"
    _tabs(pane).setCurrentIndex(1)
    qtbot.waitUntil(lambda: '"eventType": "conferenceRecordingAvailable"' in _raw(pane))
    _button(pane, "Headers").click()
    assert _raw(pane).startswith("GET /?eventType=")
    listed = pane.findChild(QListWidget)
    assert listed is not None
    assert listed.count() == 2
    listed.setCurrentRow(1)
    qtbot.waitUntil(lambda: _raw(pane).startswith("POST /\n"))
    _button(pane, "JSON").click()
    assert '"recordingId": "r-1"' in _raw(pane)


def test_a_new_delivery_does_not_move_the_one_that_is_read(pane: DetailsPane, heard: HeardInbox, qtbot: QtBot) -> None:
    row = heard.receive()
    pane.show_recording(heard.read(row))
    _tabs(pane).setCurrentIndex(1)
    qtbot.waitUntil(lambda: _raw(pane) != "")
    first = _raw(pane)
    heard.receive(name="Later", eventTime="2099-01-01T00:00:00Z")
    pane.show_recording(heard.read(row))
    listed = pane.findChild(QListWidget)
    assert listed is not None
    qtbot.waitUntil(lambda: listed.count() == 2)
    assert _raw(pane) == first
    assert listed.currentRow() == 1


def test_another_theme_paints_another_picture(pane: DetailsPane, heard: HeardInbox) -> None:
    pane.show_recording(heard.read(heard.receive()))
    before = pane.grab().toImage()
    pane.set_theme(DARK)
    assert pane.grab().toImage() != before


class _Pane:
    def __init__(self) -> None:
        self.widget = QLabel("further")
        self.shown: list[int] = []

    def show_recording(self, recording: Recording) -> None:
        self.shown.append(recording.id)


def test_a_further_tab_hears_of_each_recording_and_stands_where_it_belongs(pane: DetailsPane, heard: HeardInbox) -> None:
    further, last = _Pane(), _Pane()
    pane.add_pane(further, "Notes", before="Deliveries")
    recording = heard.read(heard.receive())
    pane.show_recording(recording)
    pane.add_pane(last, "History")
    tabs = _tabs(pane)
    assert [tabs.tabText(place) for place in range(tabs.count())] == ["Details", "Notes", "Deliveries 1", "History"]
    assert (further.shown, last.shown) == ([recording.id], [recording.id])
    pane.set_name(further, "Notes 3")
    pane.show_pane(further)
    assert tabs.tabText(tabs.currentIndex()) == "Notes 3"
    pane.show_recording(None)
    assert further.shown == [recording.id]


def test_how_far_a_download_is_follows_by_itself(heard: HeardInbox, qtbot: QtBot) -> None:
    came = [100_000]
    pane = DetailsPane(LIGHT, heard.journal, lambda: VOICE, progress=lambda _row: DownloadProgress(came[0], 1_000_000))
    qtbot.addWidget(pane)
    with qtbot.waitExposed(pane):
        pane.show()
    recording = dataclasses.replace(heard.read(heard.receive()), download_status=DownloadStatus.DOWNLOADING)
    pane.show_recording(recording)

    def says(text: str) -> bool:
        return any(label.text() == text for label in pane.findChildren(QLabel))

    assert says("Downloading: 10 % of 1.0 MB.")
    came[0] = 870_000
    qtbot.waitUntil(lambda: says("Downloading: 87 % of 1.0 MB."), timeout=10_000)
    pane.stop()
