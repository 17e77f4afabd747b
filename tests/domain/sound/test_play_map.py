"""What the player plays next."""

import pytest

from inbox.domain.sound.play_map import PlayMap

SKIPS = ((10.0, 20.0), (30.0, 60.0))


def test_without_anything_it_plays_to_the_end() -> None:
    assert PlayMap().stretch_from(5, 60) == (5, 60)
    assert PlayMap().stretch_from(60, 60) is None
    assert PlayMap().seconds(60) == 60


@pytest.mark.parametrize(
    ("position", "stretch"),
    [(0, (0, 10)), (9.5, (9.5, 10)), (10, (20, 30)), (15, (20, 30)), (20, (20, 30)), (30, None), (45, None)],
)
def test_what_is_skipped_is_not_played(position: float, stretch: tuple[float, float] | None) -> None:
    assert PlayMap(SKIPS).stretch_from(position, 60) == stretch
    assert PlayMap(SKIPS).seconds(60) == 20


def test_a_loop_is_played_again_from_its_end() -> None:
    loop = PlayMap((), (5.0, 8.0))
    assert loop.stretch_from(0, 60) == (0, 8)
    assert loop.stretch_from(8, 60) == (5, 8)
    assert loop.stretch_from(9, 60) == (9, 60), "behind the loop it goes on"
    assert loop.seconds(60) == 3


def test_a_loop_skips_what_is_silent_in_it_unless_all_of_it_is() -> None:
    assert PlayMap(SKIPS, (5.0, 25.0)).stretch_from(10, 60) == (20, 25)
    assert PlayMap(SKIPS, (5.0, 25.0)).stretch_from(25, 60) == (5, 10)
    assert PlayMap(SKIPS, (5.0, 15.0)).stretch_from(10, 60) == (5, 10), "the rest of it is silent, so it begins again"
    assert PlayMap(SKIPS, (11.0, 19.0)).stretch_from(12, 60) == (12, 19)
    assert PlayMap(SKIPS, (11.0, 19.0)).seconds(60) == 8


def test_a_loop_past_the_end_of_the_sound_ends_there() -> None:
    assert PlayMap((), (50.0, 90.0)).stretch_from(60, 60) == (50, 60)


@pytest.mark.parametrize("position", [0.0, 4.0, 12.0, 59.99, 60.0, 61.0])
def test_it_always_comes_further_or_to_the_end(position: float) -> None:
    for play_map in (PlayMap(SKIPS), PlayMap(SKIPS, (5.0, 25.0)), PlayMap((), (5.0, 8.0)), PlayMap(((0.0, 60.0),), (3.0, 4.0))):
        stretch = play_map.stretch_from(position, 60)
        assert stretch is None or stretch[1] > stretch[0]
