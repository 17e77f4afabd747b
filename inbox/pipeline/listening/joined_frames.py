"""What is played, as one sound without a break: the parts that the play map leaves, joined so that no join clicks."""

import math
from collections.abc import Callable

import numpy as np

from inbox.domain.sound.play_map import PlayMap
from inbox.pipeline.listening.sound_source import Frames, SoundSource

_FADE = 0.005
"""Seconds in which one part goes over into the next: shorter than a sound of speech, longer than a click."""
_MOST_EMPTY_PARTS = 3
"""One after the other; a loop behind the end of the recording has nothing else."""


class JoinedFrames:
    """Reads on and on from one place; its length is that of the parts, to the frame, so that a loop keeps its time."""

    def __init__(
        self,
        source: SoundSource,
        play_map: PlayMap,
        place: float,
        cancelled: Callable[[], bool],
        joined: Callable[[float, float], None],
    ) -> None:
        """From ``place`` in seconds; ``joined`` is told where each part begins: in what is played, and in the recording."""
        self.source = source
        self._map = play_map
        self._place = place
        self._cancelled = cancelled
        self._told = joined
        self._rate = source.sample_rate
        self._fade = max(1, round(_FADE * self._rate))
        self._given = 0
        self._at = 0
        self._end: int | None = 0  # of the part that is read just now; None: of the recording
        self._length = math.inf
        self._carried: Frames = np.zeros((0, source.channels), np.float32)  # what a part leaves, to fade out under the next one
        self._is_over = False
        self._empty_parts = 0

    def read(self, count: int) -> Frames:
        """``count`` frames, or a few more; fewer only at the end, or when it is cancelled meanwhile. Raises SoundProblem."""
        parts: list[Frames] = []
        missing = count
        while missing > 0 and not self._is_over and not self._cancelled():
            if self._end is not None and self._at >= self._end:
                self._next_part()
                continue
            block = self._read_part(missing if self._end is None else min(missing, self._end - self._at))
            missing -= len(block)
            if len(block):
                parts.append(block)
        return np.concatenate(parts) if parts else np.zeros((0, self.source.channels), np.float32)

    def _read_part(self, wanted: int) -> Frames:
        wanted = max(wanted, len(self._carried))
        block = self.source.read(self._at, wanted, self._cancelled)
        self._at += len(block)
        self._given += len(block)
        if len(block) < wanted and not self._cancelled():
            self._end = self._at  # the recording ends here, whatever was said of its length
            self._place = self._length = self._at / self._rate
        if len(block):
            self._empty_parts = 0
        return self._faded_in(block) if len(self._carried) and len(block) else block

    def _next_part(self) -> None:
        part = self._map.stretch_from(self._place, self._length)
        self._empty_parts += 1
        if part is None or self._empty_parts > _MOST_EMPTY_PARTS:
            self._is_over = True
            return
        begin, end = round(part[0] * self._rate), None if math.isinf(part[1]) else round(part[1] * self._rate)
        if self._given and begin != self._at:
            fade = self._fade if end is None else min(self._fade, end - begin)
            self._carried = self.source.read(self._at, fade, self._cancelled)
        self._told(self._given / self._rate, begin / self._rate)
        self._at, self._end, self._place = begin, end, part[1]

    def _faded_in(self, block: Frames) -> Frames:
        count = min(len(self._carried), len(block))
        rising = (0.5 - 0.5 * np.cos(np.pi * (np.arange(count) + 0.5) / count)).astype(np.float32)[:, None]
        faded = block.copy()
        faded[:count] = block[:count] * rising + self._carried[:count] * (1 - rising)
        self._carried = self._carried[:0]
        return faded
