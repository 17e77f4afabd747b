"""Which of two events is the later one, whatever they say of themselves."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.event_moment import CLOCKS_DIFFER, is_later, put_back

RECEIVED = datetime(2020, 5, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
_MINUTES = st.one_of(st.none(), st.integers(-600, 6000))


def test_an_event_that_tells_of_the_future_counts_as_of_its_receipt() -> None:
    assert put_back(RECEIVED + timedelta(days=1), RECEIVED) == RECEIVED
    assert put_back(RECEIVED + CLOCKS_DIFFER + SECOND, RECEIVED) == RECEIVED


@pytest.mark.parametrize("ahead", [timedelta(0), CLOCKS_DIFFER, -timedelta(days=400)])
def test_clocks_that_differ_a_little_change_nothing(ahead: timedelta) -> None:
    assert put_back(RECEIVED + ahead, RECEIVED) is None


def test_the_ends_of_all_times_can_be_compared() -> None:
    assert put_back(datetime.max.replace(tzinfo=UTC), RECEIVED) == RECEIVED
    assert put_back(datetime.min.replace(tzinfo=UTC), RECEIVED) is None
    assert put_back(None, RECEIVED) is None


@given(st.lists(st.tuples(_MINUTES, st.integers(0, 600)), min_size=2, max_size=4))
def test_the_last_of_several_is_the_same_one_in_any_order(told: list[tuple[int | None, int]]) -> None:
    events = []
    for says, came in told:
        time, received = None if says is None else RECEIVED + timedelta(minutes=says), RECEIVED + timedelta(minutes=came)
        events.append((time, put_back(time, received)))
    lasts = set()
    for order in permutations(events):
        last = order[0]
        for further in order[1:]:
            last = further if is_later(*further, *last) else last
        lasts.add(last)
    assert len(lasts) == 1
