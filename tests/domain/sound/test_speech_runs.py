"""A long recording is looked through part by part, and nobody can tell where the parts met."""

import tracemalloc

import numpy as np
import pytest

from inbox.domain.sound.level_column import LevelColumn, Levels8
from inbox.domain.sound.speech_runs import Levels, sound_map_of

_FRAME = 0.02
_PART = 90_000
"""Frames: half an hour."""
_LINE, _SPEECH = 100, 180


def humming(frames: int, *spoken: tuple[int, int]) -> Levels8:
    """A line that hums evenly, and somebody who speaks from frame to frame."""
    level = np.full(frames, _LINE, np.uint8)
    for begin, end in spoken:
        level[begin:end] = _SPEECH
    return level


def levels(frames: int, *spoken: tuple[int, int]) -> Levels:
    return Levels(LevelColumn(humming(frames, *spoken)), LevelColumn(humming(frames)))


@pytest.mark.parametrize("begin", [_PART - 100, _PART - 50, _PART - 1, _PART, _PART + 5])
def test_a_word_keeps_its_margins_where_two_parts_meet(begin: int) -> None:
    told = sound_map_of([levels(2 * _PART, (begin, begin + 50))], _FRAME, 2 * _PART * _FRAME)
    (_, ends), (begins, _) = told.silences
    assert ends == pytest.approx(begin * _FRAME - 0.25, abs=_FRAME)
    assert begins == pytest.approx((begin + 50) * _FRAME + 0.3, abs=_FRAME)


def test_a_word_that_begins_softly_before_the_place_where_parts_meet_is_whole() -> None:
    level = humming(2 * _PART, (_PART, _PART + 50), (500, 600))
    level[_PART - 40 : _PART] = _LINE + 6
    told = sound_map_of([Levels(LevelColumn(level), LevelColumn(humming(2 * _PART)))], _FRAME, 2 * _PART * _FRAME)
    assert told.silences[1][1] == pytest.approx((_PART - 40) * _FRAME - 0.25, abs=_FRAME)


def test_a_speech_of_an_hour_and_a_half_is_one() -> None:
    told = sound_map_of([levels(5 * _PART, (_PART // 2, 4 * _PART - 7))], _FRAME, 5 * _PART * _FRAME)
    assert len(told.silences) == 2


def test_a_gap_over_the_place_where_parts_meet_is_one() -> None:
    level, sharp = humming(2 * _PART, (500, 600)), humming(2 * _PART)
    for each in (level, sharp):
        each[_PART - 200 : _PART + 300] = 0
    told = sound_map_of([Levels(LevelColumn(level), LevelColumn(sharp))], _FRAME, 2 * _PART * _FRAME)
    assert told.gaps == (((_PART - 200) * _FRAME, (_PART + 300) * _FRAME),)


def test_a_day_takes_little_memory_beside_its_levels() -> None:
    frames = 24 * 3600 * 50
    day = levels(frames, *((at, at + 90) for at in range(0, frames, 400)))
    tracemalloc.start()
    told = sound_map_of([day], _FRAME, frames * _FRAME)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(told.silences) == frames // 400
    assert most < 16e6
