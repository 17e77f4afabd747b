"""Where somebody speaks, told from how loud each 20 ms is: the louder than the line just then, with margins around.

Nothing is taken for silence on a doubt: a word that is cut costs more than a second that is heard.
"""

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from heapq import merge

import numpy as np
import numpy.typing as npt

from inbox.domain.sound.level_column import LevelColumn, Levels8
from inbox.domain.sound.sound_map import SoundMap, SpanOfTime

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
_FRAMES_AT_ONCE = 90_000
_BLOCKS_AT_ONCE = 180
_BLOCKS_BESIDE = 6

Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.intp]
Run = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Levels:
    """One channel: a byte for each frame, 0 where it is constant, else two steps a decibel, 255 at full scale."""

    level: LevelColumn
    sharp: LevelColumn
    """Of the differences from sample to sample."""


class Runs:
    """Frames from where to where, in order and apart from each other; a day may have a hundred thousand."""

    def __init__(self) -> None:
        self._begins = array("q")
        self._ends = array("q")

    def __iter__(self) -> Iterator[Run]:
        return zip(self._begins, self._ends, strict=True)

    def add(self, first: int, flags: Flags) -> None:
        """The runs of ``flags``, whose first one is of the frame ``first``; what touches the end so far goes on."""
        begins, ends = _edges(flags)
        for begin, end in zip((begins + first).tolist(), (ends + first).tolist(), strict=True):
            self.join(begin, end)

    def join(self, begin: int, end: int) -> None:
        """Adds one that begins no earlier than any before."""
        if self._ends and begin <= self._ends[-1]:
            self._ends[-1] = max(self._ends[-1], end)
        elif begin < end:
            self._begins.append(begin)
            self._ends.append(end)

    def lasting(self, frames: float) -> list[Run]:
        """Those that take at least so many."""
        return [run for run in self if run[1] - run[0] >= frames]


@dataclass(frozen=True, slots=True)
class _Line:
    """One channel, and what is told of all of it."""

    levels: Levels
    floor: int
    loud: int
    sharp_floor: int
    sharp_loud: int

    @property
    def by_level(self) -> bool:
        """Whether loud and quiet parts lie so far from each other that they can be told apart."""
        return _can_tell(self.floor, self.loud)

    @property
    def by_sharp(self) -> bool:
        """The same of the high tones."""
        return _can_tell(self.sharp_floor, self.sharp_loud)

    @property
    def stands_out(self) -> bool:
        """Whether anything does, from the floor."""
        return self.by_level or self.by_sharp


def sound_map_of(lines: list[Levels], frame_seconds: float, duration: float) -> SoundMap:
    """Where all of the channels are silent. ``frame_seconds`` is how long one frame takes, all of it ``duration``.

    It is looked through half an hour at a time, so that a day takes no more memory than that beside its levels.
    """
    if not lines or len(lines[0].level) == 0:
        return SoundMap((), (), duration)
    count, block = len(lines[0].level), max(1, round(_SECONDS_A_BLOCK / frame_seconds))
    measured = [_Line(line, *_overall(line.level), *_overall(line.sharp)) for line in lines]
    told = [line for line in measured if line.stands_out]
    loudest = max(line.loud for line in measured)
    # a line on which nothing stands out is a noise that is always there, or one sound from begin to end
    steady = [line for line in measured if not line.stands_out and (not told or line.loud > loudest - _RANGE)]
    speech, gaps = Runs(), Runs()
    spoken = [np.zeros(256, np.int64) for _ in lines]
    for begin in range(0, count, _BLOCKS_AT_ONCE * block):
        end = min(begin + _BLOCKS_AT_ONCE * block, count)
        is_gap = np.logical_and.reduce([_is_constant(line, begin, end) for line in lines])
        is_speech = np.logical_or.reduce([_speech(line, (begin, end), block) for line in told + steady]) & ~is_gap
        gaps.add(begin, is_gap)
        speech.add(begin, is_speech)
        for counts, line in zip(spoken, lines, strict=True):
            counts += np.bincount(line.level.part(begin, end)[is_speech], minlength=256)
    long_gaps = gaps.lasting(SHORTEST_GAP / frame_seconds)
    loudness = max(map(_mean_power, spoken))
    return SoundMap(
        _seconds(_silences(speech, long_gaps, count, frame_seconds), frame_seconds, duration, SHORTEST_SILENCE),
        _seconds(long_gaps, frame_seconds, duration, SHORTEST_GAP / 2),
        duration,
        min((_decibels(line.floor) for line in measured if line.floor), default=None),
        round(10 * float(np.log10(loudness)), 1) if loudness > 0 else None,
    )


def _can_tell(floor: int, loud: int) -> bool:
    return loud - max(floor, _INAUDIBLE - _STANDS_OUT) >= _RANGE


def _is_constant(line: Levels, begin: int, end: int) -> Flags:
    """Whether not one sample of a frame differs from the next."""
    constant: Flags = (line.level.part(begin, end) == 0) & (line.sharp.part(begin, end) == 0)
    return constant


