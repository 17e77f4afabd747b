"""Faster and slower speech keeps its pitch, its loudness and all of its length."""

import numpy as np
import numpy.typing as npt
import pytest

from inbox.domain.sound.time_stretch import TimeStretch

Frames = npt.NDArray[np.float32]
RATE = 8_000


def _tone(seconds: float, hertz: float, sample_rate: int = RATE) -> Frames:
    return (0.5 * np.sin(2 * np.pi * hertz * np.arange(round(seconds * sample_rate)) / sample_rate)).astype(np.float32)[:, None]


def _stretched(sound: Frames, rate: float, sample_rate: int = RATE, block: int = 400) -> Frames:
    stretch = TimeStretch(sample_rate, sound.shape[1], rate)
    parts = [stretch.add(sound[at : at + block]) for at in range(0, len(sound), block)]
    return np.concatenate([*parts, stretch.finish()])


def _pitch(sound: Frames, sample_rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(sound[:, 0] * np.hanning(len(sound)), 1 << 19))
    return float(spectrum.argmax() * sample_rate / (1 << 19))


@pytest.mark.parametrize("sample_rate", [8_000, 44_100])
@pytest.mark.parametrize("rate", [0.5, 0.75, 1.25, 2.0, 3.0])
def test_the_pitch_stays_and_the_length_is_exact(rate: float, sample_rate: int) -> None:
    sound = _tone(2.0, 220, sample_rate)
    stretched = _stretched(sound, rate, sample_rate)
    assert len(stretched) == round(len(sound) / rate)
    assert _pitch(stretched, sample_rate) == pytest.approx(220, rel=0.005)
    assert np.abs(stretched).max() <= 0.51
    width = sample_rate // 50
    levels = np.sqrt((stretched[: len(stretched) // width * width, 0].reshape(-1, width) ** 2).mean(axis=1))
    assert levels[2:-4].min() > 0.3  # no beats where two pieces meet


def test_what_is_heard_when_stays_in_order() -> None:
    sound = np.concatenate([_tone(1.0, 300), np.zeros((RATE, 1), np.float32), _tone(1.0, 900)])
    stretched = _stretched(sound, 2.0)
    quiet = np.abs(stretched[:, 0]) < 0.01
    assert quiet[int(0.55 * RATE) : int(0.95 * RATE)].all()
    assert _pitch(stretched[: RATE // 2 - 200], RATE) == pytest.approx(300, rel=0.01)
    assert _pitch(stretched[RATE + 200 :], RATE) == pytest.approx(900, rel=0.01)


def test_both_sides_of_a_stereo_sound_stay_together() -> None:
    left = _tone(1.0, 330)
    stretched = _stretched(np.hstack([left, -left]), 1.5)
    assert np.abs(stretched[:, 0] + stretched[:, 1]).max() < 1e-6


@pytest.mark.parametrize("frames", [0, 1, 100, 479])
def test_a_sound_shorter_than_a_piece_comes_out(frames: int) -> None:
    assert len(_stretched(_tone(1.0, 440)[:frames], 2.0)) == round(frames / 2)


def test_the_size_of_the_blocks_makes_no_difference() -> None:
    sound = np.random.default_rng(3).normal(0, 0.1, (RATE, 1)).astype(np.float32)
    assert np.array_equal(_stretched(sound, 1.7, block=37), _stretched(sound, 1.7, block=4_000))


def test_a_speed_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="plays nothing"):
        TimeStretch(RATE, 1, 0.0)
