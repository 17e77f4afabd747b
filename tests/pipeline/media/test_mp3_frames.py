"""Where the frames of an MP3 stand is told only when it is sure."""

import numpy as np
import pytest
from pipeline.listening.telling_tones import mp3

from inbox.pipeline.media.mp3_frames import constant_mp3, frame_at, without_what_was_before

SECONDS = 30
NOISE = np.random.default_rng(3).normal(0, 0.2, SECONDS * 22_050)
TAGGED = mp3(NOISE, 22_050, "CONSTANT", 0.5)
BARE = mp3(NOISE, 22_050, "CONSTANT", 0.5, is_tagged=False)


def _frames(content: bytes, at: int = 0) -> list[bytes]:
    frames = []
    while (frame := frame_at(content, at)) is not None:
        frames.append(content[at : at + frame.length])
        at += frame.length
    return frames


@pytest.mark.parametrize("before", [b"", b"ID3\x04\0\0\0\0\x01\x00" + bytes(128)])
def test_every_frame_stands_within_two_bytes_of_where_it_is_put(before: bytes) -> None:
    content = before + TAGGED
    constant = constant_mp3(content[:20_000], len(content), None)
    assert constant is not None
    tag, *frames = _frames(TAGGED)
    place = constant.start
    assert place == len(before) + len(tag)
    for number, frame in enumerate(frames):
        assert abs(constant.place_of(number) - place) <= 2
        found = constant.frames_near(content, constant.place_of(number), 1)
        assert found == ([frame], place + len(frame))
        place += len(frame)


def test_the_samples_that_a_decoder_leaves_out_are_told_by_the_tag() -> None:
    constant, bare = constant_mp3(TAGGED, len(TAGGED), None), constant_mp3(BARE, len(BARE), SECONDS)
    assert constant is not None
    assert constant.delay == 1_105
    assert bare is not None
    assert bare.delay == 0


@pytest.mark.parametrize("seconds", [None, SECONDS * 0.9, SECONDS + 10])
def test_without_a_tag_the_told_length_has_to_agree(seconds: float | None) -> None:
    assert constant_mp3(BARE, len(BARE), seconds) is None
    assert constant_mp3(BARE, len(BARE), SECONDS + 0.4) is not None


def test_a_tag_that_tells_of_more_than_comes_or_of_much_less_is_not_believed() -> None:
    assert constant_mp3(TAGGED, len(TAGGED) - 4_000, None) is None
    assert constant_mp3(TAGGED, len(TAGGED) + 20_000, None) is None
    assert constant_mp3(TAGGED, len(TAGGED) + 128, None) is not None, "a tag of 128 bytes at the end is usual"


@pytest.mark.parametrize("name", [b"Xing", b"VBRI"])
def test_a_tag_of_a_variable_bit_rate_is_believed(name: bytes) -> None:
    assert constant_mp3(TAGGED.replace(b"Info", name, 1), len(TAGGED), SECONDS) is None


def test_frames_alone_reach_back_no_further_than_there_is_something() -> None:
    here, silenced = 0, 0
    frames = _frames(BARE)[100:112]
    alone = _frames(without_what_was_before(frames))
    assert [len(one) for one in alone] == [len(one) for one in frames]
    for before, content in zip(frames, alone, strict=True):
        frame = frame_at(content, 0)
        assert frame is not None
        assert content[4] <= here
        silenced += content != before
        assert content[4 + frame.side_bytes :] == before[4 + frame.side_bytes :], "its bytes are for those after it"
        here += len(content) - 4 - frame.side_bytes
    assert 0 < silenced < 4
    assert alone[-8:] == frames[-8:]


def test_an_encoder_that_leaves_out_the_padding_is_found_out() -> None:
    bare = []
    for content in _frames(BARE):
        frame = frame_at(content, 0)
        assert frame is not None
        head = bytearray(content[: len(content) - frame.padding])
        head[2] &= ~2
        bare.append(bytes(head))
    content = b"".join(bare)
    assert constant_mp3(content, len(content), SECONDS) is None


def test_another_bit_rate_anywhere_in_what_is_here_is_seen() -> None:
    other = mp3(NOISE, 22_050, "CONSTANT", 0.9, is_tagged=False)
    frames = _frames(BARE)
    here = b"".join(frames[:200])
    assert constant_mp3(here, len(BARE), SECONDS) is not None
    assert constant_mp3(here + _frames(other)[0], len(BARE), SECONDS) is None
    assert constant_mp3(here + _frames(other)[0] + b"".join(frames[200:]), len(BARE), SECONDS) is None


@pytest.mark.parametrize("content", [b"", b"\xff", b"\xff\xfb", bytes(5_000), b"\xff\xfb\xff\xff" * 1_000, TAGGED[:500], b"ID3"])
def test_what_cannot_be_made_out_is_not_guessed_at(content: bytes) -> None:
    assert constant_mp3(content, 1_000_000, SECONDS) is None


def test_frames_with_a_check_sum_or_of_another_layer_are_left_alone() -> None:
    for second in (b"\xfa", b"\xfd", b"\xfe", b"\xeb"):
        assert frame_at(b"\xff" + second + BARE[2:10], 0) is None
