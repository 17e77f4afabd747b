"""Where somebody speaks, told from how loud each 20 ms is: the louder than the line just then, with margins around.

Nothing is taken for silence on a doubt: a word that is cut costs more than a second that is heard.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from inbox.domain.sound_map import SoundMap, SpanOfTime

MARGIN_BEFORE = 0.25
"""Seconds before what stands out from the line that are kept: a word may begin in a breath of "s" or "f" that does not."""
MARGIN_AFTER = 0.3
MARGIN_IN_GAP = 0.1
"""As much of a gap is kept on either side, so that what it parts is not heard as one."""
SHORTEST_SILENCE = 0.3
SHORTEST_GAP = 0.5

_STANDS_OUT = 8
"""Half decibels above the floor from which it is speech; and, next to it, from which it goes on."""
_GOES_ON = 5
_FROM_LOUD = 12
"""Half decibels under the loudest: so near to it nothing is silence, however steady it is (a tone, music)."""
_RANGE = 20
"""Half decibels between floor and loudest, below which nothing is told apart."""
_INAUDIBLE = 105
"""-75 dB: what is quieter than the smallest step of a telephone line is no speech."""
_FLOOR_SHARE = 0.1
_LOUD_FRAMES = 10
_SECONDS_A_BLOCK = 10.0
_BLOCKS_AROUND = 1
_FRAMES_FOR_A_FLOOR = 25

Levels8 = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]
Runs = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Levels:
    """One channel: a byte for each frame, 0 where it is constant, else two steps a decibel, 255 at full scale."""

    level: Levels8
    sharp: Levels8
    """Of the differences from sample to sample."""


@dataclass(frozen=True, slots=True)
class _Found:
    speech: Flags
    floor: int
    loud: int
    stands_out: bool
    """Whether anything does, from the floor."""


def sound_map_of(lines: list[Levels], frame_seconds: float, duration: float) -> SoundMap:
    """Where all of the channels are silent. ``frame_seconds`` is how long one frame takes, all of it ``duration``."""
    if not lines or len(lines[0].level) == 0:
        return SoundMap((), (), duration)
    found = [_found(line, frame_seconds) for line in lines]
    loudest = max(each.loud for each in found)
    is_gap = np.logical_and.reduce([(line.level == 0) & (line.sharp == 0) for line in lines])
    told = [each for each in found if each.stands_out]
    # a line on which nothing stands out is a noise that is always there, or one sound from begin to end
    steady = [each for each in found if not each.stands_out and (not told or each.loud > loudest - _RANGE)]
    speech = np.logical_or.reduce([each.speech for each in told + steady]) & ~is_gap
    gaps = _lasting(_runs(is_gap), SHORTEST_GAP / frame_seconds)
    silences = _silences(speech, is_gap, frame_seconds)
    floors = [_decibels(each.floor) for each in found if each.floor]
    loudness = max((_loudness(line.level, speech) for line in lines), default=0.0) if speech.any() else 0.0
    return SoundMap(
        _seconds(silences, frame_seconds, duration, SHORTEST_SILENCE),
        _seconds(gaps, frame_seconds, duration, SHORTEST_GAP / 2),
        duration,
        min(floors, default=None),
        round(10 * float(np.log10(loudness)), 1) if loudness > 0 else None,
    )


def _found(line: Levels, frame_seconds: float) -> _Found:
    """What stands out of one channel's own noise, by its level or by its high tones."""
    level, sharp = _without_clicks(line.level), _without_clicks(line.sharp)
    floor, loud = _overall(level)
    by_level = _standing_out(level, floor, loud, frame_seconds)
    by_sharp = _standing_out(sharp, *_overall(sharp), frame_seconds)
    if by_level is None and by_sharp is None:
        return _Found(level > _INAUDIBLE, floor, loud, stands_out=False)
    none = np.zeros(len(level), np.bool_)
    speech = (by_level if by_level is not None else none) | (by_sharp if by_sharp is not None else none)
    return _Found(speech, floor, loud, stands_out=True)


def _standing_out(levels: Levels8, floor: int, loud: int, frame_seconds: float) -> Flags | None:
    """None when loud and quiet parts lie too near to each other to be told apart."""
    if loud - max(floor, _INAUDIBLE - _STANDS_OUT) < _RANGE:
        return None
    floors = _floors(levels, floor, frame_seconds)
    strong = np.clip(floors + _STANDS_OUT, _INAUDIBLE, loud - _FROM_LOUD)
    weak = np.minimum(floors + _GOES_ON, strong)
    begins, ends = _edges(levels > weak)
    if not len(begins):
        return np.zeros(len(levels), np.bool_)
    until = np.minimum(ends, len(levels) - 1)  # behind its end a run is not even weak
    is_strong = np.logical_or.reduceat(levels > strong, np.column_stack((begins, until)).reshape(-1))[::2]
    return _flags(begins[is_strong], ends[is_strong], len(levels))


