"""From what is heard back to where it is in the recording."""

import pytest

from inbox.domain.sound.played_places import PlayedPlaces


def _spans(places: PlayedPlaces, begin: float, end: float) -> list[tuple[float, float, float]]:
    return [(span.begin, span.end, span.rate) for span in places.spans(begin, end)]


def test_nothing_is_known_before_anything_was_joined() -> None:
    places = PlayedPlaces(16_000, 1.0)
    assert places.place(100) is None
    assert places.spans(0, 100) == []


def test_a_skip_is_jumped_over_and_a_loop_comes_back() -> None:
    places = PlayedPlaces(1_000, 1.0)
    places.add(0.0, 10.0)
    places.add(2.0, 20.0)
    places.add(3.0, 19.5)
    assert [places.place(frame) for frame in (0, 1_999, 2_000, 2_999, 3_000, 4_000)] == pytest.approx(
        [10, 11.999, 20, 20.999, 19.5, 20.5]
    )
    assert _spans(places, 1_500, 3_200) == [
        pytest.approx((11.5, 12.0, 1.0)),
        pytest.approx((20.0, 21.0, 1.0)),
        pytest.approx((19.5, 19.7, 1.0)),
    ]


def test_twice_the_speed_goes_twice_as_far() -> None:
    places = PlayedPlaces(1_000, 2.0)
    places.add(0.0, 5.0)
    assert places.place(500) == pytest.approx(6.0)
    assert _spans(places, 0, 500) == [pytest.approx((5.0, 6.0, 2.0))]


def test_what_is_behind_is_let_go_and_the_rest_stays_right() -> None:
    places = PlayedPlaces(1_000, 1.0)
    for number in range(10_000):
        places.add(number * 0.1, 3.0)
    places.forget(999_950)
    assert places.place(999_950) == pytest.approx(3.05)
    assert _spans(places, 999_920, 999_960) == [pytest.approx((3.02, 3.06, 1.0))]
