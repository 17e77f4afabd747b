"""A recording is heard while its download still runs."""

import io
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import soundfile
from pipeline.coming_file import ComingFile

from inbox.pipeline.listening import growing_file
from inbox.pipeline.listening.growing_source import GrowingSource
from inbox.pipeline.listening.sound_source import SoundProblem
from inbox.pipeline.listening.whole_file import WholeFile

RATE = 8_000
SECONDS = 20
SAMPLES = (np.arange(SECONDS * RATE) % 3_000 - 1_500).astype(np.int16)


def _never() -> bool:
    return False


def _within(seconds: float) -> Callable[[], bool]:
    """Cancelled by then."""
    deadline = time.monotonic() + seconds
    return lambda: time.monotonic() > deadline


def _encoded(kind: str, subtype: str, samples: npt.NDArray[np.int16] = SAMPLES) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, RATE, format=kind, subtype=subtype)
    return file.getvalue()


WAV = _encoded("WAV", "PCM_16")
FFMPEG_WAV = (
    WAV[:4] + b"\xff\xff\xff\xff" + WAV[8:36] + b"LIST" + struct.pack("<I", 26) + b"INFOISFT" + bytes(18)
) + (b"data\xff\xff\xff\xff" + WAV[44:])  # fmt: skip
MP3 = _encoded("MP3", "MPEG_LAYER_III", (np.sin(np.arange(SECONDS * RATE) / 9) * 12_000).astype(np.int16))


@contextmanager
def _playing(coming: ComingFile) -> Iterator[GrowingSource]:
    source = coming.source()
    try:
        yield source
    finally:
        source.close()


def _same(block: npt.NDArray[np.float32], first: int) -> bool:
    return np.array_equal(np.round(block[:, 0] * 32_768), SAMPLES[first : first + len(block)])


def test_what_is_here_is_played_at_once_and_the_rest_is_waited_for(tmp_path: Path) -> None:
    coming = ComingFile(tmp_path, WAV)
    coming.bring(44 + 2 * RATE)
    with _playing(coming) as source:
        assert source.available_seconds == 0  # nothing was opened yet
        assert (source.sample_rate, source.channels) == (RATE, 1)
        assert source.available_seconds == pytest.approx(1.0)
        assert _same(source.read(0, RATE, _within(1)), 0)
        assert source.read(RATE, 100, _within(0.1)).shape == (0, 1)  # not here: waited, then cancelled
        threading.Timer(0.2, coming.bring, [44 + 4 * RATE]).start()
        assert _same(source.read(RATE, RATE, _within(5)), RATE)
        coming.finish()
        assert _same(source.read(19 * RATE, 2 * RATE, _within(1)), 19 * RATE)
        assert source.available_seconds is None
        assert source.read(SECONDS * RATE, 10, _never).shape == (0, 1)


@pytest.mark.parametrize("content", [WAV, FFMPEG_WAV, _encoded("WAV", "ULAW"), _encoded("WAV", "FLOAT")])
def test_a_file_that_is_read_as_fast_as_it_comes_is_heard_whole_and_right(tmp_path: Path, content: bytes) -> None:
    coming = ComingFile(tmp_path, content)
    bringing = coming.bring_slowly(3 * len(content))
    with _playing(coming) as source:
        blocks: list[npt.NDArray[np.float32]] = []
        while len(block := source.read(1_600 * len(blocks), 1_600, _within(5))):
            blocks.append(block)
    bringing.join()
    whole = WholeFile(coming.whole)
    assert np.array_equal(np.concatenate(blocks), whole.read(0, SECONDS * RATE, _never))
    whole.close()


