"""The player bar with a real inbox, on a machine without a sound card."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from audio.heard_inbox import HeardInbox
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QSlider
from pytestqt.qtbot import QtBot

from inbox.gui.look.theme import DARK, LIGHT
from inbox.gui.player.player_bar import PlayerBar
from inbox.gui.waveform.waveform import Waveform
from inbox.storage.settings.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA")


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[HeardInbox]:
    made = HeardInbox(tmp_path / "inbox")
    yield made
    made.close()


@pytest.fixture
def bar(heard: HeardInbox, qtbot: QtBot) -> Iterator[PlayerBar]:
    made = PlayerBar(LIGHT, Settings(), heard.recordings)
    qtbot.addWidget(made)
    made.resize(900, 140)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.stop()


def _button(bar: PlayerBar, name: str) -> QPushButton:
    return next(button for button in bar.findChildren(QPushButton) if button.accessibleName().startswith(name))


def _texts(bar: PlayerBar) -> list[str]:
    return [label.text() for label in bar.findChildren(QLabel) if label.isVisible()]


def test_with_nothing_loaded_it_says_so_and_nothing_can_be_pressed(bar: PlayerBar) -> None:
    assert _texts(bar) == ["Choose a recording to hear it"]
    assert not _button(bar, "Play").isEnabled()
    assert not bar.has_waveform


def test_a_recording_without_media_says_why(bar: PlayerBar, heard: HeardInbox) -> None:
    recording = heard.fail(heard.receive(name="A\u202eB"), "Bandwidth does not know this recording.")
    bar.load(recording)
    assert any("A\\u202eB" in text and "Bandwidth does not know this recording." in text for text in _texts(bar))
    assert not _button(bar, "Play").isEnabled()


def test_playing_moves_the_position_and_the_button_pauses(bar: PlayerBar, heard: HeardInbox, qtbot: QtBot) -> None:
    bar.play(heard.download(heard.receive(), 6.0))
    qtbot.waitUntil(lambda: bar.position_seconds > 0.4, timeout=10_000)
    qtbot.waitUntil(lambda: bar.has_waveform)
    assert "/ 0:06" in _texts(bar)  # as decoded, although the event says ten minutes
    qtbot.mouseClick(_button(bar, "Pause"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not bar.is_playing)
    assert _button(bar, "Play").isEnabled()
    assert any(text.startswith("No sound device was found") for text in _texts(bar))


def test_ten_seconds_on_and_back_and_a_click_on_the_waveform_seek(bar: PlayerBar, heard: HeardInbox, qtbot: QtBot) -> None:
    bar.load(heard.download(heard.receive(), 30.0))
    qtbot.waitUntil(lambda: bar.has_waveform)
    qtbot.mouseClick(_button(bar, "On 10"), Qt.MouseButton.LeftButton)
    qtbot.mouseClick(_button(bar, "On 10"), Qt.MouseButton.LeftButton)
    assert bar.position_seconds == 20.0
    qtbot.mouseClick(_button(bar, "Back 10"), Qt.MouseButton.LeftButton)
    assert bar.position_seconds == 10.0
    for _ in range(2):
        qtbot.mouseClick(_button(bar, "Back 10"), Qt.MouseButton.LeftButton)
    assert bar.position_seconds == 0.0
    waveform = bar.findChild(Waveform)
    assert waveform is not None
    qtbot.mouseClick(waveform, Qt.MouseButton.LeftButton, pos=QPoint(waveform.width() // 2, 30))
    assert bar.position_seconds == pytest.approx(15.0, abs=0.1)


def test_news_of_the_recording_that_plays_does_not_disturb_it(bar: PlayerBar, heard: HeardInbox, qtbot: QtBot) -> None:
    row = heard.receive()
    bar.play(heard.download(row, 6.0))
    qtbot.waitUntil(lambda: bar.position_seconds > 0.3, timeout=10_000)
    heard.receive(name="Renamed", eventTime="2099-01-01T00:00:00Z")
    bar.load(heard.read(row))
    assert bar.is_playing
    assert bar.position_seconds > 0.3
    assert any(text.endswith("Renamed") for text in _texts(bar))


def test_a_recording_that_arrives_while_it_is_shown_can_be_played(bar: PlayerBar, heard: HeardInbox, qtbot: QtBot) -> None:
    row = heard.receive()
    bar.load(heard.read(row))
    assert not _button(bar, "Play").isEnabled()
    bar.load(heard.download(row))
    assert _button(bar, "Play").isEnabled()
    qtbot.waitUntil(lambda: bar.has_waveform)


def test_a_file_that_is_gone_is_a_sentence_in_the_bar(bar: PlayerBar, heard: HeardInbox, qtbot: QtBot) -> None:
    recording = heard.download(heard.receive())
    assert recording.media_path is not None
    Path(recording.media_path).unlink()
    with qtbot.waitSignal(bar.problem) as told:
        bar.play(recording)
    assert told.args == ["The media file is no longer where it was saved. Click its row to download it again."]
    assert told.args[0] in _texts(bar)
    assert not bar.is_playing


def test_speed_and_volume_are_kept(bar: PlayerBar, qtbot: QtBot) -> None:
    told: list[dict[str, object]] = []
    bar.settings_changed.connect(told.append)
    speed = _button(bar, "Speed")
    next(action for action in speed.menu().actions() if action.text() == "1.5×").trigger()
    assert speed.text() == "1.5×"
    volume = _button(bar, "Volume")
    slider = volume.menu().findChild(QSlider)
    assert slider is not None
    for percent in (60, 50, 40):
        slider.setValue(percent)
    assert volume.text().strip() == "40 %"
    qtbot.waitUntil(lambda: bool(told))
    assert told == [{"playback_rate": 1.5, "volume": 0.4}]


def test_what_was_changed_last_is_kept_when_it_is_stopped_at_once(bar: PlayerBar) -> None:
    told: list[dict[str, object]] = []
    bar.settings_changed.connect(told.append)
    _button(bar, "Speed").menu().actions()[-1].trigger()
    bar.stop()
    assert told == [{"playback_rate": 3.0}]


def test_a_click_on_a_control_leaves_the_keyboard_where_it_was(bar: PlayerBar) -> None:
    assert all(not button.focusPolicy() & Qt.FocusPolicy.ClickFocus for button in bar.findChildren(QPushButton))
    assert all(button.focusPolicy() & Qt.FocusPolicy.TabFocus for button in bar.findChildren(QPushButton))


def test_another_theme_paints_another_picture(bar: PlayerBar) -> None:
    before = bar.grab().toImage()
    bar.set_theme(DARK)
    assert bar.grab().toImage() != before


def test_making_it_loads_neither_sound_nor_decoder() -> None:
    heavy = ("numpy", "soundfile", "PySide6.QtMultimedia")
    code = f"import sys; import inbox.gui.player.player_bar; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    assert done.stdout.strip() == "[]"
