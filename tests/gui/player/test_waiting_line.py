"""Somebody goes to a place that the download has not come to: the player says where it will go on, and leads back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from audio.heard_inbox import HeardInbox
from audio.slow_source import SlowSource
from audio.sounds import tone, write
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from inbox.gui.look.theme import LIGHT
from inbox.gui.player.player_bar import PlayerBar
from inbox.gui.player.waiting_line import WaitingLine
from inbox.storage.settings.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA")


class _Held(SlowSource):
    """So many seconds of it come, and no more until it is let go."""

    most = 4.0

    @property
    def available_seconds(self) -> float:
        return min(super().available_seconds, self.most)


@pytest.fixture
def bar(tmp_path: Path, qtbot: QtBot) -> Iterator[PlayerBar]:
    heard = HeardInbox(tmp_path / "inbox")
    made = PlayerBar(LIGHT, Settings(), heard.recordings)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.play_growing(heard.read(heard.receive()), _coming(tmp_path))
    yield made
    made.stop()
    heard.close()


def _coming(folder: Path) -> _Held:
    source = _Held(write(folder / "coming.wav", tone(600.0)), 100.0)
    _Held.most = 4.0
    return source


def _line(bar: PlayerBar) -> WaitingLine:
    (found,) = bar.findChildren(WaitingLine)
    return found


def _text(bar: PlayerBar) -> str:
    return _line(bar).findChildren(QLabel)[0].text()


def _back(bar: PlayerBar) -> QPushButton:
    return _line(bar).findChildren(QPushButton)[0]


def test_who_goes_far_ahead_is_told_where_it_goes_on_and_finds_the_way_back(bar: PlayerBar, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bar.position_seconds > 1.0, timeout=20_000)
    assert not _line(bar).isVisible()
    before = bar.position_seconds
    bar.waveform.seek_requested.emit(400.0)
    qtbot.waitUntil(lambda: _line(bar).isVisible(), timeout=20_000)
    assert bar.position_seconds == 400.0, "the playhead stands where it goes on"
    assert "Waiting for 6:40; the download has come to 0:04." in _text(bar)
    _back(bar).click()
    qtbot.waitUntil(lambda: not _line(bar).isVisible(), timeout=20_000)
    assert before <= bar.position_seconds < 4.0
    at = bar.position_seconds
    qtbot.waitUntil(lambda: bar.position_seconds > at + 0.2, timeout=20_000)


def test_several_steps_ahead_lead_back_to_what_was_heard(bar: PlayerBar, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bar.position_seconds > 1.0, timeout=20_000)
    for place in (100.0, 101.0, 300.0):
        bar.waveform.seek_requested.emit(place)
    qtbot.waitUntil(lambda: _line(bar).isVisible(), timeout=20_000)
    assert _back(bar).text() in ("Back to 0:01", "Back to 0:02", "Back to 0:03", "Back to 0:04")


def test_it_plays_on_where_it_was_said_to(bar: PlayerBar, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bar.position_seconds > 0.2, timeout=20_000)
    bar.waveform.seek_requested.emit(60.0)
    qtbot.waitUntil(lambda: _line(bar).isVisible(), timeout=20_000)
    _Held.most = 600.0
    qtbot.waitUntil(lambda: bar.position_seconds > 60.2, timeout=20_000)
    assert not _line(bar).isVisible()


def test_who_hears_faster_than_it_comes_is_not_led_anywhere(bar: PlayerBar, qtbot: QtBot) -> None:
    line = _line(bar)
    bar.set_rate(3.0)
    qtbot.waitUntil(lambda: "waiting for the download" in _facts(bar), timeout=20_000)
    assert not line._soon.isActive()
    assert not line.isVisible()


def _facts(bar: PlayerBar) -> str:
    return " ".join(label.text() for label in bar.controls.findChildren(QLabel))
