"""Frames out of whole files, from any place."""

import shutil
import struct
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import soundfile

from inbox.pipeline.listening.sound_source import SoundProblem
from inbox.pipeline.listening.whole_file import WholeFile

RATE = 8_000
SAMPLES = (np.arange(4 * RATE) % 3_000 - 1_500).astype(np.int16)


def _never() -> bool:
    return False


@pytest.fixture
def wav(tmp_path: Path) -> Path:
    path = tmp_path / "1.wav"
    soundfile.write(path, SAMPLES, RATE, subtype="PCM_16")
    return path


def _told(path: Path) -> str:
    with pytest.raises(SoundProblem) as told:
        WholeFile(path)
    return str(told.value)


def test_every_frame_is_where_it_was_written(wav: Path) -> None:
    source = WholeFile(wav)
    assert (source.sample_rate, source.channels, source.available_seconds) == (RATE, 1, None)
    for frame, count in ((0, 100), (100, 50), (31_000, 500), (7, 1), (31_990, 100)):
        block = source.read(frame, count, _never)
        assert block.shape == (min(count, 32_000 - frame), 1)
        assert np.array_equal(np.round(block[:, 0] * 32_768), SAMPLES[frame : frame + count])
    for frame in (32_000, 99_999):
        assert source.read(frame, 10, _never).shape == (0, 1)
    source.close()
    source.close()


@pytest.mark.parametrize("size", [0, 0xFFFF_FFFF, 5_000])
def test_a_header_that_lies_hides_nothing(wav: Path, size: int) -> None:
    content = wav.read_bytes()
    at = content.index(b"data") + 4
    wav.write_bytes(content[:at] + struct.pack("<I", size) + content[at + 4 :])
    source = WholeFile(wav)
    assert np.array_equal(np.round(source.read(31_000, 2_000, _never)[:, 0] * 32_768), SAMPLES[31_000:])
    source.close()


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "ULAW", "ALAW"])
@pytest.mark.parametrize("channels", [1, 2])
def test_every_usual_kind_of_sample_is_read(tmp_path: Path, subtype: str, channels: int) -> None:
    path = tmp_path / "1.wav"
    sound = np.column_stack([np.sin(np.arange(RATE) / 9) * 0.5] * channels)
    soundfile.write(path, sound, RATE, subtype=subtype)
    source = WholeFile(path)
    block = source.read(1_000, 2_000, _never)
    source.close()
    assert block.shape == (2_000, channels)
    assert block.dtype == np.float32
    assert np.abs(block - sound[1_000:3_000]).max() < 0.03


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_an_mp3_sounds_the_same_in_pieces_and_from_any_place(tmp_path: Path, noise: float) -> None:
    path = tmp_path / "1.mp3"
    sound = np.sin(np.arange(4 * RATE) / 9) * 0.4 + np.random.default_rng(1).normal(0, noise, 4 * RATE)
    soundfile.write(path, sound, RATE, format="MP3")
    source = WholeFile(path)
    whole = source.read(0, 4 * RATE, _never)
    pieces = [source.read(frame, 1_000, _never) for frame in range(0, 4 * RATE, 1_000)]
    assert np.abs(np.concatenate(pieces) - whole).max() < 0.001
    for frame in (20_000, 5_003, 31_000, 400, 12_345):
        assert np.abs(source.read(frame, 1_000, _never) - whole[frame : frame + 1_000]).max() < 0.001, frame
    source.close()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda content: content[:0],
        lambda content: b"<html>" + content,
        lambda content: content[:20],
        lambda content: content[:44],
        lambda content: content[:24] + struct.pack("<I", 1) + content[28:],
        lambda content: b"ID3" + bytes(len(content)),
    ],
)
def test_what_is_no_sound_is_a_sentence(wav: Path, spoil: Callable[[bytes], bytes]) -> None:
    wav.write_bytes(spoil(wav.read_bytes()))
    assert _told(wav).startswith("The media file cannot be played")


def test_a_file_that_is_gone_is_a_sentence(tmp_path: Path) -> None:
    assert _told(tmp_path / "2.wav") == "The media file is no longer where it was saved. Click its row to download it again."


def test_numbers_that_are_none_are_silence(tmp_path: Path) -> None:
    path = tmp_path / "1.wav"
    soundfile.write(path, np.array([0.5, np.nan, -0.5] * 10, np.float32), RATE, subtype="FLOAT")
    source = WholeFile(path)
    assert not np.isnan(source.read(0, 30, _never)).any()
    source.close()


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg (apt install ffmpeg)")
def test_looking_for_a_place_far_on_in_a_long_mp3_can_be_ended(tmp_path: Path) -> None:
    path = tmp_path / "long.mp3"
    sound = ["-f", "lavfi", "-i", "sine=frequency=400:duration=3600:sample_rate=8000", "-b:a", "8k", "-write_xing", "0"]
    subprocess.run(["ffmpeg", "-loglevel", "error", *sound, str(path)], check=True, timeout=120, stdin=subprocess.DEVNULL)
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) >= 5

    with closing(WholeFile(path, 3600.0)) as source, closing(WholeFile(path, 3600.0)) as straight:
        assert source.read(3_500 * RATE, 100, cancelled).shape == (0, 1)
        assert len(asked) < 10, "it takes more steps to get there"
        there = source.read(3_500 * RATE, 100, _never)
        straight._decoder._explored = 3_600 * RATE  # so that it goes there in one step
        assert len(there) == 100
        assert np.array_equal(there, straight.read(3_500 * RATE, 100, _never))
