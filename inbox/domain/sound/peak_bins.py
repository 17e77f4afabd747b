"""Sound into `Peaks`: the loudest sample of each bin, block by block, so that a day of sound needs no more memory than a minute.

Apart from `peaks` because it needs numpy, and whoever only carries peaks about should not have to load it.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from inbox.domain.sound.peaks import BINS_PER_SECOND, Peaks

Samples = npt.NDArray[np.int16] | npt.NDArray[np.float32]


class PeakBins:
    """Folds blocks of samples into bins; bin ``i`` covers the samples ``[i * rate / 20, (i + 1) * rate / 20)``, without drift."""

    def __init__(self, sample_rate: int) -> None:
        """``sample_rate`` in Hz, at least `BINS_PER_SECOND`; raises ValueError when it is less."""
        if sample_rate < BINS_PER_SECOND:
            raise ValueError(f"a sample rate of {sample_rate} Hz is less than one sample a bin")
        self._rate = sample_rate
        self._frames = 0
        self._open_bin = 0.0  # the loudest so far of the bin that the last block ended in
        self._levels = bytearray()

    @property
    def frames(self) -> int:
        """How many frames (samples of each channel) went in."""
        return self._frames

    def add(self, block: Samples) -> None:
        """Takes the next block: frames by channels, or frames alone; int16, or float32 with full scale at 1."""
        if len(block) == 0:
            return
        channels = 1 if block.ndim == 1 else block.shape[1]
        full_scale = 32_767.0 if block.dtype == np.int16 else 1.0
        first = self._bin_of(self._frames)
        self._frames += len(block)
        last = self._bin_of(self._frames - 1)
        starts = self._starts(first, last) - (self._frames - len(block))
        starts[0] = 0  # the first bin began in the block before
        loudest = _loudest(block.reshape(-1), starts * channels) / full_scale
        loudest[0] = max(loudest[0], self._open_bin)
        if self._starts(last + 1, last + 1)[0] > self._frames:
            self._open_bin = float(loudest[-1])
            loudest = loudest[:-1]
        else:
            self._open_bin = 0.0
        self._levels += _levels(loudest)

    def peaks(self) -> Peaks:
        """What was heard so far; a bin that is not full counts."""
        unfinished = self._frames > 0 and self._starts(len(self._levels), len(self._levels))[0] < self._frames
        levels = bytes(self._levels) + (_levels(np.array([self._open_bin])) if unfinished else b"")
        return Peaks(levels, BINS_PER_SECOND, self._frames / self._rate)

    def _bin_of(self, frame: int) -> int:
        return frame * BINS_PER_SECOND // self._rate

    def _starts(self, first: int, last: int) -> npt.NDArray[np.int64]:
        """The first frame of each bin from ``first`` to ``last``: i * rate / 20, rounded up."""
        return -(np.arange(first, last + 1, dtype=np.int64) * -self._rate // BINS_PER_SECOND)


def _loudest(samples: npt.NDArray[Any], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """The largest magnitude from each start to the next."""
    high, low = np.maximum.reduceat(samples, starts), np.minimum.reduceat(samples, starts)
    return np.maximum(high.astype(np.float64), -low.astype(np.float64))


def _levels(loudest: npt.NDArray[np.float64]) -> bytes:
    """0 to 255; only digital silence is 0, and what is no number (a damaged float file) counts as full scale."""
    scaled = np.ceil(np.nan_to_num(loudest, nan=1.0) * 255 - 1e-9)
    return np.clip(scaled, 0, 255).astype(np.uint8).tobytes()
