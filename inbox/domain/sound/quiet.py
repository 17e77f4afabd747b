"""How loud each 20 ms of a recording is, gathered block by block: what tells speech from the line behind it.

Two levels are kept, a byte each: of the sound without its constant part, and of its high tones (the difference from sample to
sample), in which a hissed "s" stands out from the hum of a line. A day of one channel takes some 9 MB, whatever its sample rate.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from inbox.domain.sound.level_column import LevelColumn, Levels8
from inbox.domain.sound.sound_map import SoundMap
from inbox.domain.sound.speech_runs import Levels, sound_map_of

_FRAMES_PER_SECOND = 50
_LINES_AT_MOST = 2
"""Each line of a call has a floor of its own; of a file with more channels than that the loudest sample of all counts."""
_FRAMES_AT_ONCE = 3_000
_SILENT = np.float32(2e-13)
"""Power, where full scale is 1, of the lowest step but 0: what is less and not constant counts as much."""

Samples = npt.NDArray[np.int16] | npt.NDArray[np.float32]


class QuietBins:
    """Takes a recording block by block, and tells at the end where it is silent."""

    def __init__(self, sample_rate: int) -> None:
        """``sample_rate`` in Hz, at least 1,000."""
        self._rate = sample_rate
        self._size = max(2, round(sample_rate / _FRAMES_PER_SECOND))
        self._samples = 0
        self._rest: npt.NDArray[Any] | None = None
        self._lines: list[Levels] = []
        self._even = self._odd = np.empty(0, np.float32)

    def add(self, block: Samples) -> None:
        """Takes the next block: frames by channels, or frames alone; int16, or float32 with full scale at 1."""
        if len(block) == 0:
            return
        lines = block.reshape(len(block), -1)
        if lines.shape[1] > _LINES_AT_MOST:
            high, low = lines.max(axis=1), lines.min(axis=1)
            lines = np.where(high > -(low.astype(np.float32)), high, low).reshape(-1, 1)
        self._samples += len(lines)
        if self._rest is not None:
            lines = np.concatenate((self._rest, lines))
        whole = len(lines) - len(lines) % self._size
        self._rest = lines[whole:].copy()
        self._measure(lines[:whole])

    def sound_map(self) -> SoundMap:
        """Of what came so far; a last frame that is not full counts as full."""
        if self._rest is not None and len(self._rest):
            missing = self._size - len(self._rest)
            self._measure(np.concatenate((self._rest, np.repeat(self._rest[-1:], missing, axis=0))))
            self._rest = None
        return sound_map_of(self._lines, self._size / self._rate, self._samples / self._rate)

    def _measure(self, lines: npt.NDArray[Any]) -> None:
        if not self._lines:
            self._lines = [Levels(LevelColumn(), LevelColumn()) for _ in range(lines.shape[1])]
        full_scale = 32_768.0 if lines.dtype == np.int16 else 1.0
        step = _FRAMES_AT_ONCE * self._size
        for begin in range(0, len(lines), step):
            for number, line in enumerate(self._lines):
                power, edge = self._powers(lines[begin : begin + step, number])
                line.level.add(_steps(power, full_scale))
                line.sharp.add(_steps(edge, full_scale))

    def _powers(self, samples: npt.NDArray[Any]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Mean power of each frame and of its differences, by every other sample, which tells both as well as all would.

        Two buffers serve all: fresh pages cost more than the sums.
        """
        half = self._size // 2
        count = len(samples) // self._size * half
        if len(self._even) < count:
            self._even, self._odd = np.empty(count, np.float32), np.empty(count, np.float32)
        even, odd = self._even[:count].reshape(-1, half), self._odd[:count].reshape(-1, half)
        framed = samples.reshape(-1, self._size)
        even[:] = framed[:, 0 : 2 * half : 2]
        odd[:] = framed[:, 1 : 2 * half : 2]
        np.subtract(odd, even, out=odd)
        mean = np.einsum("ij->i", even) / half
        power = np.einsum("ij,ij->i", even, even) / half - mean * mean
        sharp = np.einsum("ij,ij->i", odd, odd) / half
        power[sharp == 0.0] = 0.0  # all samples alike: what is left of the power is rounding
        return power, sharp


def _steps(power: npt.NDArray[np.float32], full_scale: float) -> Levels8:
    """0 for a constant; else two steps a decibel from 1 for -127 dB to 255 for full scale; what is no number is loud."""
    relative = np.nan_to_num(power, nan=full_scale**2, posinf=full_scale**2) * np.float32(full_scale**-2)
    steps = np.log10(np.maximum(relative, _SILENT)) * np.float32(20) + np.float32(255.5)
    steps[relative <= 0] = 0
    whole: Levels8 = np.clip(steps, 0, 255).astype(np.uint8)
    return whole
