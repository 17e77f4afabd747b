"""A place that the download is far from: it is fetched where it can be told for sure where that stands, and else waited for."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from pipeline.coming_file import ComingFile
from pipeline.listening.telling_tones import mp3, second_of, telling_tones, wav

from inbox.pipeline.listening.growing_source import GrowingSource
from inbox.pipeline.listening.whole_file import WholeFile
from inbox.pipeline.media.mp3_frames import frame_at

SECONDS = 120
HERE = 12_000
FAR = (110.3, 90.5, 112.6)


def _never() -> bool:
    return False


def _within(seconds: float) -> Callable[[], bool]:
    deadline = time.monotonic() + seconds
    return lambda: time.monotonic() > deadline


@cache
def _made(kind: str) -> tuple[bytes, int]:
    """A file of this kind, and its sample rate."""
    rate = 11_025 if "11" in kind else 8_000
    sound = telling_tones(SECONDS, rate)
    match kind.split():
        case ["wav", subtype]:
            return wav(sound, rate, subtype), rate
        case ["stereo", _]:
            return mp3(np.stack([sound, sound], 1), rate, "CONSTANT", 0.5, is_tagged=False), rate
        case ["small", _]:
            return mp3(sound, rate, "CONSTANT", 0.99, is_tagged=False), rate
        case [mode, _, tagged]:
            return mp3(sound, rate, mode, 0.3, is_tagged=tagged == "tagged"), rate
        case _:
            raise ValueError(kind)


@contextmanager
def _coming(
    folder: Path, content: bytes, name: str, seconds: float | None = SECONDS
) -> Iterator[tuple[ComingFile, GrowingSource]]:
    coming = ComingFile(folder, content, name)
    coming.gives_ranges = True
    coming.bring(HERE)
    source = coming.source(seconds)
    try:
        source.read(0, 100, _within(10))
        yield coming, source
    finally:
        source.close()


FETCHED = [
    "wav GSM610", "wav IMA_ADPCM", "wav MS_ADPCM", "wav ULAW",
    "CONSTANT 11k tagged", "CONSTANT 11k untagged", "CONSTANT 8k untagged", "stereo 11k", "small 8k",
]  # fmt: skip


@pytest.mark.parametrize("kind", FETCHED)
def test_a_far_place_is_fetched_and_the_pitch_there_tells_its_second(tmp_path: Path, kind: str) -> None:
    content, rate = _made(kind)
    name = "1-0.wav" if kind.startswith("wav") else "1-0.mp3"
    with _coming(tmp_path, content, name) as (coming, source):
        heard = []
        for place in FAR:
            first = round(place * rate)
            block = source.read(first, rate // 5, _within(10))
            assert second_of(block, rate) == pytest.approx(int(place), abs=0.4)
            on = source.read(first + rate // 5, rate // 5, _within(10))
            heard.append((first, np.concatenate([block, on])))
        assert sum(end - begin for begin, end in coming.asked) < len(content)
        assert coming.progress() is not None, "the download did not come to it"
        coming.finish()
    whole = WholeFile(coming.whole, SECONDS)
    for first, blocks in heard:
        same = whole.read(first, len(blocks), _never)
        assert np.abs(same - blocks).max() < (0.05 if "GSM" in kind else 1e-4), "to the sample, where that can be"
    whole.close()


@pytest.mark.parametrize("kind", ["CONSTANT 11k tagged", "CONSTANT 8k untagged", "wav GSM610"])
def test_what_is_fetched_ends_where_the_whole_file_ends(tmp_path: Path, kind: str) -> None:
    content, rate = _made(kind)
    with _coming(tmp_path, content, "1-0.wav" if kind.startswith("wav") else "1-0.mp3") as (coming, source):
        place = (SECONDS - 2) * rate
        while len(block := source.read(place, rate, _within(10))):
            place += len(block)
        coming.finish()
    whole, end = WholeFile(coming.whole, SECONDS + 10), (SECONDS - 2) * rate
    while len(block := whole.read(end, rate, _never)):
        end += len(block)
    whole.close()
    assert place == end


WAITED_FOR = ["VARIABLE 8k tagged", "VARIABLE 8k untagged", "AVERAGE 8k tagged", "AVERAGE 11k untagged"]


@pytest.mark.parametrize("kind", WAITED_FOR)
def test_without_a_constant_bit_rate_it_is_waited_for(tmp_path: Path, kind: str) -> None:
    content, rate = _made(kind)
    with _coming(tmp_path, content, "1-0.mp3") as (coming, source):
        assert len(source.read(100 * rate + rate // 2, rate // 5, _within(0.3))) == 0
        coming.bring(len(content))
        assert second_of(source.read(100 * rate + rate // 2, rate // 5, _within(20)), rate) == pytest.approx(100, abs=0.4)


def test_silences_of_one_bit_rate_around_speech_of_others_are_not_taken_for_a_constant_one(tmp_path: Path) -> None:
    rate = 8_000
    sound = np.zeros(SECONDS * rate)
    sound[50 * rate : 60 * rate] = np.random.default_rng(7).normal(0, 0.2, 10 * rate)
    content = mp3(sound, rate, "VARIABLE", 0.5, is_tagged=False)
    first = frame_at(content, 0)
    assert first is not None
    taken_for = round(100 * rate / first.samples) * first.length
    found = frame_at(content, taken_for)
    assert found is not None, "a frame as at the start stands where the first bit rate would put the 100th second"
    assert found.is_like(first)
    with _coming(tmp_path, content, "1-0.mp3") as (coming, source):
        assert len(source.read(100 * rate, rate, _within(0.3))) == 0
        assert coming.asked == []


def test_a_constant_one_whose_length_nobody_told_is_waited_for(tmp_path: Path) -> None:
    content, rate = _made("CONSTANT 8k untagged")
    with _coming(tmp_path, content, "1-0.mp3", seconds=None) as (coming, source):
        assert len(source.read(100 * rate, rate, _within(0.3))) == 0
        assert coming.asked == []


def test_where_the_range_holds_other_frames_than_the_start_it_is_waited_for(tmp_path: Path) -> None:
    content, rate = _made("CONSTANT 8k untagged")
    first = frame_at(content, 0)
    assert first is not None
    half = len(content) // 2 // first.length * first.length
    other = mp3(telling_tones(SECONDS, rate), rate, "CONSTANT", 0.99, is_tagged=False)
    mixed = content[:half] + (other * 10)[: len(content) - half]
    with _coming(tmp_path, mixed, "1-0.mp3") as (coming, source):
        assert len(source.read(100 * rate, rate, _within(1.0))) == 0
        asked = len(coming.asked)
        assert len(source.read(110 * rate, rate, _within(0.3))) == 0
        assert len(coming.asked) == asked, "nothing is fetched for nothing"


def test_a_server_without_ranges_is_waited_for(tmp_path: Path) -> None:
    content, rate = _made("CONSTANT 8k untagged")
    with _coming(tmp_path, content, "1-0.mp3") as (coming, source):
        coming.gives_ranges = False
        assert len(source.read(100 * rate, rate, _within(0.3))) == 0
        coming.bring(len(content))
        assert second_of(source.read(100 * rate + rate // 2, rate // 5, _within(20)), rate) == pytest.approx(100, abs=0.4)


def test_after_a_far_place_what_is_here_is_heard_again(tmp_path: Path) -> None:
    content, rate = _made("CONSTANT 11k tagged")
    with _coming(tmp_path, content, "1-0.mp3") as (_, source):
        assert second_of(source.read(100 * rate + rate // 2, rate // 5, _within(10)), rate) == pytest.approx(100, abs=0.4)
        assert second_of(source.read(rate + rate // 2, rate // 5, _within(10)), rate) == pytest.approx(1, abs=0.4)


@pytest.mark.parametrize("is_here", [True, False])
def test_a_tone_of_a_telephone_in_gsm_is_heard_from_its_middle_on(tmp_path: Path, is_here: bool) -> None:
    rate = 8_000
    sound = telling_tones(SECONDS, rate)
    moments = np.arange(4 * rate) / rate
    sound[100 * rate : 104 * rate] = 0.4 * np.sin(2 * np.pi * 1_000 * moments)
    content = wav(sound, rate, "GSM610")
    with _coming(tmp_path, content, "1-0.wav") as (coming, source):
        if is_here:
            coming.finish()
            whole = WholeFile(coming.whole)
            block = whole.read(103 * rate, rate // 2, _never)
            whole.close()
        else:
            block = source.read(103 * rate, rate // 2, _within(10))
    assert np.abs(block).max() > 0.3


def test_a_far_place_in_gsm_that_is_all_here_is_where_it_should_be(tmp_path: Path) -> None:
    content, rate = _made("wav GSM610")
    path = tmp_path / "1-0.wav"
    path.write_bytes(content)
    whole, begun = WholeFile(path), WholeFile(path)
    places = [round(place * rate) for place in (30.01, 100.7, 90.3)]
    blocks = [whole.read(place, rate // 5, _never) for place in places]
    decoded = begun.read(0, 101 * rate, _never)
    for place, block in zip(places, blocks, strict=True):
        assert second_of(block, rate) == pytest.approx(place // rate, abs=0.4)
        assert np.abs(block - decoded[place : place + len(block)]).max() < 0.05
    whole.close()
    begun.close()
