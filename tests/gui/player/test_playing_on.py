"""The player in the window's own process, on a machine without a sound card: pauses, waits, changes on the way, and ends."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from audio.slow_source import SlowSource
from audio.sounds import silence, tone, write
from pipeline.coming_file import ComingFile
from pytestqt.qtbot import QtBot

from inbox.domain.sound.play_map import PlayMap
from inbox.gui.player.audio_player import AudioPlayer
from inbox.gui.player.playing import Playing
from inbox.pipeline.listening.sound_source import Frames, SoundProblem
from inbox.pipeline.listening.whole_file import WholeFile

pytestmark = [
    pytest.mark.timed,
    pytest.mark.qt_log_ignore("propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA"),
]


@pytest.fixture
def player(qtbot: QtBot) -> Iterator[AudioPlayer]:
    made = AudioPlayer()
    yield made
    made.stop()


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write(tmp_path / "clip.wav", tone(4.0))


class _BreaksOff(SlowSource):
    """Its file cannot be read from some place on, until it is mended."""

    mended = False

    def read(self, frame: int, count: int, cancelled: Callable[[], bool]) -> Frames:
        if frame > self.sample_rate and not self.mended:
            raise SoundProblem("The media file cannot be read: Input/output error.")
        return super().read(frame, count, cancelled)


class _Stuck(SlowSource):
    """No more than a second of it comes."""

    @property
    def available_seconds(self) -> float:
        return min(super().available_seconds, 1.0)


def _reaches(player: Playing, place: float) -> Callable[[], bool]:
    return lambda: player.position >= place


def test_what_is_let_go_before_it_was_opened_is_closed(player: AudioPlayer, clip: Path, tmp_path: Path) -> None:
    player.load(clip)
    player.play()
    source = ComingFile(tmp_path, b"").source()  # nothing of it has come
    player.load_source(source)
    player.play()
    player.unload()
    assert source.has_ended


def test_it_is_what_the_window_asks_for(player: AudioPlayer) -> None:
    playing: Playing = player
    assert not playing.is_playing
    assert (playing.position, playing.length, playing.rate) == (0.0, 0.0, 1.0)


def test_a_pause_goes_back_a_little_and_not_out_of_the_loop(player: AudioPlayer, clip: Path, qtbot: QtBot) -> None:
    player.load(clip)
    player.set_rewind(0.4)
    player.play()
    qtbot.waitUntil(_reaches(player, 0.6), timeout=10_000)
    player.pause()
    assert 0.2 <= player.position < 0.6
    player.set_play_map(PlayMap(loop=(2.0, 3.0)))
    player.seek(2.0)
    player.play()
    qtbot.waitUntil(_reaches(player, 2.1), timeout=10_000)
    player.pause()
    assert player.position == 2.0


def test_another_file_begins_without_the_loop_of_the_last(player: AudioPlayer, clip: Path, qtbot: QtBot) -> None:
    player.load(clip)
    player.set_play_map(PlayMap(loop=(0.0, 0.2)))
    player.load(clip)
    player.play()
    qtbot.waitUntil(_reaches(player, 0.6), timeout=10_000)


def test_speed_boost_and_skips_change_while_it_plays_without_a_step_back(player: AudioPlayer, clip: Path, qtbot: QtBot) -> None:
    places: list[float] = []
    player.load(clip)
    player.play()
    player.position_changed.connect(places.append)
    qtbot.waitUntil(_reaches(player, 0.5), timeout=10_000)
    player.set_rate(2.0)
    player.set_boost(6)
    qtbot.waitUntil(_reaches(player, 1.2), timeout=10_000)
    player.set_play_map(PlayMap(((2.0, 3.0),)))
    player.set_levelling(True)
    with qtbot.waitSignal(player.ended, timeout=10_000):
        pass
    assert places == sorted(places)
    assert not any(2.1 < place < 2.9 for place in places)
    assert places[-1] == 4.0


def test_a_speed_that_nobody_understands_is_not_played(player: AudioPlayer) -> None:
    for wanted, given in ((0.1, 0.5), (9.0, 3.0), (1.5, 1.5)):
        player.set_rate(wanted)
        assert player.rate == given


def test_what_has_not_come_yet_is_waited_for_and_played_then(player: AudioPlayer, tmp_path: Path, qtbot: QtBot) -> None:
    told: list[bool] = []
    player.waiting_changed.connect(told.append)
    player.load_source(SlowSource(write(tmp_path / "clip.wav", tone(1.5)), 0.5))
    player.play()
    assert player.is_playing
    with qtbot.waitSignal(player.ended, timeout=15_000):
        pass
    assert told[0] is True
    assert told[-1] is False
    assert player.position == pytest.approx(1.5, abs=0.05)


def test_what_came_slowly_is_sought_in_as_a_whole_file_then(player: AudioPlayer, clip: Path, qtbot: QtBot) -> None:
    source = SlowSource(clip, 1.2)
    player.load_source(source, 4.0)
    player.play()
    qtbot.waitUntil(_reaches(player, 0.4), timeout=10_000)
    player.file_is_whole(clip)
    assert player.is_playing
    player.seek(3.5)
    with qtbot.waitSignal(player.ended, timeout=2_000):  # the slow one would come to it in 3 s
        pass


def test_what_came_slowly_is_played_on_from_the_whole_file(player: AudioPlayer, tmp_path: Path, qtbot: QtBot) -> None:
    clip = write(tmp_path / "clip.wav", tone(1.5))
    player.load_source(_Stuck(clip, 5), 1.5)
    player.play()
    qtbot.waitUntil(_reaches(player, 0.2), timeout=10_000)
    player.file_is_whole(clip)
    with qtbot.waitSignal(player.ended, timeout=5_000):
        pass


def test_a_seek_ahead_of_what_has_come_and_back_again_plays(player: AudioPlayer, clip: Path, qtbot: QtBot) -> None:
    player.load_source(SlowSource(clip, 1.1), 4.0)
    player.play()
    qtbot.waitUntil(_reaches(player, 0.3), timeout=10_000)
    player.seek(3.9)
    with qtbot.waitSignal(player.waiting_changed, timeout=5_000):
        pass
    player.seek(0.1)
    qtbot.waitUntil(lambda: 0.2 < player.position < 1.0, timeout=3_000)


def test_another_file_is_played_while_the_last_still_waits(player: AudioPlayer, clip: Path, qtbot: QtBot) -> None:
    player.load_source(SlowSource(clip, 0.01), 4.0)
    player.play()
    with qtbot.waitSignal(player.waiting_changed, timeout=5_000):
        pass
    player.load(clip)
    player.play()
    qtbot.waitUntil(_reaches(player, 0.3), timeout=3_000)


def test_a_file_that_breaks_off_is_a_sentence_and_can_be_tried_again(player: AudioPlayer, clip: Path, qtbot: QtBot) -> None:
    source = _BreaksOff(clip, 100)
    player.load_source(source, 4.0)
    with qtbot.waitSignal(player.problem, timeout=10_000, check_params_cb=lambda said: said.startswith("The media file")):
        player.play()
    assert not player.is_playing
    source.mended = True
    player.play()
    qtbot.waitUntil(_reaches(player, 1.5), timeout=10_000)


@pytest.mark.expects_log
def test_a_mistake_of_ours_is_a_sentence_and_in_the_log(
    player: AudioPlayer, clip: Path, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(SlowSource):
        def read(self, frame: int, count: int, cancelled: Callable[[], bool]) -> Frames:
            raise ZeroDivisionError

    player.load_source(Broken(clip, 1), 4.0)
    with qtbot.waitSignal(player.problem, timeout=10_000, check_params_cb=lambda said: "made a mistake" in said):
        player.play()
    assert "could not be decoded" in caplog.text


def test_without_a_device_nothing_counts_as_heard(player: AudioPlayer, clip: Path, qtbot: QtBot) -> None:
    told: list[object] = []
    player.heard.connect(told.append)
    player.load(clip)
    player.play()
    if player.devices.all():
        pytest.skip("this machine has a sound device")
    qtbot.waitUntil(_reaches(player, 0.4), timeout=10_000)
    player.pause()
    player.stop()
    assert told == []


def test_a_source_that_was_never_played_is_closed(player: AudioPlayer, clip: Path) -> None:
    class Watched(WholeFile):
        is_closed = False

        def close(self) -> None:
            self.is_closed = True
            super().close()

    source = Watched(clip)
    player.load_source(source, 4.0)
    player.load(clip)
    assert source.is_closed


def test_it_can_be_used_again_after_it_was_stopped(player: AudioPlayer, clip: Path, qtbot: QtBot) -> None:
    for _ in range(2):
        player.load(clip)
        player.play()
        qtbot.waitUntil(_reaches(player, 0.2), timeout=10_000)
        player.stop()
        assert not player.is_playing
        assert not [thread for thread in threading.enumerate() if thread.name == "sound-decoder"]


def test_a_recording_of_nothing_but_silence_can_be_played_with_all_of_it_skipped(
    player: AudioPlayer, tmp_path: Path, qtbot: QtBot
) -> None:
    player.load(write(tmp_path / "clip.wav", silence(2.0)))
    player.set_play_map(PlayMap(((0.0, 2.0),)))
    with qtbot.waitSignal(player.ended, timeout=5_000):
        player.play()
    assert not player.is_playing


def test_a_loop_that_is_set_and_let_go_while_it_plays_counts_at_once(player: AudioPlayer, clip: Path, qtbot: QtBot) -> None:
    player.load(clip)
    player.play()
    qtbot.waitUntil(_reaches(player, 0.4), timeout=10_000)
    player.set_play_map(PlayMap(loop=(0.0, 0.5)))
    places: list[float] = []
    player.position_changed.connect(places.append)
    qtbot.waitUntil(lambda: len(places) > 25)
    assert max(places) < 0.55
    qtbot.waitUntil(_reaches(player, 0.4), timeout=10_000)
    player.set_play_map(PlayMap())
    qtbot.waitUntil(lambda: not 0.35 < player.position < 0.55)
    assert player.position > 0.5
