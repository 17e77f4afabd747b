"""Sounds to be played, and what is found in what was heard."""

import time
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile
from audio.null_sink import CAPTURE_RATE, Capture

Samples = npt.NDArray[np.float64]
RATE = 8_000


def tone(seconds: float, hertz: float = 440, loudness: float = 0.5) -> Samples:
    """A sine."""
    return loudness * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE)


def silence(seconds: float) -> Samples:
    """Digital silence."""
    return np.zeros(round(seconds * RATE))


def write(path: Path, *parts: Samples) -> Path:
    """One after the other, as a WAV of 16 bits."""
    soundfile.write(path, np.concatenate(parts), RATE, subtype="PCM_16")
    return path


def heard(capture: Capture) -> Samples:
    """All that was heard; ends the recording."""
    time.sleep(0.3)  # what is on its way through the sink's buffer
    capture.stop()
    return capture.samples()


def bursts(samples: Samples, gap: float = 0.25) -> list[tuple[float, float]]:
    """From when to when there is sound, in seconds, between silences of at least ``gap`` seconds."""
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    if len(loud) == 0:
        return []
    cuts = np.flatnonzero(np.diff(loud) > gap * CAPTURE_RATE)
    edges = [0, *(cuts + 1), len(loud)]
    return [(loud[start] / CAPTURE_RATE, loud[end - 1] / CAPTURE_RATE) for start, end in pairwise(edges)]


def longest_hole(samples: Samples) -> float:
    """Seconds without sound, between the first and the last."""
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return float(np.diff(loud).max() / CAPTURE_RATE)


def pitch(samples: Samples) -> float:
    """The frequency with the most energy."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1 << 18))
    return float(spectrum.argmax() * CAPTURE_RATE / (1 << 18))


def between(samples: Samples, begin: float, end: float) -> Samples:
    """A stretch by seconds."""
    return samples[round(begin * CAPTURE_RATE) : round(end * CAPTURE_RATE)]
