"""A media file is judged by decoding it, whatever its header says."""

import math
import os
import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from inbox.domain.media_format import MediaFormat
from inbox.pipeline.media.inspection import Inspection, inspect

RATE = 8_000
SECONDS = 4.0
UNREADABLE = "The file cannot be decoded: it is damaged, or cut off before any sound."
needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="needs ffmpeg (apt install ffmpeg)")


def _tone(seconds: float = SECONDS) -> np.ndarray:
    """A tone that is silent in its second half."""
    moments = np.arange(int(seconds * RATE)) / RATE
    return (np.sin(2 * math.pi * 440 * moments) * 16_000 * (moments < seconds / 2)).astype("<i2")


def _wav(
    body: bytes, *, data_size: int | None = None, riff_size: int | None = None, tag: int = 1, bits: int = 16, tail: bytes = b""
) -> bytes:
    """A WAV as FFmpeg writes it: LIST before data, and any sizes."""
    width = bits // 8
    fmt = struct.pack("<HHIIHH", tag, 1, RATE, RATE * width, width, bits)
    info = b"INFOISFT" + struct.pack("<I", 14) + b"Lavf59.27.100\0"
    chunks = b"WAVEfmt " + struct.pack("<I", 16) + fmt + b"LIST" + struct.pack("<I", len(info)) + info
    chunks += b"data" + struct.pack("<I", len(body) if data_size is None else data_size) + body + tail
    return b"RIFF" + struct.pack("<I", len(chunks) if riff_size is None else riff_size) + chunks


def _look(
    path: Path, content: bytes, expected: MediaFormat = MediaFormat.WAV, accept_cut_short: bool = False
) -> Inspection | str:
    path.write_bytes(content)
    return inspect(path, expected, accept_cut_short=accept_cut_short)


def _assert_is_the_tone(looked: Inspection | str, seconds: float = SECONDS) -> None:
    assert isinstance(looked, Inspection), looked
    assert looked.seconds == pytest.approx(seconds, abs=0.2)
    assert (looked.sample_rate, looked.channels, looked.cut_short) == (RATE, 1, None)
    assert looked.peaks.duration_seconds == looked.seconds
    assert len(looked.peaks.levels) == math.ceil(looked.seconds * 20 - 1e-6)
    middle = len(looked.peaks.levels) // 2
    assert min(looked.peaks.levels[4 : middle - 4]) > 100
    assert max(looked.peaks.levels[middle + 8 :]) < 20


@pytest.mark.parametrize("riff_size", [None, 0, 0xFFFF_FFFF, 100])
@pytest.mark.parametrize("data_size", [None, 0, 0xFFFF_FFFF, 0x7FFF_F000, 5_000])
def test_the_length_is_what_is_there_whatever_sizes_the_header_has(
    tmp_path: Path, data_size: int | None, riff_size: int | None
) -> None:
    _assert_is_the_tone(_look(tmp_path / "a.wav", _wav(_tone().tobytes(), data_size=data_size, riff_size=riff_size)))


@needs_ffmpeg
@pytest.mark.parametrize(
    "codec", ["pcm_s16le", "pcm_mulaw", "pcm_alaw", "pcm_u8", "pcm_s24le", "pcm_f32le", "adpcm_ima_wav", "gsm_ms"]
)
def test_every_codec_that_ffmpeg_puts_into_a_piped_wav_is_read_to_its_end(tmp_path: Path, codec: str) -> None:
    soundfile.write(tmp_path / "in.wav", _tone(), RATE)
    command = ["ffmpeg", "-v", "error", "-i", str(tmp_path / "in.wav"), "-c:a", codec, "-f", "wav", "-"]
    piped = subprocess.run(command, check=True, capture_output=True, timeout=30).stdout
    assert piped[4:8] == b"\xff\xff\xff\xff"
    _assert_is_the_tone(_look(tmp_path / "a.wav", piped))
    data = piped.index(b"data") + 4
    _assert_is_the_tone(_look(tmp_path / "a.wav", piped[:data] + bytes(4) + piped[data + 4 :]))


def test_a_chunk_after_the_sound_is_not_heard_as_sound(tmp_path: Path) -> None:
    tail = b"LIST" + struct.pack("<I", 4_000) + b"\x7f" * 4_000
    _assert_is_the_tone(_look(tmp_path / "a.wav", _wav(_tone().tobytes(), tail=tail)))


