"""The demo conferences: real speech in turns, small files, decoded without help."""

import io

import numpy as np
import pytest
import soundfile

from inbox.domain.media_format import MediaFormat, media_format
from inbox.simulator.clips import CLIPS, SAMPLE_RATE, Clip, audio_folder, mp3, pcm

_CODEC_DELAY = 576 + 529
"""Samples that encoder and decoder of an MP3 put before the first."""

_CLIPS = pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.key)


@_CLIPS
def test_a_clip_is_decoded_as_an_independent_decoder_does(clip: Clip) -> None:
    theirs, rate = soundfile.read(audio_folder() / f"{clip.key}.wav", dtype="int16")
    assert rate == SAMPLE_RATE
    assert np.array_equal(np.frombuffer(pcm(clip.key), dtype="<i2"), theirs)


@_CLIPS
def test_a_clip_lasts_15_to_60_seconds(clip: Clip) -> None:
    assert 15 <= clip.seconds <= 60


@_CLIPS
def test_a_clip_has_speech_and_pauses_and_no_digital_silence(clip: Clip) -> None:
    samples = np.frombuffer(pcm(clip.key), dtype="<i2").astype(float)
    blocks = samples[: len(samples) // 2_000 * 2_000].reshape(-1, 2_000)
    loudness = np.abs(blocks).max(axis=1)
    assert (loudness > 3_000).sum() > len(blocks) / 2
    assert (loudness < 400).sum() >= 4
    assert loudness.min() > 0


@_CLIPS
def test_the_mp3_is_the_same_conference(clip: Clip) -> None:
    tag, frames = mp3(clip.key)
    assert media_format(tag[:16]) is MediaFormat.MP3
    assert media_format(frames[:16]) is MediaFormat.MP3
    samples, rate = soundfile.read(io.BytesIO(tag + frames), dtype="float32")
    assert rate == SAMPLE_RATE
    assert abs(len(samples) / rate - clip.seconds) < 0.25
    samples = samples[_CODEC_DELAY:]
    wav = np.frombuffer(pcm(clip.key), dtype="<i2").astype(float)
    length = min(len(wav), len(samples))
    assert np.corrcoef(wav[:length], samples[:length])[0, 1] > 0.9


def test_the_clips_take_little_room() -> None:
    assert sum(path.stat().st_size for path in audio_folder().iterdir()) < 1_500_000
