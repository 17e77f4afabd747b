"""What is skipped is not heard, what is looped is heard again, and what comes slowly is heard without holes."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from audio.null_sink import NullSink
from audio.player_child import PlayerChild
from audio.sounds import between, bursts, heard, longest_hole, pitch, silence, tone, write

from inbox.domain.coverage import HeardSpan, with_heard

pytestmark = [pytest.mark.slow, pytest.mark.timed]  # a machine that stands still makes holes in what is heard
Steps = list[list[Any]]
_TO_ITS_END: Steps = [["play"], ["until", "playing", True], ["until", "playing", False], ["wait", 400], ["quit"]]


def test_a_silence_that_is_skipped_is_not_heard_and_all_of_the_speech_is(tmp_path: Path, sink: NullSink) -> None:
    path = write(tmp_path / "clip.wav", tone(1.0), silence(2.0), tone(1.0, 880))
    with sink.record(tmp_path / "heard") as capture:
        silently: Steps = [["volume", 0], ["play"], ["until", "playing", True], ["wait", 600], ["pause"]]
        child = PlayerChild(
            path, [["map", [[1.15, 2.8]], None], *_TO_ITS_END[:-1], *silently, ["quit"]], sink.environment
        ).finish()
        sound = heard(capture)
    first, second = bursts(sound)
    assert second[0] - first[1] == pytest.approx(0.35, abs=0.03)
    assert first[1] - first[0] == pytest.approx(1.0, abs=0.02)
    assert second[1] - second[0] == pytest.approx(1.0, abs=0.02)
    assert pitch(between(sound, *first)) == pytest.approx(440, rel=0.01)
    assert pitch(between(sound, *second)) == pytest.approx(880, rel=0.01)
    assert not any(1.25 < position < 2.75 for position in child.values("position"))
    spans = with_heard((), (HeardSpan(*span) for told in child.values("heard") for span in told))  # none at volume 0
    assert [(span.begin, span.end) for span in spans] == [pytest.approx((0, 1.15), abs=0.01), pytest.approx((2.8, 4.0), abs=0.01)]
    assert {span.rate for span in spans} == {1.0}
    assert child.values("ended") == [True]


def test_a_loop_is_heard_again_and_again_in_time(tmp_path: Path, sink: NullSink) -> None:
    path = write(tmp_path / "clip.wav", silence(1.1), tone(0.2), silence(0.4), tone(1.5, 880))
    steps: Steps = [["map", [], [1.0, 1.5]], ["seek", 1.0], ["play"], ["until", "playing", True], ["wait", 2_600], ["pause"]]
    with sink.record(tmp_path / "heard") as capture:
        PlayerChild(path, [*steps, ["wait", 400], ["quit"]], sink.environment).finish()
        sound = heard(capture)
    starts = [begin for begin, end in bursts(sound, 0.15) if end - begin > 0.1]
    assert len(starts) >= 4
    assert np.diff(starts) == pytest.approx(0.5, abs=0.005)


def test_what_comes_while_it_is_played_is_heard_without_a_hole(tmp_path: Path, sink: NullSink) -> None:
    path = write(tmp_path / "clip.wav", tone(3.0))
    steps: Steps = [["slowly", 1.5], ["play"], ["until", "position", 1.2], ["whole"], ["until", "playing", False]]
    with sink.record(tmp_path / "heard") as capture:
        child = PlayerChild(path, [*steps, ["wait", 400], ["quit"]], sink.environment).finish()
        sound = heard(capture)
    ((begin, end),) = bursts(sound)
    assert end - begin == pytest.approx(3.0, abs=0.1)
    assert longest_hole(sound) < 0.06
    available = child.values("available")
    assert 0 < available[0] < 3.0


def test_a_window_that_is_busy_makes_no_hole(tmp_path: Path, sink: NullSink) -> None:
    path = write(tmp_path / "clip.wav", tone(3.0))
    steps: Steps = [
        ["play"],
        ["until", "position", 0.5],
        ["busy", 1.5, 0.5],
        ["until", "playing", False],
        ["wait", 400],
        ["quit"],
    ]
    with sink.record(tmp_path / "heard") as capture:
        PlayerChild(path, steps, sink.environment).finish()
        sound = heard(capture)
    assert longest_hole(sound) < 0.1  # of a full machine; a player in the window's thread would leave holes of 0.3 s
    ((begin, end),) = bursts(sound)
    assert end - begin == pytest.approx(3.0, abs=0.1)


@pytest.mark.soak  # what it does to the samples is tested in tests/domain/sound/test_levelling.py
def test_a_boost_makes_the_quiet_audible_and_clips_nothing(tmp_path: Path, sink: NullSink) -> None:
    path = write(tmp_path / "clip.wav", tone(1.0, loudness=0.02), tone(1.0, loudness=0.9))
    with sink.record(tmp_path / "heard") as capture:
        PlayerChild(path, [["boost", 18], *_TO_ITS_END], sink.environment).finish()
        sound = heard(capture)
    ((begin, _),) = bursts(sound)
    assert np.abs(between(sound, begin + 0.2, begin + 0.8)).max() == pytest.approx(0.02 * 10 ** (18 / 20), rel=0.05)
    loud = between(sound, begin + 1.2, begin + 1.8)
    assert np.abs(loud).max() == pytest.approx(0.89, abs=0.03)
    spectrum = np.abs(np.fft.rfft(loud * np.hanning(len(loud))))
    assert spectrum[spectrum.argmax() * 3 - 20 : spectrum.argmax() * 3 + 20].max() < spectrum.max() / 300


def test_a_device_that_is_pulled_out_is_told_and_the_position_goes_on(tmp_path: Path, sink: NullSink) -> None:
    path = write(tmp_path / "clip.wav", tone(1.8))
    steps: Steps = [["play"], ["until", "problem", "No sound device"], ["until", "playing", False], ["quit"]]
    child = PlayerChild(path, steps, sink.environment)
    for _ in range(10):
        child.wait_for("position")
    sink.remove_sink()
    child.finish()
    assert child.values("problem")[0].startswith("No sound device was found")
    assert max(child.values("position")) == 1.8
    spans = [span for told in child.values("heard") for span in told]
    assert 0 < max(end for _, end, _ in spans) < 1.7


@pytest.mark.soak
def test_the_device_that_was_chosen_is_used_and_changed_while_it_plays(tmp_path: Path, sink: NullSink) -> None:
    path = write(tmp_path / "clip.wav", tone(4.0))
    sink.add_sink("headset")
    steps: Steps = [["device", b"headset".hex()], ["play"], ["until", "position", 2.0], ["device", ""]]
    with sink.record(tmp_path / "first") as first, sink.record(tmp_path / "second", "headset") as second:
        child = PlayerChild(path, [*steps, ["until", "playing", False], ["wait", 400], ["quit"]], sink.environment).finish()
        ((begin, end),) = bursts(heard(second))
        ((later, last),) = bursts(heard(first))
    assert end - begin == pytest.approx(2.0, abs=0.15)
    assert last - later == pytest.approx(2.0, abs=0.15)
    assert not child.values("problem")


@pytest.mark.soak
def test_a_chosen_device_that_is_not_there_is_told_and_the_desktops_is_heard(tmp_path: Path, sink: NullSink) -> None:
    path = write(tmp_path / "clip.wav", tone(1.0))
    with sink.record(tmp_path / "heard") as capture:
        child = PlayerChild(path, [["device", b"headset".hex()], *_TO_ITS_END], sink.environment).finish()
        assert bursts(heard(capture))
    assert child.values("problem")[0].startswith("The sound device that you chose is not connected; you hear it from ")
