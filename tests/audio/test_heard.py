"""What the player plays is what comes out of the sound card."""

import time
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
from audio.null_sink import CAPTURE_RATE, Capture, NullSink
from audio.player_child import PlayerChild

Samples = npt.NDArray[np.float64]
RATE = 8_000
_TO_ITS_END: list[list[Any]] = [["play"], ["until", "playing", True], ["until", "playing", False]]
CHIRP_START, CHIRP_SLOPE = 300.0, 400.0

pytestmark = [pytest.mark.slow, pytest.mark.timed]  # a machine that stands still makes holes in what is heard


def _speech(seconds: float) -> Samples:
    """Noise in words of uneven length and loudness, so that its envelope is like no other stretch of itself."""
    randomly = np.random.default_rng(11)
    noise = randomly.normal(0, 0.1, int(seconds * RATE))
    loudness = np.repeat(randomly.choice([0.0, 0.3, 0.6, 1.0], int(seconds * 8) + 1), RATE // 8)[: len(noise)]
    return np.asarray(np.clip(noise * loudness, -1, 1))


def _chirp(seconds: float) -> Samples:
    """A tone whose pitch tells the time: `CHIRP_START` Hz and `CHIRP_SLOPE` Hz a second."""
    moments = np.arange(int(seconds * RATE)) / RATE
    return 0.5 * np.sin(2 * np.pi * (CHIRP_START * moments + CHIRP_SLOPE * moments**2 / 2))


def _write(path: Path, samples: Samples) -> Path:
    soundfile.write(path, samples, RATE, subtype="PCM_16")
    return path


def _heard(capture: Capture) -> Samples:
    time.sleep(0.3)  # what is on its way through the sink's buffer
    capture.stop()
    return capture.samples()


def _envelope(samples: Samples, rate: int, step: float = 0.02) -> Samples:
    width = int(rate * step)
    return np.asarray(np.sqrt((samples[: len(samples) // width * width].reshape(-1, width) ** 2).mean(axis=1)))


def _likeness(clip: Samples, heard: Samples) -> float:
    """The correlation of the envelopes at the best lag."""
    small, large = _envelope(clip, RATE), _envelope(heard, CAPTURE_RATE)
    stretches = np.lib.stride_tricks.sliding_window_view(large, len(small))
    moving = stretches - stretches.mean(axis=1, keepdims=True)
    fixed = small - small.mean()
    norms = np.linalg.norm(moving, axis=1) * np.linalg.norm(fixed)
    return float((moving @ fixed / np.where(norms > 1e-9, norms, np.inf)).max())


def _bursts(heard: Samples, gap: float = 0.25) -> list[Samples]:
    """The stretches of sound between silences of at least ``gap`` seconds."""
    loud = np.flatnonzero(np.abs(heard) > 0.01)
    if len(loud) == 0:
        return []
    cuts = np.flatnonzero(np.diff(loud) > gap * CAPTURE_RATE)
    edges = [0, *(cuts + 1), len(loud)]
    return [heard[loud[start] : loud[end - 1] + 1] for start, end in pairwise(edges)]


def _pitch(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1 << 18))
    return float(spectrum.argmax() * CAPTURE_RATE / (1 << 18))


def _time_in_chirp(samples: Samples) -> float:
    """The moment of the clip at the start of what was heard: half a window before what its pitch tells."""
    window = int(0.06 * CAPTURE_RATE)
    return (_pitch(samples[:window]) - CHIRP_START) / CHIRP_SLOPE - 0.03


def test_what_is_heard_is_the_clip_and_a_second_play_sounds_again(tmp_path: Path, sink: NullSink) -> None:
    clip = _speech(3)
    path = _write(tmp_path / "clip.wav", clip)
    with sink.record(tmp_path / "heard") as capture:
        steps: list[list[Any]] = [["volume", 1.0], *_TO_ITS_END, ["wait", 1_000], *_TO_ITS_END, ["wait", 500], ["quit"]]
        child = PlayerChild(path, steps, sink.environment).finish()
        heard = _heard(capture)
    assert _likeness(clip, heard) > 0.8
    first, second = np.array_split(np.trim_zeros(heard), 2)
    assert _likeness(clip[: 2 * RATE], first) > 0.8
    assert _likeness(clip[: 2 * RATE], second) > 0.8
    assert child.values("playing") == [True, False, True, False]
    assert not child.values("problem")


def test_double_speed_keeps_the_pitch_and_takes_half_the_time(tmp_path: Path, sink: NullSink) -> None:
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(4 * RATE) / RATE)
    path = _write(tmp_path / "tone.wav", tone)
    with sink.record(tmp_path / "heard") as capture:
        steps: list[list[Any]] = [["volume", 1.0], ["rate", 2.0], *_TO_ITS_END, ["wait", 500], ["quit"]]
        PlayerChild(path, steps, sink.environment).finish()
        heard = _heard(capture)
    (burst,) = _bursts(heard)
    assert len(burst) / CAPTURE_RATE == pytest.approx(2.0, abs=0.1)
    assert _pitch(burst[CAPTURE_RATE // 4 : -CAPTURE_RATE // 4]) == pytest.approx(440, rel=0.01)


def test_a_seek_lands_where_it_was_asked_for(tmp_path: Path, sink: NullSink) -> None:
    path = _write(tmp_path / "chirp.wav", _chirp(6))
    steps: list[list[Any]] = [["volume", 1.0]]
    for seconds in (3.0, 1.25, 4.5):
        steps += [["seek", seconds], ["wait", 100], ["play"], ["until", "position", seconds + 0.5], ["pause"], ["wait", 700]]
    steps.append(["quit"])
    with sink.record(tmp_path / "heard") as capture:
        PlayerChild(path, steps, sink.environment).finish()
        heard = _heard(capture)
    landed = [_time_in_chirp(burst) for burst in _bursts(heard)]
    assert landed == pytest.approx([3.0, 1.25, 4.5], abs=0.15)


def test_a_device_that_is_plugged_in_later_is_used(tmp_path: Path, no_sink: NullSink) -> None:
    path = _write(tmp_path / "clip.wav", _speech(6))
    child = PlayerChild(path, [["volume", 1.0], *_TO_ITS_END, ["quit"]], no_sink.environment)
    for what in ("problem", "playing", "position", "position"):  # it plays into nothing
        child.wait_for(what)
    no_sink.add_sink()
    with no_sink.record(tmp_path / "heard") as capture:
        child.finish()
        heard = _heard(capture)
    assert _bursts(heard)
    (_, first), (over_at, over), *_ = child.timed("problem")
    assert first.startswith("No sound device was found")
    assert over == ""
    assert over_at < child.timed("step")[-1][0]
