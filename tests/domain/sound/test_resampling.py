"""The same sound at another number of samples a second."""

import numpy as np
import pytest

from inbox.domain.sound.resampling import Resampling


@pytest.mark.parametrize(
    ("rate_in", "rate_out"), [(8_000, 16_000), (11_025, 48_000), (44_100, 16_000), (96_000, 48_000), (1_000, 16_000)]
)
def test_each_sample_lies_where_it_lay(rate_in: int, rate_out: int) -> None:
    seconds = 1.0
    sound = (0.5 * np.sin(2 * np.pi * 200 * np.arange(int(rate_in * seconds)) / rate_in)).astype(np.float32)[:, None]
    resampling = Resampling(rate_in, rate_out, 1)
    parts = [resampling.add(sound[at : at + 333]) for at in range(0, len(sound), 333)]
    given = np.concatenate([*parts, resampling.finish()])[:, 0]
    assert len(given) == round(rate_out * seconds)
    wanted = 0.5 * np.sin(2 * np.pi * 200 * np.arange(len(given)) / rate_out)
    edge = rate_out // 20
    assert np.abs(given - wanted)[edge:-edge].max() < 0.002


def test_what_the_new_rate_cannot_hold_is_left_out() -> None:
    sound = (0.5 * np.sin(2 * np.pi * 15_000 * np.arange(48_000) / 48_000)).astype(np.float32)[:, None]
    resampling = Resampling(48_000, 16_000, 1)
    given = np.concatenate([resampling.add(sound), resampling.finish()])
    assert np.abs(given[500:-500]).max() < 0.01


def test_at_the_same_rate_nothing_is_touched() -> None:
    sound = np.random.default_rng(1).normal(0, 0.1, (500, 2)).astype(np.float32)
    resampling = Resampling(48_000, 48_000, 2)
    assert np.array_equal(np.concatenate([resampling.add(sound), resampling.finish()]), sound)
