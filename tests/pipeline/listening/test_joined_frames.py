"""What is played, one part after the other, to the sample."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from inbox.domain.sound.play_map import PlayMap
from inbox.pipeline.listening.joined_frames import JoinedFrames
from inbox.pipeline.listening.sound_source import Frames

RATE = 1_000


class _Ramp:
    """Frame ``n`` is ``n``: one sees where each comes from."""

    sample_rate = RATE
    channels = 1
    available_seconds = None

    def __init__(self, frames: int) -> None:
        self._frames = np.arange(frames, dtype=np.float32)[:, None]

    def read(self, frame: int, count: int, cancelled: Callable[[], bool]) -> Frames:
        return self._frames[frame : frame + count].copy()

    def close(self) -> None:
        pass


def _all(joined: JoinedFrames, most: int = 100_000, block: int = 77) -> npt.NDArray[np.float32]:
    parts: list[npt.NDArray[np.float32]] = []
    while sum(map(len, parts)) < most and len(part := joined.read(block)):
        parts.append(part[:, 0])
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


def _joined(frames: int, play_map: PlayMap, place: float = 0.0) -> tuple[JoinedFrames, list[tuple[float, float]]]:
    told: list[tuple[float, float]] = []
    return JoinedFrames(_Ramp(frames), play_map, place, lambda: False, lambda *part: told.append(part)), told


def test_without_skips_it_is_the_recording_from_the_place_on() -> None:
    joined, told = _joined(5_000, PlayMap(), 1.25)
    assert np.array_equal(_all(joined), np.arange(1_250, 5_000))
    assert told == [(0.0, 1.25)]


def test_a_skip_is_left_out_to_the_frame_and_the_parts_fade_into_each_other() -> None:
    joined, told = _joined(5_000, PlayMap(((1.0, 3.5),)))
    heard = _all(joined)
    assert len(heard) == 2_500
    assert np.array_equal(heard[:1_000], np.arange(1_000))
    assert np.array_equal(heard[1_005:], np.arange(3_505, 5_000))
    assert all(1_000 <= value <= 3_505 for value in heard[1_000:1_005])
    assert np.diff(heard[998:1_008]).max() < 1_500  # not from one frame to the next
    assert told == [(0.0, 0.0), (1.0, 3.5)]


def test_a_loop_keeps_its_time_to_the_frame() -> None:
    joined, told = _joined(5_000, PlayMap(loop=(1.0, 1.5)), 1.0)
    heard = _all(joined, 5_000)
    assert all(np.array_equal(heard[at + 5 : at + 500], np.arange(1_005, 1_500)) for at in range(0, 5_000, 500))
    assert told[:3] == [(0.0, 1.0), (0.5, 1.0), (1.0, 1.0)]


def test_a_loop_that_ends_behind_the_recording_goes_round_at_its_end() -> None:
    joined, _ = _joined(1_200, PlayMap(loop=(1.0, 9.0)), 1.1)
    heard = _all(joined, 700)
    assert np.array_equal(heard[:100], np.arange(1_100, 1_200))
    assert np.array_equal(heard[105:300], np.arange(1_005, 1_200))


def test_a_loop_that_begins_behind_the_recording_ends() -> None:
    joined, _ = _joined(1_000, PlayMap(loop=(5.0, 9.0)), 5.0)
    assert len(_all(joined)) == 0


def test_a_loop_of_less_than_a_frame_ends() -> None:
    joined, _ = _joined(5_000, PlayMap(loop=(1.0, 1.00001)), 1.0)
    assert len(_all(joined)) == 0


@pytest.mark.parametrize("place", [4.999, 5.0, 99.0])
def test_from_the_end_there_is_nothing_more(place: float) -> None:
    joined, _ = _joined(5_000, PlayMap(), place)
    assert len(_all(joined)) <= 1


def test_a_place_in_a_skip_goes_on_behind_it() -> None:
    joined, told = _joined(5_000, PlayMap(((1.0, 3.5),)), 2.0)
    assert _all(joined)[0] == 3_500
    assert told == [(0.0, 3.5)]


def test_a_skip_up_to_the_end_ends_it() -> None:
    joined, _ = _joined(5_000, PlayMap(((1.0, 5.0),)))
    assert len(_all(joined)) == 1_000


def test_skips_between_samples_lose_none() -> None:
    skips = tuple((0.1003 * number, 0.1003 * number + 0.0502) for number in range(1, 40))
    joined, _ = _joined(5_000, PlayMap(skips))
    assert len(_all(joined)) == pytest.approx(5_000 - sum(end - begin for begin, end in skips) * RATE, abs=len(skips))