def test_a_wav_that_ends_early_is_refused_with_both_lengths_and_taken_when_asked(tmp_path: Path) -> None:
    whole = _wav(_tone(60).tobytes())
    looked = _look(tmp_path / "a.wav", whole[: len(whole) // 2])
    assert looked == "The file is cut short: it holds 0:30 of the 1:00 that its header promises."
    taken = inspect(tmp_path / "a.wav", MediaFormat.WAV, accept_cut_short=True)
    assert isinstance(taken, Inspection)
    assert taken.seconds == pytest.approx(30, abs=0.1)
    assert taken.cut_short == looked


@pytest.mark.parametrize("length", [12, 20, 30, 40, 60, 70])
def test_a_wav_cut_off_in_its_header_is_a_sentence(tmp_path: Path, length: int) -> None:
    looked = _look(tmp_path / "a.wav", _wav(_tone().tobytes())[:length])
    assert looked == "The WAV file ends before its sound begins, or its header is damaged."


@needs_ffmpeg
@pytest.mark.parametrize(
    "options", [["-b:a", "16k"], ["-q:a", "5"], ["-b:a", "16k", "-write_xing", "0"], ["-q:a", "5", "-write_xing", "0"]]
)
def test_an_mp3_is_read_to_its_end_with_any_bit_rate_and_without_a_length_tag(tmp_path: Path, options: list[str]) -> None:
    soundfile.write(tmp_path / "in.wav", _tone(20), RATE)
    command = ["ffmpeg", "-v", "error", "-i", str(tmp_path / "in.wav"), *options, str(tmp_path / "a.mp3")]
    subprocess.run(command, check=True, timeout=30)
    _assert_is_the_tone(inspect(tmp_path / "a.mp3", MediaFormat.MP3), 20)


@needs_ffmpeg
def test_an_mp3_that_ends_early_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "in.wav", _tone(20), RATE)
    subprocess.run(["ffmpeg", "-v", "error", "-i", str(tmp_path / "in.wav"), str(tmp_path / "a.mp3")], check=True, timeout=30)
    whole = (tmp_path / "a.mp3").read_bytes()
    looked = _look(tmp_path / "b.mp3", whole[: len(whole) // 2], MediaFormat.MP3)
    assert isinstance(looked, str)
    assert "is cut short: it holds 0:" in looked
    assert "of the 0:20" in looked


def test_silence_alone_is_fine(tmp_path: Path) -> None:
    looked = _look(tmp_path / "a.wav", _wav(bytes(RATE * 2)))
    assert isinstance(looked, Inspection)
    assert looked.peaks.levels == bytes(20)


@pytest.mark.parametrize(
    ("content", "expected", "sentence"),
    [
        (b"", MediaFormat.WAV, "The file is empty."),
        (b"<html>not found</html>", MediaFormat.WAV, "The file is not a WAV file, although it should be."),
        (b"PK\3\4" + bytes(90), MediaFormat.MP3, "The file is not an MP3 file, although it should be."),
        (_wav(b""), MediaFormat.WAV, "The WAV file holds no sound."),
        (b"\xff\xfb\x90\x00" + b"\x13" * 5_000, MediaFormat.MP3, UNREADABLE),
    ],
)
def test_what_is_no_sound_is_a_sentence(tmp_path: Path, content: bytes, expected: MediaFormat, sentence: str) -> None:
    assert _look(tmp_path / "a", content, expected) == sentence


def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    assert inspect(tmp_path / "gone.wav", MediaFormat.WAV) == "The file cannot be read: No such file or directory."


@pytest.mark.parametrize("rate", [0, 1, 999, 0xFFFF_FFFF])
def test_a_senseless_sample_rate_is_a_sentence(tmp_path: Path, rate: int) -> None:
    content = bytearray(_wav(_tone().tobytes()))
    content[24:28] = struct.pack("<I", rate)
    looked = _look(tmp_path / "a.wav", bytes(content))
    assert isinstance(looked, str)
    assert looked.startswith("The file cannot be decoded")


def test_damaged_headers_never_raise(tmp_path: Path) -> None:
    good = _wav(_tone(0.5).tobytes())
    randomly = np.random.default_rng(7)
    for _ in range(400):
        content = bytearray(good)
        for position in randomly.integers(4, 80, 3):
            content[position] = randomly.integers(0, 256)
        looked = _look(tmp_path / "a.wav", bytes(content))
        assert isinstance(looked, Inspection | str)


def test_a_file_that_nobody_waits_for_any_more_is_not_looked_at_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "days.wav"
    head = _wav(b"", data_size=4_000_000_000, riff_size=0)
    path.write_bytes(head)
    os.truncate(path, len(head) + 4_000_000_000)  # of holes: three days take no room, and minutes to be looked at
    asked: list[int] = []

    def cancelled() -> bool:
        asked.append(1)
        return len(asked) == 3

    looked = inspect(path, MediaFormat.WAV, cancelled=cancelled)
    assert looked == "Nobody waited for it any more, so the file was not looked at to its end."
    assert len(asked) == 3
