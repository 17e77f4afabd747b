"""The player bar's review: skipping silence, loops, what was heard, files that still come, and the keys for all that."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from audio.heard_inbox import HeardInbox
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from inbox.domain.coverage import HeardSpan
from inbox.domain.sound.sound_map import SoundMap
from inbox.gui.frame.actions import Actions
from inbox.gui.frame.status_bar import StatusBar
from inbox.gui.look.style_sheet import apply_theme
from inbox.gui.look.theme import LIGHT
from inbox.gui.player.play_at_click import PlayAtClick
from inbox.gui.player.player_bar import PlayerBar
from inbox.gui.player.player_keys import PlayerKeys
from inbox.gui.widgets.check_box import CheckBox
from inbox.pipeline.listening.whole_file import WholeFile
from inbox.storage.settings.settings import Settings

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA")
SOUND = SoundMap(((4.0, 4.5), (15.0, 29.0)), (), 30.0)


@pytest.fixture
def heard(tmp_path: Path) -> Iterator[HeardInbox]:
    made = HeardInbox(tmp_path / "inbox")
    yield made
    made.close()


@pytest.fixture
def bar(heard: HeardInbox, qtbot: QtBot) -> Iterator[PlayerBar]:
    made = PlayerBar(LIGHT, Settings(), heard.recordings)
    qtbot.addWidget(made)
    made.resize(1_200, 140)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.stop()


@pytest.fixture
def loaded(bar: PlayerBar, heard: HeardInbox, qtbot: QtBot) -> PlayerBar:
    bar.load(heard.download(heard.receive(), 30.0))
    qtbot.waitUntil(lambda: bar.has_waveform)
    return bar


@pytest.fixture
def press(bar: PlayerBar, heard: HeardInbox, qtbot: QtBot) -> Iterator[Callable[[str], None]]:
    window, status, list_widget = QWidget(), StatusBar(), QListWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for widget in (list_widget, bar, status):
        column.addWidget(widget)
    playing = PlayAtClick(bar.play, lambda _rows, _done=None: None, heard.recordings.rows, status.say, window)
    actions = Actions(window, list_widget, tuple)
    PlayerKeys(actions, bar, playing, status, window)
    assert actions.problems() == ()
    yield actions.trigger
    bar.setParent(None)


def _texts(bar: PlayerBar) -> list[str]:
    return [label.text() for label in bar.findChildren(QLabel) if label.isVisible()]


def _button(bar: PlayerBar, text: str) -> QPushButton:
    return next(button for button in bar.findChildren(QPushButton) if button.text() == text)


def test_the_bar_says_how_long_it_takes_and_how_much_was_heard(loaded: PlayerBar) -> None:
    loaded.set_sound_map(SOUND)
    loaded.set_heard([HeardSpan(0.0, 12.9, 1.0)], 0.43)
    assert "·  0:16 without silence  ·  heard 43 %" in _texts(loaded)
    loaded.set_rate(2.0)
    assert "·  0:08 without silence at 2×  ·  heard 43 %" in _texts(loaded)


def test_skipping_silence_is_kept_and_told_to_the_player(loaded: PlayerBar, qtbot: QtBot) -> None:
    told: list[dict[str, object]] = []
    loaded.settings_changed.connect(told.append)
    loaded.set_sound_map(SOUND)
    box = loaded.findChild(CheckBox, options=Qt.FindChildOption.FindChildrenRecursively)
    assert box is not None
    box.click()
    assert loaded.plan.skips == ((15.0, 29.0),)
    assert box.toolTip() == "1 silence of more than 1 s, 0:14 in all"
    qtbot.waitUntil(lambda: told == [{"skip_silence": True}])
    loaded.audio.seek(14.0)
    loaded.audio.play()
    qtbot.waitUntil(lambda: loaded.position_seconds >= 29.0, timeout=10_000)


def test_a_setting_of_shorter_silences_counts_from_then_on(loaded: PlayerBar) -> None:
    loaded.set_sound_map(SOUND)
    loaded.set_skip(True)
    loaded.go_by(Settings(skip_silence_over=0.4))
    assert loaded.plan.skips == SOUND.silences


def test_a_loop_plays_the_selection_again_and_again(loaded: PlayerBar, qtbot: QtBot) -> None:
    loaded.select((3.0, 3.6))
    loop = _button(loaded, "Loop")
    qtbot.mouseClick(loop, Qt.MouseButton.LeftButton)
    assert loop.isChecked()
    places: list[float] = []
    loaded.audio.position_changed.connect(places.append)
    loaded.audio.seek(3.0)
    loaded.audio.play()
    qtbot.waitUntil(lambda: sum(later < earlier - 0.3 for earlier, later in pairwise(places)) >= 2, timeout=15_000)
    assert max(places) < 3.8


def test_another_recording_begins_without_selection_loop_and_marks(loaded: PlayerBar, heard: HeardInbox) -> None:
    loaded.set_sound_map(SOUND)
    loaded.set_heard([], 0.5)
    loaded.select((3.0, 5.0))
    loaded.set_loop(True)
    loaded.waveform.set_view(2.0, 8.0)
    told: list[object] = []
    loaded.loaded.connect(told.append)
    other = heard.download(heard.receive("r-2"))
    loaded.load(other)
    assert told == [other]
    assert (loaded.selection, loaded.plan.loops, loaded.plan.sound) == (None, False, None)
    assert loaded.waveform.view.is_whole
    assert not any("heard" in text for text in _texts(loaded))


def test_what_still_comes_is_played_and_plays_on_when_it_is_whole(bar: PlayerBar, heard: HeardInbox, qtbot: QtBot) -> None:
    row = heard.receive()
    coming = heard.read(row)
    whole = heard.download(row, 8.0)
    assert whole.media_path is not None
    events: list[str] = []
    bar.loaded.connect(lambda _recording: events.append("loaded"))
    bar.became_whole.connect(lambda _recording: events.append("whole"))
    bar.play_growing(coming, WholeFile(Path(whole.media_path)))
    assert bar.can_play
    assert "/ 10:00" in _texts(bar), "as the event told"
    qtbot.waitUntil(lambda: bar.position_seconds > 0.3, timeout=10_000)
    bar.load(coming)
    assert events == ["loaded"]
    bar.load(whole)
    assert events == ["loaded", "whole"]
    assert bar.is_playing
    assert bar.position_seconds > 0.3
    qtbot.waitUntil(lambda: bar.has_waveform)
    assert "/ 0:08" in _texts(bar)


@pytest.mark.parametrize("width", [632, 660, 900, 1_200])
def test_nothing_is_cut_off_at_any_width_that_the_window_has(
    loaded: PlayerBar, qtbot: QtBot, qapp: QApplication, width: int
) -> None:
    apply_theme(qapp, LIGHT)
    loaded.set_sound_map(SOUND)
    loaded.set_heard([], 1.0)
    loaded.audio.set_known_length(40_000.0)
    loaded.audio.seek(39_999.0)
    loaded.set_rate(1.25)
    loaded.controls.volume.set_volume(1.0)
    loaded.controls.volume.set_boost(24)
    for text in ("Flag", "Reviewed, next"):
        loaded.controls.add(QPushButton(text))
    loaded.resize(width + 32, 180)
    controls = loaded.controls

    def shown() -> list[QWidget]:
        every = controls.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        return [widget for widget in every if widget.isVisible()]

    def cut() -> list[QWidget]:
        wanted = {widget: min(widget.minimumSizeHint().width(), widget.maximumWidth()) for widget in shown()}
        room = controls.rect()
        return [widget for widget, least in wanted.items() if widget.width() < least or not room.contains(widget.geometry())]

    qtbot.waitUntil(lambda: len(shown()) == 13 and cut() == [])
    areas = [widget.geometry() for widget in shown()]
    assert not any(one.intersects(other) for one in areas for other in areas if one != other)


def test_keys_move_by_five_ten_and_thirty_seconds(loaded: PlayerBar, press: Callable[[str], None]) -> None:
    for name, place in (
        ("forward_10", 10.0), ("forward_5", 15.0), ("back_10", 5.0), ("forward_30", 30.0), ("back_5", 25.0), ("back_30", 0.0),
    ):  # fmt: skip
        press(name)
        assert loaded.position_seconds == place


def test_keys_change_the_speed_step_by_step(loaded: PlayerBar, press: Callable[[str], None]) -> None:
    loaded.audio.seek(20.0)
    for name, rate in (("faster", 1.25), ("faster", 1.5), ("slower", 1.25), ("back_slower", 1.0), ("back_slower", 0.75)):
        press(name)
        assert loaded.audio.rate == rate
    assert loaded.position_seconds == 10.0
    for _ in range(20):
        press("faster")
    assert loaded.audio.rate == 3.0
    press("rate_1")
    assert loaded.audio.rate == 1.0


def test_keys_select_loop_and_show_a_part_larger(loaded: PlayerBar, press: Callable[[str], None]) -> None:
    press("zoom_selection")
    assert loaded.waveform.view.is_whole
    loaded.audio.seek(10.0)
    press("select_from")
    assert loaded.selection == (10.0, 30.0)
    loaded.audio.seek(16.0)
    press("select_to")
    assert loaded.selection == (10.0, 16.0)
    press("zoom_selection")
    assert (loaded.waveform.view.begin, loaded.waveform.view.end) == (10.0, 16.0)
    press("zoom_out")
    assert loaded.waveform.view.span == pytest.approx(12.0)
    press("zoom_all")
    assert loaded.waveform.view.is_whole
    press("zoom_in")
    assert loaded.waveform.view.span == pytest.approx(15.0)
    press("loop")
    assert loaded.plan.loop(30.0) == (10.0, 16.0)
    press("loop")
    press("select_none")
    assert not loaded.plan.loops
    assert not loaded.selection


def test_keys_skip_silence_and_boost(loaded: PlayerBar, press: Callable[[str], None]) -> None:
    press("skip_silence")
    assert loaded.plan.skips_silence
    press("louder")
    press("louder")
    press("quieter")
    assert loaded.controls.volume.boost == 3
    press("quieter")
    press("quieter")
    assert loaded.controls.volume.boost == 0


def test_the_key_for_playing_plays_and_pauses(loaded: PlayerBar, press: Callable[[str], None]) -> None:
    press("play")
    assert loaded.is_playing
    press("play")
    assert not loaded.is_playing


def test_dragging_in_the_waveform_selects_for_the_bar(loaded: PlayerBar, qtbot: QtBot) -> None:
    told: list[object] = []
    loaded.selection_changed.connect(told.append)
    waveform, shift = loaded.waveform, Qt.KeyboardModifier.ShiftModifier
    qtbot.mousePress(waveform, Qt.MouseButton.LeftButton, shift, QPoint(100, 30))
    qtbot.mouseRelease(waveform, Qt.MouseButton.LeftButton, shift, QPoint(300, 30))
    assert told == [loaded.selection]
    assert loaded.selection is not None


def test_a_key_that_only_pauses_never_plays(loaded: PlayerBar, press: Callable[[str], None]) -> None:
    for name, plays in (("only_pause", False), ("only_play", True), ("only_play", True), ("only_pause", False), ("play", True)):
        press(name)
        assert loaded.is_playing is plays, name
