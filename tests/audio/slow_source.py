"""A recording that comes while it is played."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from inbox.pipeline.listening.sound_source import Frames
from inbox.pipeline.listening.whole_file import WholeFile


class SlowSource:
    """Comes at a pace: 2 is twice as fast as it is played at rate 1. The time counts from the first read."""

    def __init__(self, path: Path, pace: float) -> None:
        self._whole = WholeFile(path)
        self._pace = pace
        self._began: float | None = None
        self._reading = threading.Lock()
        self._is_closed = False
        self.sample_rate = self._whole.sample_rate
        self.channels = self._whole.channels

    @property
    def available_seconds(self) -> float:
        """As of any source."""
        here = 0.0 if self._began is None else (time.monotonic() - self._began) * self._pace
        return min(here, self._whole.length_seconds)

    def read(self, frame: int, count: int, cancelled: Callable[[], bool]) -> Frames:
        """As of any source."""
        self._began = self._began or time.monotonic()
        wanted = min((frame + count) / self.sample_rate, self._whole.length_seconds)
        while self.available_seconds < wanted:
            if cancelled():
                return np.zeros((0, self.channels), np.float32)
            time.sleep(0.005)
        with self._reading:
            if self._is_closed:
                return np.zeros((0, self.channels), np.float32)
            return self._whole.read(frame, count, cancelled)

    def close(self) -> None:
        """As of any source; from any thread, also while it is read."""
        with self._reading:
            self._is_closed = True
            self._whole.close()
