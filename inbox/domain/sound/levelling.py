"""Loudness for listening: quiet voices brought up to loud ones, everything boosted, and nothing above full scale.

Levelling follows the speech slowly, so that one hears no pumping, and holds still in pauses, so that the noise of the line does
not come up; but just before somebody speaks it is where they will need it, so that no first word is lost. The limiter looks a few
milliseconds ahead and turns down before a peak comes.
"""

import math
from collections import deque
from itertools import islice

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
"""Decibels a second by which the gain moves while somebody speaks."""
_BEFORE_SPEECH = 60.0
"""The same in the pause before."""
_AHEAD = 0.6
"""Seconds by which levelling knows what comes."""
_SPEECH_RISE, _SPEECH_FALL = 0.05, 0.8
"""Seconds in which the idea of how loud the speech is follows what is louder, or softer."""
_SOMEBODY_ELSE = 1.0
"""Seconds; whoever speaks after so long a pause may be as loud as they like."""
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
        seconds = self._step * _STEPS_OF_SPEECH / sample_rate
        self._ahead = round(_AHEAD / seconds) if levels else 0  # steps of speech that are looked at before the first is raised
        self._leveller = Leveller(seconds, self._ahead, gain) if levels else None
        self._heard = 0  # of those in `_raw`
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
        self._take(len(self._raw) // self._width, self._ahead)
        return self._limited(len(self._peaks) - _STEPS_AHEAD)

    def finish(self) -> Frames:
        """Gives the rest; nothing may be added afterwards."""
        left = len(self._gained) + len(self._raw)
        padding = np.zeros((-len(self._raw) % self._width, self._raw.shape[1]), np.float32)
        self._raw = np.concatenate((self._raw, padding))
        self._take(len(self._raw) // self._width, 0)
        return self._limited(len(self._peaks))[:left]

    @property
    def _width(self) -> int:
        """Frames of a step of speech."""
        return self._step * _STEPS_OF_SPEECH

    def _take(self, whole: int, ahead: int) -> None:
        """Hears the first ``whole`` steps of speech, and raises all of them but the last ``ahead``."""
        if self._leveller is not None and whole > self._heard:
            new = self._raw[self._heard * self._width : whole * self._width]
            for power in np.square(new.reshape(whole - self._heard, -1)).mean(axis=1):
                self._leveller.hear(float(power))
        ready = max(0, whole - ahead)
        self._raise(self._raw[: ready * self._width])
        self._raw = self._raw[ready * self._width :]
        self._heard = whole - ready

    def _raise(self, frames: Frames) -> None:
        """Takes whole steps of speech."""
        if len(frames) == 0:
            return
        width = self._width
        steps = len(frames) // width
        gains = np.empty(steps + 1, np.float32)
        gains[0] = self._last_gain
        if self._leveller is None:
            gains[1:] = _amplitude(self._boost)
        else:
            gains[1:] = [_amplitude(self._leveller.follow() + self._boost) for _ in range(steps)]
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
    """How far to turn up, step by step: each step is told by `hear`, and followed later, when those behind it are known."""

    def __init__(self, step: float, ahead: int, gain: float = 0.0) -> None:
        """``step`` in seconds; so many steps ``ahead`` count."""
        self.gain = gain
        self._is_new = gain == 0
        self._step, self._ahead = step, ahead
        self._pause = 0.0  # seconds since somebody spoke
        self._floor = _TARGET
        self._speech: float | None = None
        self._coming: deque[float | None] = deque()  # for each step the gain that its speech wants; None where nobody speaks
        self._rise, self._fall = (1 - math.exp(-step / seconds) for seconds in (_SPEECH_RISE, _SPEECH_FALL))

    def hear(self, power: float) -> None:
        """The next step has this mean square."""
        level = 10 * math.log10(power + 1e-12)
        self._floor = min(self._floor + _FLOOR_RISE * self._step, max(level, -96.0))
        if level <= max(_SOFTEST, min(self._floor, _TARGET - _OVER_FLOOR * 2) + _OVER_FLOOR):
            self._coming.append(None)
            self._pause += self._step
            return
        if self._speech is None or self._pause >= _SOMEBODY_ELSE:
            self._speech = level
        self._pause = 0.0
        self._speech += (level - self._speech) * (self._rise if level > self._speech else self._fall)
        self._coming.append(min(max(_TARGET - self._speech, -_MOST_DOWN), _MOST_UP))

    def follow(self) -> float:
        """The gain in decibels, after the first step that was heard and not followed yet."""
        soon = min((gain for gain in islice(self._coming, self._ahead + 1) if gain is not None), default=None)
        now = self._coming.popleft()
        if soon is None:
            return self.gain  # a long pause
        if self._is_new:
            self.gain, self._is_new = soon, False  # nothing was heard that it could differ from
        wanted, up = (soon, _BEFORE_SPEECH) if now is None else (now, _UP)
        self.gain = min(max(wanted, self.gain - _DOWN * self._step), self.gain + up * self._step)
        return self.gain


def _amplitude(decibels: float) -> float:
    return float(10 ** (decibels / 20))
