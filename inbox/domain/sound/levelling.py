"""Loudness for listening: quiet voices brought up to loud ones, everything boosted, and nothing above full scale.

Levelling follows the speech slowly, so that one hears no pumping, and holds still in pauses, so that the noise of the line does
not come up. The limiter looks a few milliseconds ahead and turns down before a peak comes.
"""

import math

import numpy as np
import numpy.typing as npt

Frames = npt.NDArray[np.float32]
Samples = npt.NDArray[np.float32]

_TARGET = -20.0
"""Decibels against full scale: where levelling brings speech."""
_MOST_UP, _MOST_DOWN = 24.0, 12.0
"""Decibels by which it does so at most."""
_SOFTEST = -58.0
"""Decibels; what is softer is no speech."""
_OVER_FLOOR = 8.0
"""Decibels above the noise of the line at which speech begins."""
_FLOOR_RISE = 1.5
"""Decibels a second by which the floor is thought to rise while nothing softer is heard."""
_UP, _DOWN = 15.0, 60.0
"""Decibels a second by which the gain moves."""
_SPEECH_RISE, _SPEECH_FALL = 0.05, 0.8
"""Seconds in which the idea of how loud the speech is follows what is louder, or softer."""
_CEILING = 0.89
"""Of full scale: what the limiter lets through; the rest is for what the sound device makes of it between samples."""
_STEP = 0.001
"""Seconds for which the limiter knows one gain."""
_STEPS_AHEAD = 5
_RELEASE = 0.08
"""Seconds in which the limiter lets go."""
_STEPS_OF_SPEECH = 10
"""Steps of the limiter in one of the levelling: speech is measured by 10 ms."""


class Loudness:
    """One sound; what comes out is as long as what went in, and lies at the same place."""

    def __init__(self, sample_rate: int, channels: int, boost: float, *, levels: bool, gain: float = 0.0) -> None:
        """``boost`` in decibels; ``gain`` in decibels: where levelling stood in this recording before."""
        self._step = max(1, round(_STEP * sample_rate))
        self._boost = boost
        self._leveller = Leveller(self._step * _STEPS_OF_SPEECH / sample_rate, gain) if levels else None
        self._release = 1 - math.exp(-_STEP / _RELEASE)
        self._raw: Frames = np.zeros((0, channels), np.float32)
        self._gained: Frames = np.zeros((0, channels), np.float32)
        self._peaks: list[float] = []
        self._last_gain = _amplitude((gain if levels else 0.0) + boost)
        self._limit: float | None = None  # where the last step ended

    @property
    def gain(self) -> float:
        """Decibels by which levelling turns up just now."""
        return 0.0 if self._leveller is None else self._leveller.gain

    def add(self, block: Frames) -> Frames:
        """Takes the next frames; gives those that the limiter has looked behind of."""
        self._raw = np.concatenate((self._raw, block))
        width = self._step * _STEPS_OF_SPEECH
        whole = len(self._raw) // width * width
        self._raise(self._raw[:whole])
        self._raw = self._raw[whole:]
        return self._limited(len(self._peaks) - _STEPS_AHEAD)

    def finish(self) -> Frames:
        """Gives the rest; nothing may be added afterwards."""
        width = self._step * _STEPS_OF_SPEECH
        left = len(self._gained) + len(self._raw)
        self._raise(np.concatenate((self._raw, np.zeros((-len(self._raw) % width, self._raw.shape[1]), np.float32))))
        return self._limited(len(self._peaks))[:left]

    def _raise(self, frames: Frames) -> None:
        """Takes whole steps of speech."""
        if len(frames) == 0:
            return
        width = self._step * _STEPS_OF_SPEECH
        steps = len(frames) // width
        gains = np.empty(steps + 1, np.float32)
        gains[0] = self._last_gain
        if self._leveller is None:
            gains[1:] = _amplitude(self._boost)
        else:
            powers = np.square(frames.reshape(steps, -1)).mean(axis=1)
            gains[1:] = [_amplitude(self._leveller.follow(float(power)) + self._boost) for power in powers]
        self._last_gain = float(gains[-1])
        curve = np.interp(np.arange(len(frames)), np.arange(steps + 1) * width, gains).astype(np.float32)
        raised = frames * curve[:, None]
        self._gained = np.concatenate((self._gained, raised))
        self._peaks += np.abs(raised).reshape(steps * _STEPS_OF_SPEECH, -1).max(axis=1).tolist()

    def _limited(self, steps: int) -> Frames:
        """The first ``steps`` steps, turned down where a peak in or behind them asks for it."""
        if steps <= 0:
            return self._gained[:0]
        allowed = [1.0 if peak <= _CEILING else _CEILING / peak for peak in self._peaks]
        if self._limit is None:
            self._limit = min(allowed[: _STEPS_AHEAD + 1])
        edges = [self._limit]  # each low enough for the steps on both sides, because it was looked ahead
        for step in range(steps):
            wanted = min(allowed[step : step + _STEPS_AHEAD + 1])
            self._limit = min(wanted, self._limit + (1.0 - self._limit) * self._release)
            edges.append(self._limit)
        count = steps * self._step
        out, self._gained = self._gained[:count], self._gained[count:]
        del self._peaks[:steps]
        if min(edges) < 1.0:
            curve = np.interp(np.arange(count), np.arange(steps + 1) * self._step, edges).astype(np.float32)
            out = np.clip(out * curve[:, None], -1.0, 1.0)
        return out


class Leveller:
    """How far to turn up, step by step."""

    def __init__(self, step: float, gain: float = 0.0) -> None:
        """``step`` in seconds."""
        self.gain = gain
        self._step = step
        self._floor = _TARGET
        self._speech: float | None = None
        self._rise, self._fall = (1 - math.exp(-step / seconds) for seconds in (_SPEECH_RISE, _SPEECH_FALL))

    def follow(self, power: float) -> float:
        """The gain in decibels, after a step with this mean square."""
        level = 10 * math.log10(power + 1e-12)
        self._floor = min(self._floor + _FLOOR_RISE * self._step, max(level, -96.0))
        if level > max(_SOFTEST, min(self._floor, _TARGET - _OVER_FLOOR * 2) + _OVER_FLOOR):
            if self._speech is None:
                self._speech = level
            self._speech += (level - self._speech) * (self._rise if level > self._speech else self._fall)
            wanted = min(max(_TARGET - self._speech, -_MOST_DOWN), _MOST_UP)
            self.gain = min(max(wanted, self.gain - _DOWN * self._step), self.gain + _UP * self._step)
        return self.gain


def _amplitude(decibels: float) -> float:
    return float(10 ** (decibels / 20))
