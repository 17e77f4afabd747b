"""With silence skipped every word over a noisy line comes out of the sound card, whole, and most of the pauses do not."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
from audio.null_sink import CAPTURE_RATE, NullSink
from audio.player_child import PlayerChild
from audio.sounds import heard
from domain.spoken_words import RATE, line_noise, needs_a_voice, talk

from inbox.domain.media_format import MediaFormat
from inbox.pipeline.media.inspection import Inspection, inspect

pytestmark = [pytest.mark.slow, pytest.mark.timed]  # a machine that stands still makes holes in what is heard

_WORDS = 5


def _slower(samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """What was captured, at the rate of the recording."""
    count = len(samples) * RATE // CAPTURE_RATE
    return np.asarray(np.fft.irfft(np.fft.rfft(samples)[: count // 2 + 1], count) * count / len(samples))


def _likeness(word: npt.NDArray[np.float64], sound: npt.NDArray[np.float64]) -> tuple[float, int]:
    """The correlation of the very waveforms where they fit best, and where that is."""
    size = 1 << (len(sound) + len(word)).bit_length()
    products = np.fft.irfft(np.fft.rfft(sound, size) * np.conj(np.fft.rfft(word, size)), size)[: len(sound) - len(word)]
    powers = np.convolve(sound**2, np.ones(len(word)), "valid")[: len(products)]
    alike = products / np.sqrt(np.maximum(powers, 1e-9) * (word**2).sum())
    return float(alike.max()), int(alike.argmax())


@needs_a_voice()
def test_skipped_silences_are_gone_and_no_word_is(tmp_path: Path, sink: NullSink) -> None:
    said = talk((-16,))
    end = said.words[_WORDS - 1][2] + 1.5
    sound = (said.sound + line_noise("white", len(said.sound)) * 10 ** (-31 / 20))[: int(end * RATE)]
    path = tmp_path / "1.wav"
    soundfile.write(path, sound, RATE, subtype="PCM_16")
    looked = inspect(path, MediaFormat.WAV)
    assert isinstance(looked, Inspection)
    skips = looked.sound.longer_than(0.5)
    with sink.record(tmp_path / "heard.raw") as capture:
        to_its_end = ["until", "playing", True], ["until", "playing", False], ["quit"]
        steps: list[list[Any]] = [["volume", 1.0], ["map", skips, None], ["play"], *to_its_end]
        PlayerChild(path, steps, sink.environment).finish()
        captured = _slower(heard(capture))
    loud = np.flatnonzero(np.abs(captured) > 0.003)
    played = (loud[-1] - loud[0]) / RATE
    left = end - sum(until - since for since, until in skips)
    assert played == pytest.approx(left, abs=0.5)
    assert played < 0.6 * end
    places = []
    for word, since, until in said.words[:_WORDS]:
        alike, place = _likeness(sound[int(since * RATE) : int(until * RATE)], captured)
        assert alike > 0.6, word  # a hole on a busy machine parts it in two; what is not there is at 0.3 at most
        places.append(place)
    assert places == sorted(places)
