"""Quiet voices become audible, loud ones do not clip, and the noise of the line stays where it is."""

import numpy as np
import numpy.typing as npt
import pytest

from inbox.domain.sound.levelling import Loudness

Frames = npt.NDArray[np.float32]
RATE = 8_000


def _voice(seconds: float, decibels: float, seed: int = 1) -> Frames:
    """Noise in syllables of 200 ms with pauses, as loud as that while it sounds, over a line at -70 dB."""
    random = np.random.default_rng(seed)
    count = round(seconds * RATE)
    syllables = (np.arange(count) % (RATE // 4) < RATE // 5) * 10 ** (decibels / 20)
    return (random.normal(0, 1, count) * (syllables + 10 ** (-70 / 20))).astype(np.float32)[:, None]


def _through(sound: Frames, boost: float, *, levels: bool, block: int = 480) -> Frames:
    loudness = Loudness(RATE, sound.shape[1], boost, levels=levels)
    parts = [loudness.add(sound[at : at + block]) for at in range(0, len(sound), block)]
    return np.concatenate([*parts, loudness.finish()])


def _level(sound: Frames) -> float:
    """Decibels of the syllables in it."""
    loud = np.sort(np.sqrt((sound[: len(sound) // 80 * 80, 0].reshape(-1, 80) ** 2).mean(axis=1)))
    return float(20 * np.log10(np.median(loud[len(loud) // 2 :])))


@pytest.mark.parametrize("decibels", [-42, -30, -12])
def test_levelling_brings_a_voice_to_where_one_hears_it_well(decibels: float) -> None:
    levelled = _through(_voice(6.0, decibels), 0, levels=True)
    assert len(levelled) == 6 * RATE
    assert _level(levelled[4 * RATE :]) == pytest.approx(-20, abs=3)


def test_a_loud_voice_after_a_quiet_one_does_not_clip_and_a_quiet_one_after_it_comes_up_again() -> None:
    voices = np.concatenate([_voice(4.0, -44), _voice(2.0, -8), _voice(6.0, -44)])
    levelled = _through(voices, 0, levels=True)
    assert np.abs(levelled).max() <= 0.9
    assert _level(levelled[int(4.5 * RATE) : 6 * RATE]) < -14
    assert _level(levelled[9 * RATE :]) > -26


def test_noise_alone_is_not_brought_up() -> None:
    noise = (np.random.default_rng(2).normal(0, 1, 5 * RATE) * 10 ** (-62 / 20)).astype(np.float32)[:, None]
    assert np.allclose(_through(noise, 0, levels=True), noise, atol=1e-6)


def test_noise_of_the_line_between_words_is_not_pumped_up() -> None:
    quiet = _voice(4.0, -30)
    pause = (np.random.default_rng(4).normal(0, 1, 4 * RATE) * 10 ** (-60 / 20)).astype(np.float32)[:, None]
    levelled = _through(np.concatenate([quiet, pause]), 0, levels=True)
    early, late = levelled[int(4.2 * RATE) : 5 * RATE], levelled[7 * RATE :]
    assert np.abs(late).std() == pytest.approx(np.abs(early).std(), rel=0.1)


def test_a_boost_is_exact_until_it_would_clip() -> None:
    sound = (0.05 * np.sin(np.arange(RATE) / 3)).astype(np.float32)[:, None]
    assert np.allclose(_through(sound, 12, levels=False), sound * 10 ** (12 / 20), atol=1e-5)
    assert np.abs(_through(sound * 18, 24, levels=False)).max() <= 0.9


def test_the_limiter_turns_down_before_the_peak() -> None:
    sound = np.full((RATE, 1), 0.2, np.float32)
    sound[RATE // 2] = 1.0
    limited = _through(sound, 12, levels=False)
    assert np.abs(limited).max() <= 0.9
    steps = np.abs(np.diff(limited[:, 0]))
    steps[RATE // 2 - 1 : RATE // 2 + 1] = 0  # the peak itself
    assert steps.max() < 0.1


def test_the_size_of_the_blocks_makes_no_difference() -> None:
    sound = _voice(2.0, -10)
    assert np.allclose(_through(sound, 12, levels=True, block=37), _through(sound, 12, levels=True, block=5_000), atol=1e-5)


def test_both_sides_are_turned_alike() -> None:
    left = _voice(2.0, -6)
    both = _through(np.hstack([left, left / 2]), 18, levels=True)
    assert np.allclose(both[:, 0], both[:, 1] * 2, atol=1e-5)


@pytest.mark.parametrize("decibels", [-42, -34])
def test_the_first_words_of_a_quiet_voice_are_heard_as_well_as_the_rest(decibels: float) -> None:
    line = (np.random.default_rng(5).normal(0, 1, 2 * RATE) * 10 ** (-70 / 20)).astype(np.float32)[:, None]
    for before in (line[:0], line, np.concatenate([_voice(3.0, -14), line])):
        levelled = _through(np.concatenate([before, _voice(2.0, decibels)]), 0, levels=True)
        first = levelled[len(before) : len(before) + RATE // 2]
        assert _level(first) == pytest.approx(-20, abs=4), len(before)


def test_what_was_loud_is_not_made_louder_for_the_quiet_voice_that_follows_it_at_once() -> None:
    loud = _voice(3.0, -14)
    alone = _through(loud, 0, levels=True)
    followed = _through(np.concatenate([loud, _voice(2.0, -40)]), 0, levels=True)
    sounding = np.flatnonzero(np.arange(3 * RATE) % (RATE // 4) < RATE // 5)
    assert np.abs(followed[sounding]).max() <= np.abs(alone[sounding]).max() * 10 ** (3 / 20)
