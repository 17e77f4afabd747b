"""What to hear in the minutes that there are."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.told_recording import told

from inbox.domain.statuses import ReviewStatus
from inbox.domain.time_queue import Unheard, in_order, later, left_seconds, that_fit, timed

AT = datetime(2026, 6, 10, 14, 30, tzinfo=UTC)


def _unheard(
    row: int, seconds: float, *, flagged: bool = False, begun: bool = False, expires: timedelta | None = None
) -> Unheard:
    recording = replace(told(), id=row, review_status=ReviewStatus.FLAGGED if flagged else ReviewStatus.NEW)
    if expires is not None:
        recording = replace(recording, expires_at=AT + expires)
    return Unheard(recording, seconds, begun, expires is not None)


def _rows(queue: list[Unheard]) -> list[int]:
    return [one.recording.id for one in queue]


def test_what_is_soon_lost_comes_first_then_what_was_begun_then_new_then_flagged_each_with_the_shortest_first() -> None:
    queue = in_order([
        _unheard(1, 300),
        _unheard(2, 60),
        _unheard(3, 10, flagged=True),
        _unheard(4, 900, begun=True),
        _unheard(5, 700, expires=timedelta(hours=30)),
        _unheard(6, 800, expires=timedelta(hours=2)),
        _unheard(7, 5, flagged=True, begun=True),
    ])  # fmt: skip
    assert _rows(queue) == [6, 5, 4, 2, 1, 7, 3]


def test_what_fits_is_chosen_in_order_and_a_long_one_keeps_no_short_one_out() -> None:
    queue = [_unheard(1, 600), _unheard(2, 900), _unheard(3, 300), _unheard(4, 301)]
    assert _rows(that_fit(queue, 900, 1.0)) == [1, 3]
    assert _rows(that_fit(queue, 900, 2.0)) == [1, 2, 3]
    assert _rows(that_fit(queue, 60, 1.0)) == [1], "where none fits, the first is begun"
    assert that_fit([], 60, 1.0) == []


def test_each_is_done_when_those_before_it_are_at_the_speed_at_which_it_is_heard() -> None:
    queue = [_unheard(1, 600), _unheard(2, 300)]
    assert [entry.done_at - AT for entry in timed(queue, 1.5, AT)] == [timedelta(seconds=400), timedelta(seconds=600)]
    assert left_seconds(queue) == 900
    assert later(AT, 1e12) == datetime.max.replace(tzinfo=UTC)