def _floors(levels: Levels8, overall: int, frame_seconds: float) -> npt.NDArray[np.int16]:
    """For each frame how loud the line itself is around it: the quiet tenth of half a minute, constant parts left out."""
    size = max(1, round(_SECONDS_A_BLOCK / frame_seconds))
    counts = [np.bincount(levels[at : at + size], minlength=256) for at in range(0, len(levels), size)]
    around = np.zeros(256, np.int64)
    floors = np.empty(len(counts), np.int16)
    for number in range(-_BLOCKS_AROUND, len(counts)):
        if number + _BLOCKS_AROUND < len(counts):
            around += counts[number + _BLOCKS_AROUND]
        if number - _BLOCKS_AROUND - 1 >= 0:
            around -= counts[number - _BLOCKS_AROUND - 1]
        if number >= 0:
            floors[number] = _quiet_tenth(around) or overall
    return np.repeat(floors, size)[: len(levels)]


def _overall(levels: Levels8) -> tuple[int, int]:
    """The floor and the loudest of all of it: single frames do not count."""
    counts = np.bincount(levels, minlength=256)
    counts[0] = 0
    from_above = np.cumsum(counts[::-1])
    if not from_above[-1]:
        return 0, 0
    loud = 255 - int(np.argmax(from_above >= min(_LOUD_FRAMES, from_above[-1])))
    return _quiet_tenth(counts, at_least=1), loud


def _quiet_tenth(counts: npt.NDArray[np.int64], at_least: int = _FRAMES_FOR_A_FLOOR) -> int:
    """0 when there are too few frames to tell."""
    sums = np.cumsum(counts[1:])
    if sums[-1] < at_least:
        return 0
    return 1 + int(np.argmax(sums >= sums[-1] * _FLOOR_SHARE))


def _without_clicks(levels: Levels8) -> Levels8:
    """The middle one of each three: no word is as short as one frame."""
    if len(levels) < 3:
        return levels
    before, here, after = levels[:-2], levels[1:-1], levels[2:]
    middle = np.maximum(np.minimum(before, here), np.minimum(np.maximum(before, here), after))
    return np.concatenate((levels[:1], middle, levels[-1:]))


def _silences(speech: Flags, is_gap: Flags, frame_seconds: float) -> Runs:
    """What is left when each run of speech has its margins; in a gap a shorter one."""
    before, after, in_gap = (round(seconds / frame_seconds) for seconds in (MARGIN_BEFORE, MARGIN_AFTER, MARGIN_IN_GAP))
    begins, ends = _edges(speech)
    kept = _flags(np.maximum(begins - before, 0), np.minimum(ends + after, len(speech)), len(speech))
    for begin, end in _lasting(_runs(is_gap), SHORTEST_GAP / frame_seconds):
        inner = slice(begin + in_gap if begin > 0 else 0, end - in_gap if end < len(kept) else end)
        kept[inner] = False
    return _runs(~kept)


def _edges(flags: Flags) -> tuple[Places, Places]:
    """Where runs begin, and where they have ended."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return edges[::2], edges[1::2]


def _flags(begins: Places, ends: Places, count: int) -> Flags:
    """Set from each begin to its end; these may lie over each other."""
    changes = np.bincount(begins, minlength=count + 1) - np.bincount(ends, minlength=count + 1)
    return np.asarray(np.cumsum(changes)[:count] > 0)


def _runs(flags: Flags) -> Runs:
    begins, ends = _edges(flags)
    return list(zip(begins.tolist(), ends.tolist(), strict=True))


def _lasting(runs: Runs, frames: float) -> Runs:
    return [run for run in runs if run[1] - run[0] >= frames]


def _seconds(runs: Runs, frame_seconds: float, duration: float, shortest: float) -> tuple[SpanOfTime, ...]:
    spans = ((round(begin * frame_seconds, 3), round(min(end * frame_seconds, duration), 3)) for begin, end in runs)
    return tuple(span for span in spans if span[1] - span[0] >= shortest)


def _loudness(level: Levels8, speech: Flags) -> float:
    """Mean power where somebody speaks."""
    counts = np.bincount(level[speech], minlength=256)
    powers = 10.0 ** ((np.arange(256) - 1) / 20 - 12.7)
    powers[0] = 0.0
    return float((counts * powers).sum() / max(1, counts.sum()))


def _decibels(step: int) -> float:
    return (step - 1) / 2 - 127.0
