"""Words spoken by espeak-ng, as a telephone would carry them, whose first and last moments are known."""

import io
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
import soundfile

RATE = 8_000
WORDS = (
    *("six", "five", "thanks", "yes", "sure", "fish", "half", "this", "zero", "pass"),
    *("tooth", "off", "hello", "seven", "which", "house", "free", "shift", "please", "stop"),
)
"""Many begin or end in a breath that a noise covers."""

Sound = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Talk:
    """Words with pauses in between; no noise yet."""

    sound: Sound
    words: tuple[tuple[str, float, float], ...]
    """Each word, from when to when, in seconds."""


def needs_a_voice() -> pytest.MarkDecorator:
    """Skips where there is none."""
    return pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng speaks the words: install it")


@cache
def spoken(word: str) -> Sound:
    """Mean power 1, 300 Hz to 4 kHz; cut where it is 35 dB under its loudest."""
    said = subprocess.run(["espeak-ng", "-v", "en-us", "--stdout", word], capture_output=True, check=True, timeout=20).stdout
    samples, rate = soundfile.read(io.BytesIO(said.replace(b"\xff\xff\xff\x7f", b"\0\0\0\0")))
    wide = np.pad(samples, rate)  # else its end is heard before its begin
    tones, pitch = np.fft.rfft(wide), np.fft.rfftfreq(len(wide), 1 / rate)
    tones *= np.interp(pitch, (150, 400, 3_400, 3_900), (0, 1, 1, 0))  # slopes, which do not ring on
    count = len(wide) * RATE // rate
    narrow = np.fft.irfft(tones[: count // 2 + 1], count)
    power = np.convolve(narrow * narrow, np.ones(80) / 80, "same")
    heard = np.flatnonzero(power > power.max() * 10**-3.5)
    cut = narrow[heard[0] : heard[-1] + 1]
    return np.asarray(cut / np.sqrt((cut * cut).mean()))


def talk(decibels: tuple[float, ...], pauses: tuple[float, ...] = (0.2, 2.0, 0.5, 4.0, 1.5, 8.0)) -> Talk:
    """Two seconds of nothing, then every word, as loud as one of ``decibels`` in turn, with one of the ``pauses`` behind it."""
    pieces, at, words = [np.zeros(2 * RATE)], 2 * RATE, []
    for number, word in enumerate(WORDS):
        piece = spoken(word) * 10 ** (decibels[number % len(decibels)] / 20)
        words.append((word, at / RATE, (at + len(piece)) / RATE))
        pause = np.zeros(int(RATE * pauses[number % len(pauses)]))
        pieces += [piece, pause]
        at += len(piece) + len(pause)
    return Talk(np.concatenate(pieces), tuple(words))


@cache
def line_noise(kind: str, count: int) -> Sound:
    """Mean power 1: ``white``, ``pink``, ``hum`` of 50 Hz and overtones, or ``louder``: white that grows by 20 dB half-way."""
    random, moments = np.random.default_rng(3), np.arange(count) / RATE
    match kind:
        case "white":
            noise = random.standard_normal(count)
        case "pink":
            even = 1 << count.bit_length()  # a length that a transform is quick with
            tones = np.fft.rfft(random.standard_normal(even))
            noise = np.fft.irfft(tones / np.sqrt(np.maximum(np.arange(len(tones)), 1)), even)[:count]
        case "hum":
            turn = 2 * np.pi * 50 * moments
            noise = np.sin(turn) + 0.3 * np.sin(3 * turn + 1) + 0.1 * np.sin(5 * turn)
        case "louder":
            noise = random.standard_normal(count) * np.where(moments > moments[-1] / 2, 1.0, 0.1)
        case other:
            raise ValueError(other)
    return np.asarray(noise / np.sqrt((noise * noise).mean()))


def through_a_telephone(sound: Sound) -> Sound:
    """As µ-law keeps it: 8 bits, coarse where it is loud."""
    small = np.sign(sound) * np.log1p(255 * np.abs(np.clip(sound, -1, 1))) / np.log1p(255)
    kept = np.round(small * 127) / 127
    return np.asarray(np.sign(kept) * (256 ** np.abs(kept) - 1) / 255)