def test_an_mp3_is_heard_while_it_comes(tmp_path: Path) -> None:
    coming = ComingFile(tmp_path, MP3, "1-0.mp3")
    coming.bring(len(MP3) // 4)
    with _playing(coming) as source:
        first = source.read(0, RATE, _within(2))
        assert len(first) == RATE
        available = source.available_seconds
        assert available is not None
        assert 0.2 * SECONDS < available < 0.3 * SECONDS
        assert source.read(15 * RATE, RATE, _within(0.2)).shape == (0, 1)  # it waits, and can be cancelled
        bringing = coming.bring_slowly(len(MP3))
        later = source.read(15 * RATE, RATE, _within(5))
        bringing.join()
        end = source.read((SECONDS - 1) * RATE, 9 * RATE, _within(5))
    whole = WholeFile(coming.whole)
    assert np.abs(first - whole.read(0, RATE, _never)).max() < 0.01
    assert np.abs(later - whole.read(15 * RATE, RATE, _never)).max() < 0.02
    assert np.abs(end[:RATE] - whole.read((SECONDS - 1) * RATE, RATE, _never)[:RATE]).max() < 0.02
    whole.close()


@pytest.mark.parametrize("is_length_told", [True, False])
@pytest.mark.parametrize("content", [_encoded("WAV", "IMA_ADPCM"), _encoded("WAV", "MS_ADPCM"), _encoded("WAV", "GSM610")])
def test_compressed_wavs_come_too(tmp_path: Path, content: bytes, is_length_told: bool) -> None:
    coming = ComingFile(tmp_path, content)
    if not is_length_told:
        coming.total = None
    coming.bring(len(content) // 2)
    with _playing(coming) as source:
        first = source.read(0, RATE, _within(2))
        assert source.read(15 * RATE, RATE, _within(0.1)).shape == (0, 1)
        coming.finish()
        later = source.read(15 * RATE, RATE, _within(5))
    whole = WholeFile(coming.whole)
    assert np.array_equal(first, whole.read(0, RATE, _never))
    assert np.array_equal(later, whole.read(15 * RATE, RATE, _never))
    whole.close()


@pytest.mark.timed
def test_far_ahead_of_the_download_the_range_is_fetched(tmp_path: Path) -> None:
    long = np.tile(SAMPLES, 30)
    content = _encoded("WAV", "PCM_16", long)
    coming = ComingFile(tmp_path, content)
    coming.gives_ranges = True
    coming.bring(100_000)
    with _playing(coming) as source:
        for place in (500, 502, 300):
            began = time.monotonic()
            block = source.read(place * RATE, RATE, _within(5))
            assert np.array_equal(np.round(block[:, 0] * 32_768), long[place * RATE : (place + 1) * RATE])
            assert time.monotonic() - began < 1
        assert source.available_seconds == pytest.approx((100_000 - 44) / 16_000)  # as told: from the start
        assert sum(end - begin for begin, end in coming.asked) < len(content) / 5
        coming.bring(600 * 16_000)
        asked = len(coming.asked)
        source.read(400 * RATE, RATE, _within(1))
        assert len(coming.asked) == asked  # the download itself has come so far


def test_what_the_download_brings_in_a_moment_is_waited_for_not_fetched(tmp_path: Path) -> None:
    coming = ComingFile(tmp_path, WAV)
    coming.gives_ranges = True
    coming.bring(20_000)
    with _playing(coming) as source:
        source.read(0, 100, _never)
        threading.Timer(0.3, coming.finish).start()
        assert len(source.read(20_000, 100, _within(5))) == 100
        assert coming.asked == []


def test_a_server_without_ranges_is_waited_for(tmp_path: Path) -> None:
    coming = ComingFile(tmp_path, WAV)
    coming.bring(2_000)
    with _playing(coming) as source:
        threading.Timer(0.5, coming.finish).start()
        assert _same(source.read(15 * RATE, 100, _within(5)), 15 * RATE)
        assert 0 < len(coming.asked) <= 3


@pytest.mark.timed
def test_closing_ends_what_waits(tmp_path: Path) -> None:
    coming = ComingFile(tmp_path, WAV)
    coming.seconds_a_range = 0.2
    coming.bring(2_000)
    source = coming.source()
    threading.Timer(0.3, source.close).start()
    began = time.monotonic()
    assert len(source.read(15 * RATE, 100, _never)) == 0
    assert time.monotonic() - began < 1.5
    source.close()


def test_a_source_that_is_closed_before_its_first_byte_says_so(tmp_path: Path) -> None:
    source = ComingFile(tmp_path, WAV).source()
    threading.Timer(0.1, source.close).start()
    with pytest.raises(SoundProblem, match="have not come yet"):
        _ = source.sample_rate


def test_a_download_that_begins_anew_with_the_same_file_is_played_on(tmp_path: Path) -> None:
    coming = ComingFile(tmp_path, WAV)
    coming.bring(100_000)
    with _playing(coming) as source:
        source.read(0, RATE, _never)
        coming.begin_anew(WAV)
        assert source.read(5 * RATE, RATE, _within(0.1)).shape == (0, 1)
        coming.bring(100_000)
        assert _same(source.read(5 * RATE, RATE, _within(2)), 5 * RATE)


def test_another_file_in_its_place_is_told_not_mixed_in(tmp_path: Path) -> None:
    coming = ComingFile(tmp_path, WAV)
    coming.bring(100_000)
    with _playing(coming) as source:
        source.read(0, RATE, _never)
        coming.begin_anew(_encoded("WAV", "PCM_16", SAMPLES[::-1].copy()))
        coming.bring(100_000)
        with pytest.raises(SoundProblem, match="another file"):
            source.read(5 * RATE, RATE, _within(2))


def test_how_much_is_here_can_be_asked_when_another_file_is_in_its_place(tmp_path: Path) -> None:
    coming = ComingFile(tmp_path, WAV)
    with _playing(coming) as source:
        coming.bring(len(WAV) // 2)
        assert len(source.read(0, 100, _within(5))) == 100
        coming.part.unlink()
        coming.whole.write_bytes(WAV[: len(WAV) // 3])
        coming.is_running = False
        assert source.available_seconds == 0, "the window asks, and ends the sound by it: it is no place for a problem"
        with pytest.raises(SoundProblem, match="another file"):
            source.read(200, 100, _within(5))


def test_a_download_that_stops_is_told_and_goes_on_when_it_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growing_file, "_STOPPED_AFTER_SECONDS", 0.2)
    coming = ComingFile(tmp_path, WAV)
    coming.bring(100_000)
    with _playing(coming) as source:
        source.read(0, RATE, _never)
        coming.is_running = False
        assert _same(source.read(RATE, RATE, _never), RATE)  # what is here is played all the same
        with pytest.raises(SoundProblem, match="The download stopped before this part came"):
            source.read(10 * RATE, RATE, _within(5))
        coming.is_running = True
        coming.bring(len(WAV))
        assert _same(source.read(10 * RATE, RATE, _within(2)), 10 * RATE)


@pytest.mark.parametrize("content", [b"<html>not here</html>" * 50, b"RIFF\0\0\0\0AVI LIST" + bytes(2_000), b"RIFF\0\0\0\0WAVE"])
def test_what_is_no_sound_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    coming = ComingFile(tmp_path, content)
    coming.bring(len(content))
    with _playing(coming) as source, pytest.raises(SoundProblem, match="no sound that can be played"):
        source.read(0, 100, _within(5))


def test_a_length_that_the_server_does_not_tell_is_found_at_the_end(tmp_path: Path) -> None:
    coming = ComingFile(tmp_path, FFMPEG_WAV)
    coming.total = None
    coming.bring(50_000)
    with _playing(coming) as source:
        assert _same(source.read(0, RATE, _within(2)), 0)
        threading.Timer(0.1, coming.finish).start()
        assert _same(source.read(19 * RATE, 5 * RATE, _within(5)), 19 * RATE)
        assert len(source.read(19 * RATE, 5 * RATE, _within(5))) == RATE


def test_the_part_is_not_held_open_between_reads(tmp_path: Path) -> None:
    coming = ComingFile(tmp_path, WAV)
    coming.bring(100_000)
    with _playing(coming) as source:
        source.read(0, RATE, _never)
        held = [str(link.resolve()) for link in Path("/proc/self/fd").iterdir() if link.exists()]
        assert str(coming.part) not in held
