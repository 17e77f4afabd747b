"""Frames of sound out of a media file, from any place: what the player decodes from."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from inbox.domain.problems import Problem

Frames = npt.NDArray[np.float32]
"""Frames by channels, full scale at 1."""

SAMPLE_RATES = range(1_000, 768_001)


class SoundProblem(Problem):
    """Why it cannot be played, as a sentence for the person."""


class SoundSource(Protocol):
    """One recording. For one thread at a time, but for `close`, which ends a `read` that waits."""

    @property
    def sample_rate(self) -> int:
        """Frames a second."""
        ...

    @property
    def channels(self) -> int:
        """Samples a frame."""
        ...

    @property
    def available_seconds(self) -> float | None:
        """Up to where, from the start, it can be read without waiting; None: everywhere."""
        ...

    def read(self, frame: int, count: int, cancelled: Callable[[], bool]) -> Frames:
        """``count`` frames from the frame ``frame`` on; fewer only at the end of the sound, none behind it.

        Waits for what has not come yet, and gives none when it is ``cancelled`` meanwhile. Raises SoundProblem.
        """
        ...

    def close(self) -> None:
        """Lets go of the file; may be called twice, and from any thread."""
        ...
