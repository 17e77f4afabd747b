"""Another number of samples a second for the same sound, block by block, for a sound device that does not take the first."""

import numpy as np
import numpy.typing as npt

Frames = npt.NDArray[np.float32]

_PHASES = 128
"""Places between two samples for which the filter is worked out; between these it is interpolated."""
_HALF = 12
"""Samples on each side of a place that its value is made of."""


class Resampling:
    """From one sample rate to another, without delay: the frame ``n`` that comes out is the sound at ``n`` by the new rate."""

    def __init__(self, rate_in: int, rate_out: int, channels: int) -> None:
        self._step = rate_in / rate_out
        self._rate_in, self._rate_out = rate_in, rate_out
        cutoff = min(1.0, rate_out / rate_in) * (0.97 if rate_in != rate_out else 1.0)
        self._half = int(np.ceil(_HALF / cutoff))
        self._table = _filters(self._half, cutoff)
        self._kept: Frames = np.zeros((self._half, channels), np.float32)
        self._kept_from = -self._half
        self._taken = 0
        self._given = 0

    def add(self, block: Frames) -> Frames:
        """Takes the next frames; gives what can be told by now."""
        if self._rate_in == self._rate_out:
            return block
        self._taken += len(block)
        self._kept = np.concatenate((self._kept, block))
        return self._give(int((self._kept_from + len(self._kept) - self._half - 1) / self._step) + 1)

    def finish(self) -> Frames:
        """Gives the rest; nothing may be added afterwards."""
        if self._rate_in == self._rate_out:
            return np.zeros((0, self._kept.shape[1]), np.float32)
        self._kept = np.concatenate((self._kept, np.zeros((2 * self._half + 2, self._kept.shape[1]), np.float32)))
        return self._give(round(self._taken / self._step))

    def _give(self, until: int) -> Frames:
        if until <= self._given:
            return np.zeros((0, self._kept.shape[1]), np.float32)
        places = np.arange(self._given, until) * self._step
        whole = np.floor(places).astype(np.int64)
        between = (places - whole) * _PHASES
        phase = between.astype(np.int64)
        share = (between - phase).astype(np.float32)[:, None]
        weights = self._table[phase] * (1 - share) + self._table[phase + 1] * share
        first = whole - self._half + 1 - self._kept_from
        windows = np.lib.stride_tricks.sliding_window_view(self._kept, 2 * self._half, axis=0)[first]
        given: Frames = np.einsum("nct,nt->nc", windows, weights, optimize=False).astype(np.float32)
        self._given = until
        keep = int(until * self._step) - self._half
        if keep > self._kept_from:
            self._kept = self._kept[keep - self._kept_from :]
            self._kept_from = keep
        return given


def _filters(half: int, cutoff: float) -> npt.NDArray[np.float32]:
    """A windowed sinc for each phase, and one more; the sum of each is 1."""
    offsets = np.arange(-half + 1, half + 1)[None, :] - np.arange(_PHASES + 1)[:, None] / _PHASES
    filters = np.sinc(offsets * cutoff) * np.where(np.abs(offsets) < half, np.cos(np.pi * offsets / (2 * half)) ** 2, 0)
    return np.asarray(filters / filters.sum(axis=1, keepdims=True), np.float32)
