"""Faster or slower with the pitch kept: waveform-similarity overlap-add, block by block.

The sound is cut into overlapping pieces, which are laid down closer together or further apart; each is taken from where it goes
on best from the one before, a few milliseconds about its place. Speech stays speech between half and three times its speed.
"""

import numpy as np
import numpy.typing as npt

Frames = npt.NDArray[np.float32]

_HOP = 0.015
"""Seconds between two pieces, of what comes out; a piece is twice as long."""
_REACH = 0.0075
"""Seconds a piece may lie before or behind its place: a period of the lowest voices in all."""
_COARSE_RATE = 8_000
"""Samples a second that are enough to find about where two pieces fit."""


class TimeStretch:
    """One sound at one speed. What comes out is as long as what went in, divided by the speed, to the frame."""

    def __init__(self, sample_rate: int, channels: int, rate: float) -> None:
        """``rate`` is 1 for as recorded; raises ValueError when it is not above 0."""
        if rate <= 0:
            raise ValueError(f"a speed of {rate} plays nothing")
        self._rate = rate
        self._hop = max(2, round(_HOP * sample_rate))
        self._reach = max(1, round(_REACH * sample_rate))
        self._stride = max(1, sample_rate // _COARSE_RATE)
        ramp = (np.arange(self._hop, dtype=np.float32) + 0.5) / self._hop
        self._rising = (0.5 - 0.5 * np.cos(np.pi * ramp)).astype(np.float32)[:, None]
        self._kept: Frames = np.zeros((0, channels), np.float32)
        self._kept_from = 0
        self._taken = 0
        self._given = 0
        self._hops = 0
        self._last = -self._hop  # where the last piece began: so that the first one goes on from it

    def add(self, block: Frames) -> Frames:
        """Takes the next frames; gives what can be told of the sound so far, which may be nothing."""
        self._taken += len(block)
        self._kept = np.concatenate((self._kept, block))
        return self._lay()

    def finish(self) -> Frames:
        """Gives the rest; nothing may be added afterwards."""
        wanted = round(self._taken / self._rate) - self._given
        silence = np.zeros((2 * (self._hop + self._reach) + round(self._hop * self._rate), self._kept.shape[1]), np.float32)
        laid = [np.zeros((0, self._kept.shape[1]), np.float32)]
        while sum(map(len, laid)) < wanted:
            self._kept = np.concatenate((self._kept, silence))
            laid.append(self._lay())
        rest: Frames = np.concatenate(laid)[: max(0, wanted)]
        return rest

    def _lay(self) -> Frames:
        laid = []
        while (place := round(self._hops * self._hop * self._rate)) + self._reach + 2 * self._hop <= self._kept_end:
            laid.append(self._piece(place))
            self._forget(min(self._last + self._hop, round(self._hops * self._hop * self._rate) - self._reach))
        if not laid:
            return np.zeros((0, self._kept.shape[1]), np.float32)
        together: Frames = np.concatenate(laid)
        self._given += len(together)
        return together

    @property
    def _kept_end(self) -> int:
        return self._kept_from + len(self._kept)

    def _piece(self, place: int) -> Frames:
        """One hop: the end of the last piece fades into the beginning of the next."""
        goes_on = self._last + self._hop
        begin = place if self._hops == 0 else self._best(goes_on, place)
        leaving, coming = self._from(goes_on, self._hop), self._from(begin, self._hop)
        self._last = begin
        self._hops += 1
        return coming if begin == goes_on else leaving + (coming - leaving) * self._rising

    def _best(self, goes_on: int, place: int) -> int:
        """Where, about ``place``, the sound is most like what would come next from ``goes_on``."""
        first = max(self._kept_from, place - self._reach)
        model = self._from(goes_on, 2 * self._hop).mean(axis=1)
        about = self._from(first, place + self._reach - first + 2 * self._hop).mean(axis=1)
        stride = self._stride
        if stride == 1:
            return first + _likest(about, model)
        coarse = _likest(_thinned(about, stride), _thinned(model, stride)) * stride
        low = max(0, coarse - stride)
        return first + low + _likest(about[low : coarse + stride + len(model)], model)

    def _from(self, place: int, count: int) -> Frames:
        begin = place - self._kept_from
        return self._kept[begin : begin + count]

    def _forget(self, before: int) -> None:
        if before - self._kept_from > 4 * self._hop:
            self._kept = self._kept[before - self._kept_from :]
            self._kept_from = before


def _thinned(samples: npt.NDArray[np.float32], stride: int) -> npt.NDArray[np.float32]:
    whole = len(samples) // stride * stride
    thinned: npt.NDArray[np.float32] = samples[:whole].reshape(-1, stride).mean(axis=1)
    return thinned


def _likest(about: npt.NDArray[np.float32], model: npt.NDArray[np.float32]) -> int:
    """The lag at which ``about`` is most like ``model``, whatever their loudness."""
    products = np.correlate(about, model, "valid")
    energy = np.concatenate(([0.0], np.cumsum(about.astype(np.float64) ** 2)))
    energies = energy[len(model) :] - energy[: -len(model)]
    return int(np.argmax(products / np.sqrt(energies + 1e-9)))
