"""Gaps between the spans in which events could be taken, and how they are told."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.gap import Found, Gap, Span, SpanEnd, gap_sentence, gaps_between, length_text

_NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return _NOON + timedelta(minutes=minutes)


def span(number: int, began: float, until: float, ended_by: SpanEnd = SpanEnd.STOPPED) -> Span:
    return Span(number, at(began), at(until), ended_by)


def test_what_lies_between_two_spans_is_a_gap_with_the_reason_of_the_first() -> None:
    gaps = gaps_between([span(1, 0, 10, SpanEnd.ASLEEP), span(2, 140, 150, SpanEnd.STORE), span(3, 160, 170)])
    assert gaps == [Gap(1, at(10), at(140), SpanEnd.ASLEEP), Gap(2, at(150), at(160), SpanEnd.STORE)]
    assert [gap.seconds(at(999)) for gap in gaps] == [7_800, 600]


def test_a_span_that_nobody_ended_was_ended_by_something_unknown() -> None:
    (gap,) = gaps_between([span(1, 0, 10, SpanEnd.RUNNING), span(2, 20, 30)])
    assert gap.reason is SpanEnd.UNKNOWN


def test_less_than_a_second_is_no_gap() -> None:
    assert gaps_between([span(1, 0, 10), span(2, 10 + 0.9 / 60, 20), span(3, 20, 30)]) == []
    assert len(gaps_between([span(1, 0, 10), span(2, 10 + 1.0 / 60, 20)])) == 1


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 100)), max_size=12))
def test_gaps_are_never_negative_and_never_overlap_whatever_the_spans_say(times: list[tuple[int, int]]) -> None:
    spans = [span(number, began, began + length) for number, (began, length) in enumerate(times)]
    gaps = gaps_between(spans)
    ends = [moment for gap in gaps for moment in (gap.began_at, gap.ended_at)]
    assert ends == sorted(moment for moment in ends if moment is not None)
    for gap in gaps:
        assert gap.seconds(_NOON) > 0
        assert gap.ended_at is not None
        assert not any(one.began_at < gap.ended_at and one.until_at > gap.began_at for one in spans), "nothing was up in it"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.9, "0 s"),
        (45, "45 s"),
        (60, "1 min"),
        (61.5, "1 min 1 s"),
        (7_800, "2 h 10 min"),
        (7_205, "2 h"),
        (86_400 * 3 + 4 * 3_600 + 59, "3 d 4 h"),
    ],
)
def test_a_length_is_told_in_its_two_largest_units(seconds: float, text: str) -> None:
    assert length_text(seconds) == text


@pytest.mark.parametrize(
    ("found", "told"),
    [
        (None, "Bandwidth has not been asked yet what was in it"),
        (Found(0, 0, _NOON, True), "no recording in it"),
        (Found(3, 3, _NOON, True), "3 recordings in it, 3 recovered"),
        (Found(1, 1, _NOON, False), "1 recording in it, 1 recovered"),
        (Found(3, 2, _NOON, True), "3 recordings in it, 2 recovered, 1 told by an event after all"),
    ],
)
def test_a_gap_is_a_sentence_of_length_reason_and_what_was_found(found: Found | None, told: str) -> None:
    gap = Gap(1, at(0), at(130), SpanEnd.ASLEEP, found)
    assert gap_sentence(gap, at(500)) == f"down 2 h 10 min (asleep): {told}"


def test_a_gap_that_goes_on_says_so() -> None:
    gap = Gap(1, at(0), None, SpanEnd.STOPPED)
    assert gap_sentence(gap, at(5)).startswith("down 5 min (not running), and still is: ")
    assert gap.as_json(at(5)) == {
        "began_at": "2026-11-20T12:00:00.000Z",
        "ended_at": None,
        "seconds": 300.0,
        "reason": "stopped",
        "recordings": None,
        "recovered": None,
        "looked_at": None,
    }
    assert gap.seconds(at(-5)) == 0
