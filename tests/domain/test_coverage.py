"""Which seconds were heard."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.coverage import HeardSpan, full_percent, heard_seconds, heard_share, left_to_hear, unheard_parts, with_heard

SPANS = st.lists(
    st.tuples(st.integers(0, 200), st.integers(1, 60), st.sampled_from([0.5, 1.0, 2.0])).map(
        lambda made: HeardSpan(made[0] / 2, (made[0] + made[1]) / 2, made[2])
    ),
    max_size=12,
)


def test_what_is_heard_again_counts_once_at_the_slowest_rate() -> None:
    spans = with_heard([HeardSpan(0, 10, 2.0)], [HeardSpan(4, 12, 1.0)])
    assert spans == (HeardSpan(0, 4, 2.0), HeardSpan(4, 12, 1.0))
    assert with_heard(spans, [HeardSpan(0, 20, 3.0)]) == (*spans, HeardSpan(12, 20, 3.0))
    assert heard_seconds(spans) == 12


def test_spans_that_touch_are_one_and_empty_ones_are_none() -> None:
    assert with_heard([HeardSpan(0, 5, 1.0)], [HeardSpan(5.01, 9, 1.0), HeardSpan(3, 3, 1.0)]) == (HeardSpan(0, 9, 1.0),)


@given(SPANS, SPANS)
def test_every_moment_has_the_slowest_rate_at_which_it_was_heard(first: list[HeardSpan], second: list[HeardSpan]) -> None:
    merged = with_heard(with_heard((), first), second)
    assert all(one.end <= other.begin for one, other in pairwise(merged))
    for place in range(270):
        moment = place / 2 + 0.25
        rates = [span.rate for span in (*first, *second) if span.begin <= moment < span.end]
        found = [span.rate for span in merged if span.begin <= moment < span.end]
        assert found == ([min(rates)] if rates else [])


def test_who_skips_the_silences_can_hear_all() -> None:
    spans = (HeardSpan(0, 10, 1.0), HeardSpan(40, 60, 1.0))
    assert heard_share(spans, [(10, 40)], 60) == 1.0
    assert heard_share(spans, (), 60) == pytest.approx(0.5, abs=0.001)
    assert heard_share((), [(10, 40)], 60) == 0.0
    assert heard_share((HeardSpan(0, 30, 1.0),), [(0, 60)], 60) == pytest.approx(0.5, abs=0.001), (
        "of what is wholly silent, of its length"
    )
    assert heard_share((), (), 0) == 0.0


def test_what_was_left_out_is_told_from_where_it_sounds_to_where_that_ends() -> None:
    spans, silences = (HeardSpan(20, 30, 1.0), HeardSpan(40, 49.8, 1.0)), [(0.0, 2.0), (8.0, 10.0), (30.0, 40.0), (58.0, 60.0)]
    parts = unheard_parts(spans, silences, 60)
    assert [(round(begin, 2), round(end, 2)) for begin, end in parts] == [(2, 20), (49.8, 58)]
    assert unheard_parts((HeardSpan(0, 60, 1.0),), silences, 60) == []
    assert unheard_parts((), [(0.0, 60.0)], 60) == []
    assert unheard_parts((HeardSpan(0, 29.8, 1.0), HeardSpan(30, 60, 1.0)), (), 60) == [], "too short to go back for"
    assert left_to_hear(spans, silences, 60) == pytest.approx(24.16, abs=0.01)


def test_the_percent_of_what_was_heard_is_rounded_down() -> None:
    assert [full_percent(share, 1) for share in (0.0, 0.996, 0.9996, 0.283, 1.0)] == [0.0, 99.6, 99.9, 28.3, 100.0]
    assert [full_percent(share) for share in (0.996, 0.29)] == [99.0, 29.0]
