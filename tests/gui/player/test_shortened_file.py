"""A media file that somebody cut short after its download: what is left of it plays, and the player says what is the matter."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile
from audio.heard_inbox import HeardInbox
from audio.sounds import RATE, tone, write
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from inbox.domain.shortened import Downloaded
from inbox.gui.look.theme import LIGHT
from inbox.gui.player.audio_player import AudioPlayer
from inbox.gui.player.player_bar import PlayerBar
from inbox.storage.settings.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA")
_SENTENCE = "It is shorter."
_SECONDS = 4.0


@pytest.fixture
def player(qtbot: QtBot) -> Iterator[AudioPlayer]:
    made = AudioPlayer()
    yield made
    made.stop()


@pytest.fixture(params=["wav", "mp3"])
def clip(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    if request.param == "wav":
        return write(tmp_path / "clip.wav", tone(_SECONDS))
    path = tmp_path / "clip.mp3"
    soundfile.write(path, tone(_SECONDS), RATE, format="MP3")
    return path


def _load(player: AudioPlayer, path: Path) -> None:
    player.load(path, _SECONDS, Downloaded(path.stat().st_size, _SENTENCE))


def _cut(path: Path, share: float) -> None:
    os.truncate(path, int(path.stat().st_size * share))


def _watch(player: AudioPlayer) -> tuple[list[str], list[bool]]:
    problems: list[str] = []
    ends: list[bool] = []
    player.problem.connect(problems.append)
    player.ended.connect(lambda: ends.append(True))
    return problems, ends


def test_a_file_that_was_cut_before_is_told_at_once_and_plays_as_far_as_it_goes(
    player: AudioPlayer, clip: Path, qtbot: QtBot
) -> None:
    _load(player, clip)
    _cut(clip, 0.5)
    problems, ends = _watch(player)
    player.play()
    qtbot.waitUntil(lambda: any(_SENTENCE in told for told in problems), timeout=20_000)
    assert player.is_playing
    player._manner.device_changed.emit()
    assert _SENTENCE in problems[-1], "news of the sound device does not push it aside"
    qtbot.waitUntil(lambda: not player.is_playing, timeout=20_000)
    assert (problems[-1], ends) == (_SENTENCE, [])
    assert 1.2 < player.position < 2.4, "the playhead stands where the sound ends"


def test_a_file_that_is_cut_while_it_plays_does_not_play_on_in_silence(player: AudioPlayer, clip: Path, qtbot: QtBot) -> None:
    _load(player, clip)
    problems, ends = _watch(player)
    player.play()
    qtbot.waitUntil(lambda: player.position > 0.1, timeout=20_000)
    _cut(clip, 0.5)
    qtbot.waitUntil(lambda: not player.is_playing, timeout=20_000)
    assert (problems[-1], ends) == (_SENTENCE, [])
    assert player.position < 2.9
    player.seek(3.5)
    player.play()
    qtbot.waitUntil(lambda: not player.is_playing, timeout=20_000)
    assert (problems[-1], ends) == (_SENTENCE, [])


def test_a_file_that_was_emptied_is_told(player: AudioPlayer, clip: Path, qtbot: QtBot) -> None:
    _load(player, clip)
    _cut(clip, 0)
    problems, _ = _watch(player)
    player.play()
    qtbot.waitUntil(lambda: problems[-1:] == [_SENTENCE], timeout=20_000)
    assert not player.is_playing


def test_a_whole_file_ends_without_a_word(player: AudioPlayer, clip: Path, qtbot: QtBot) -> None:
    _load(player, clip)
    problems, ends = _watch(player)
    player.seek(3.0)
    player.play()
    qtbot.waitUntil(lambda: ends == [True], timeout=20_000)
    assert not any(_SENTENCE in told for told in problems)


def test_the_window_says_it_with_the_way_out(tmp_path: Path, qtbot: QtBot) -> None:
    heard = HeardInbox(tmp_path / "inbox")
    bar = PlayerBar(LIGHT, Settings(), heard.recordings)
    qtbot.addWidget(bar)
    with qtbot.waitExposed(bar):
        bar.show()
    recording = heard.download(heard.receive(), _SECONDS)
    assert recording.media_path is not None
    _cut(Path(recording.media_path), 0.5)
    bar.play(recording)
    qtbot.waitUntil(lambda: any(_seen(label) for label in bar.findChildren(QLabel)), timeout=20_000)
    bar.stop()
    heard.close()


def _seen(label: QLabel) -> bool:
    return label.isVisible() and label.text().endswith("Move it to the trash, then click its row to download it again.")