def _speech(line: _Line, part: Run, block: int) -> Flags:
    """What stands out of one channel's own noise, by its level or by its high tones."""
    if not line.stands_out:
        return _without_clicks(line.levels.level, *part) > _INAUDIBLE
    speech = np.zeros(part[1] - part[0], np.bool_)
    if line.by_level:
        speech |= _standing_out(line.levels.level, line.floor, line.loud, part, block)
    if line.by_sharp:
        speech |= _standing_out(line.levels.sharp, line.sharp_floor, line.sharp_loud, part, block)
    return speech


def _standing_out(levels: LevelColumn, floor: int, loud: int, part: Run, block: int) -> Flags:
    """Looks at some blocks before and after the part too: a sound may begin there."""
    begin, end = part
    first, last = max(0, begin - _BLOCKS_BESIDE * block), min(len(levels), end + _BLOCKS_BESIDE * block)
    clean = _without_clicks(levels, first, last)
    floors = _floors(clean, floor, block)
    strong = np.clip(floors + _STANDS_OUT, _INAUDIBLE, loud - _FROM_LOUD)
    weak = np.minimum(floors + _GOES_ON, strong)
    begins, ends = _edges(clean > weak)
    if not len(begins):
        return np.zeros(end - begin, np.bool_)
    until = np.minimum(ends, len(clean) - 1)  # behind its end a run is not even weak
    is_strong = np.logical_or.reduceat(clean > strong, np.column_stack((begins, until)).reshape(-1))[::2]
    is_strong |= (begins == 0) & (first > 0)  # what may be strong where nobody looks
    is_strong |= (ends == len(clean)) & (last < len(levels))
    flags = np.zeros(len(clean), np.bool_)
    for run_begin, run_end in zip(begins[is_strong].tolist(), ends[is_strong].tolist(), strict=True):
        flags[run_begin:run_end] = True
    return flags[begin - first : end - first]


def _floors(levels: Levels8, overall: int, block: int) -> npt.NDArray[np.int16]:
    """For each frame how loud the line itself is around it: the quiet tenth of half a minute, constant parts left out."""
    counts = [np.bincount(levels[at : at + block], minlength=256) for at in range(0, len(levels), block)]
    around = np.zeros(256, np.int64)
    floors = np.empty(len(counts), np.int16)
    for number in range(-_BLOCKS_AROUND, len(counts)):
        if number + _BLOCKS_AROUND < len(counts):
            around += counts[number + _BLOCKS_AROUND]
        if number - _BLOCKS_AROUND - 1 >= 0:
            around -= counts[number - _BLOCKS_AROUND - 1]
        if number >= 0:
            floors[number] = _quiet_tenth(around) or overall
    return np.repeat(floors, block)[: len(levels)]


def _overall(levels: LevelColumn) -> tuple[int, int]:
    """The floor and the loudest of all of it: single frames do not count."""
    counts = np.zeros(256, np.int64)
    for begin in range(0, len(levels), _FRAMES_AT_ONCE):
        counts += np.bincount(_without_clicks(levels, begin, min(begin + _FRAMES_AT_ONCE, len(levels))), minlength=256)
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


def _without_clicks(levels: LevelColumn, begin: int, end: int) -> Levels8:
    """The middle one of each three: no word is as short as one frame. Of a part; its neighbours are looked at."""
    if len(levels) < 3:
        return levels.part(begin, end)
    wide = levels.part(begin - 1, end + 1)
    before, here, after = wide[:-2], wide[1:-1], wide[2:]
    middle = np.maximum(np.minimum(before, here), np.minimum(np.maximum(before, here), after))
    return np.concatenate((wide[: begin == 0], middle, wide[len(wide) - (end == len(levels)) :]))


def _silences(speech: Runs, gaps: list[Run], count: int, frame_seconds: float) -> Runs:
    """What is left when each run of speech has its margins; in a gap a shorter one."""
    in_gap = round(MARGIN_IN_GAP / frame_seconds)
    inner = [(begin + in_gap if begin > 0 else 0, end - in_gap if end < count else end) for begin, end in gaps]
    silences = Runs()
    for begin, end in merge(_between(speech, count, frame_seconds), inner):
        silences.join(begin, end)
    return silences


def _between(speech: Runs, count: int, frame_seconds: float) -> Iterator[Run]:
    before, after = round(MARGIN_BEFORE / frame_seconds), round(MARGIN_AFTER / frame_seconds)
    heard = 0
    for begin, end in speech:
        if heard < begin - before:
            yield heard, begin - before
        heard = max(heard, min(end + after, count))
    if heard < count:
        yield heard, count


def _edges(flags: Flags) -> tuple[Places, Places]:
    """Where runs begin, and where they have ended."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return edges[::2], edges[1::2]


def _seconds(runs: Iterable[Run], frame_seconds: float, duration: float, shortest: float) -> tuple[SpanOfTime, ...]:
    spans = ((round(begin * frame_seconds, 3), round(min(end * frame_seconds, duration), 3)) for begin, end in runs)
    return tuple(span for span in spans if span[1] - span[0] >= shortest)


def _mean_power(counts: npt.NDArray[np.int64]) -> float:
    powers = 10.0 ** ((np.arange(256) - 1) / 20 - 12.7)
    powers[0] = 0.0
    return float((counts * powers).sum() / max(1, counts.sum()))


def _decibels(step: int) -> float:
    return (step - 1) / 2 - 127.0
