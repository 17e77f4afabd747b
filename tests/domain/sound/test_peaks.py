"""Peaks: one byte for each twentieth of a second."""

import numpy as np
import pytest

from inbox.domain.sound.peak_bins import PeakBins
from inbox.domain.sound.peaks import BINS_PER_SECOND


def _plainly(samples: np.ndarray, rate: int) -> list[int]:
    """The definition, bin by bin, without any cleverness."""
    bins = [0] * ((len(samples) - 1) * BINS_PER_SECOND // rate + 1)
    for number, sample in enumerate(samples):
        index = number * BINS_PER_SECOND // rate
        bins[index] = max(bins[index], min(255, -(-abs(int(sample)) * 255 // 32_767)))
    return bins


@pytest.mark.parametrize("rate", [20, 33, 399, 1_000, 1_103])
@pytest.mark.parametrize("block", [1, 7, 50, 400, 5_000])
def test_a_bin_holds_the_loudest_sample_of_its_twentieth_whatever_the_blocks(rate: int, block: int) -> None:
    samples = np.random.default_rng(rate).integers(-32_768, 32_768, 2_345, dtype=np.int64).astype(np.int16)
    samples[100:900] //= 200
    bins = PeakBins(rate)
    for start in range(0, len(samples), block):
        bins.add(samples[start : start + block])
    peaks = bins.peaks()
    assert list(peaks.levels) == _plainly(samples, rate)
    assert peaks.duration_seconds == pytest.approx(len(samples) / rate)


def test_bins_do_not_drift_over_a_day() -> None:
    rate = 11_025  # 551.25 samples a bin
    bins = PeakBins(rate)
    silent = np.zeros(100 * rate, dtype=np.int16)
    click = silent.copy()
    click[0] = 32_767
    for block in range(864):
        bins.add(click if block == 860 else silent)
    levels = bins.peaks().levels
    assert len(levels) == 86_400 * BINS_PER_SECOND
    assert levels.index(255) == 86_000 * BINS_PER_SECOND


def test_the_louder_channel_counts() -> None:
    stereo = np.zeros((800, 2), dtype=np.int16)
    stereo[500, 1] = -32_768
    bins = PeakBins(8_000)
    bins.add(stereo)
    assert list(bins.peaks().levels) == [0, 255]


def test_only_digital_silence_is_zero_and_full_scale_is_255() -> None:
    bins = PeakBins(8_000)
    for loudness in (0.0, 1e-6, 0.5, 1.0, 7.0, float("nan")):
        bins.add(np.full(400, loudness, dtype=np.float32))
    assert list(bins.peaks().levels) == [0, 1, 128, 255, 255, 255]


def test_nothing_heard_is_no_bins() -> None:
    peaks = PeakBins(8_000).peaks()
    assert (peaks.levels, peaks.duration_seconds) == (b"", 0.0)


def test_a_rate_of_less_than_a_sample_a_bin_is_refused() -> None:
    with pytest.raises(ValueError, match="19 Hz"):
        PeakBins(19)
