"""From a sound source to what a sound device takes: joined, made louder, stretched, resampled, as bytes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never

import numpy as np

from inbox.domain.sound.levelling import Loudness
from inbox.domain.sound.play_map import PlayMap
from inbox.domain.sound.played_places import PlayedPlaces
from inbox.domain.sound.resampling import Resampling
from inbox.domain.sound.time_stretch import TimeStretch
from inbox.pipeline.listening.joined_frames import JoinedFrames
from inbox.pipeline.listening.sound_source import Frames, SoundSource

_FADE_IN = 0.002
"""Seconds at the very start, where the sound is cut into."""


class SampleForm(StrEnum):
    """How one sample stands in the bytes."""

    INT16 = "int16"
    INT32 = "int32"
    FLOAT = "float32"


@dataclass(frozen=True, slots=True)
class SinkFormat:
    """What the sound device is given."""

    rate: int
    """Frames a second."""
    channels: int
    form: SampleForm = SampleForm.INT16

    @property
    def frame_bytes(self) -> int:
        """Bytes of one frame."""
        return self.channels * (2 if self.form is SampleForm.INT16 else 4)


@dataclass(frozen=True, slots=True)
class Listening:
    """How the person wants to hear it."""

    rate: float = 1.0
    play_map: PlayMap = field(default_factory=PlayMap)
    boost: float = 0.0
    """Decibels."""
    levels: bool = False


class SoundRendering:
    """One recording from one place on, at one speed, to the end or in a loop."""

    def __init__(
        self,
        source: SoundSource,
        format: SinkFormat,
        listening: Listening,
        place: float,
        cancelled: Callable[[], bool],
        *,
        gain: float = 0.0,
        fades_in: bool = True,
    ) -> None:
        """From ``place`` seconds on; ``gain`` as of `Loudness`."""
        self.places = PlayedPlaces(format.rate, listening.rate)
        self._joined = JoinedFrames(source, listening.play_map, place, cancelled, self.places.add)
        self._cancelled = cancelled
        self._rate = source.sample_rate
        self._pace = listening.rate
        self._format = format
        self._channels = min(source.channels, format.channels) if source.channels <= 2 else 1
        self._loudness: Loudness | None = None
        if listening.boost > 0 or listening.levels:
            self._loudness = Loudness(self._rate, self._channels, listening.boost, levels=listening.levels, gain=gain)
        self._stretch = TimeStretch(self._rate, self._channels, listening.rate) if listening.rate != 1 else None
        self._resampling = Resampling(self._rate, format.rate, self._channels)
        self._fades_in = fades_in
        self._is_over = False

    @property
    def source(self) -> SoundSource:
        """What is read; may be given another that has the same frames."""
        return self._joined.source

    @source.setter
    def source(self, source: SoundSource) -> None:
        self._joined.source = source

    @property
    def gain(self) -> float:
        """As of `Loudness`; 0 without levelling."""
        return 0.0 if self._loudness is None else self._loudness.gain

    @property
    def is_over(self) -> bool:
        """Whether all of it was given."""
        return self._is_over

    def render(self, seconds: float) -> bytes:
        """About so much of what is heard; may be empty although it is not over. Raises SoundProblem."""
        wanted = max(1, round(seconds * self._pace * self._rate))
        frames = self._joined.read(wanted)
        if self._cancelled():
            return b""
        self._is_over = len(frames) < wanted
        return self._bytes(self._heard(self._mixed(frames)))

    def _mixed(self, frames: Frames) -> Frames:
        if frames.shape[1] == self._channels:
            return frames
        mixed: Frames = frames.mean(axis=1, keepdims=True, dtype=np.float32)
        return mixed

    def _heard(self, frames: Frames) -> Frames:
        for stage in (self._loudness, self._stretch, self._resampling):
            if stage is not None:
                frames = stage.add(frames)
                if self._is_over:
                    frames = np.concatenate((frames, stage.finish()))
        if self._fades_in and len(frames):
            count = min(len(frames), round(_FADE_IN * self._format.rate))
            frames = frames.copy()
            frames[:count] *= np.linspace(0, 1, count, dtype=np.float32)[:, None]
            self._fades_in = False
        return frames

    def _bytes(self, frames: Frames) -> bytes:
        if self._channels < self._format.channels:
            wide = np.zeros((len(frames), self._format.channels), np.float32)
            wide[:, : max(2, self._channels)] = frames  # one channel goes to both sides, and to no speaker behind
            frames = wide
        frames = np.clip(frames, -1.0, 1.0)
        match self._format.form:
            case SampleForm.INT16:
                return np.rint(frames * 32_767).astype(np.int16).tobytes()
            case SampleForm.INT32:
                return np.rint(frames.astype(np.float64) * 2_147_483_647).astype(np.int32).tobytes()
            case SampleForm.FLOAT:
                return frames.astype(np.float32).tobytes()
            case other:
                assert_never(other)
