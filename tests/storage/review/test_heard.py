"""What was heard, and where it was left, in a real inbox."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from inbox.domain.coverage import HeardSpan, with_heard
from inbox.domain.times import now
from inbox.storage.database import Database
from inbox.storage.review.heard import Heard

Deliver = Callable[..., Any]


@pytest.fixture
def heard(database: Database) -> Heard:
    return Heard(database)


def test_what_is_heard_is_kept_merged_and_told(heard: Heard, deliver: Deliver) -> None:
    row = deliver().recording_row
    assert heard.spans(row) == ()
    heard.add(row, [HeardSpan(0, 10, 2.0)], now())
    merged = heard.add(row, [HeardSpan(4.0004, 12, 1.25), HeardSpan(30, 31, 1.0)], now())
    kept = (HeardSpan(0, 4, 2.0), HeardSpan(4, 12, 1.25), HeardSpan(30, 31, 1.0))
    assert heard.spans(row) == kept
    assert [round(span.begin) for span in merged] == [0, 4, 30]


def test_a_span_keeps_the_moment_at_which_it_was_heard_first(database: Database, heard: Heard, deliver: Deliver) -> None:
    row = deliver().recording_row
    before, after = now() - timedelta(days=1), now()
    heard.add(row, [HeardSpan(0, 10, 1.0)], before)
    heard.add(row, [HeardSpan(20, 30, 1.0)], after)
    with database.reading() as connection:
        moments = connection.exec_driver_sql("SELECT heard_at FROM heard_spans ORDER BY begin_ms").scalars().all()
        together = connection.exec_driver_sql("SELECT heard_ms FROM listening").scalar_one()
    assert moments[1] - moments[0] == pytest.approx((after - before).total_seconds() * 1e6, abs=1)
    assert together == 20_000


def test_where_it_was_left_and_what_was_heard_do_not_disturb_each_other(heard: Heard, deliver: Deliver) -> None:
    row = deliver().recording_row
    assert heard.position(row) == 0
    heard.stopped_at(row, 12.3456, now())
    heard.add(row, [HeardSpan(0, 12, 1.0)], now())
    assert heard.position(row) == 12.346
    heard.stopped_at(row, 0, now())
    assert heard.position(row) == 0
    assert heard.spans(row) == (HeardSpan(0, 12, 1.0),)


def test_what_is_not_there_keeps_nothing(heard: Heard) -> None:
    assert heard.add(9, [HeardSpan(0, 1, 1.0)], now()) == ()
    heard.stopped_at(9, 4, now())
    assert heard.spans(9) == ()
    assert heard.position(9) == 0


def test_what_lies_elsewhere_is_not_written_anew(database: Database, heard: Heard, deliver: Deliver) -> None:
    row = deliver().recording_row
    heard.add(row, [HeardSpan(0, 10, 1.0), HeardSpan(20, 30, 1.0), HeardSpan(40, 50, 1.0)], now())
    first = _ids(database)
    heard.add(row, [HeardSpan(30, 35, 1.0)], now())
    heard.add(row, [], now())
    assert heard.spans(row) == (HeardSpan(0, 10, 1.0), HeardSpan(20, 35, 1.0), HeardSpan(40, 50, 1.0))
    assert (_ids(database)[0], _ids(database)[2]) == (first[0], first[2])


@given(st.lists(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9), st.sampled_from([0.5, 1.0])), max_size=4), max_size=5))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_bit_by_bit_the_same_is_kept_as_at_once(heard: Heard, deliver: Deliver, told: list[list[tuple[int, int, float]]]) -> None:
    row = deliver(recordingId=f"r-{uuid.uuid4()}").recording_row
    bits = [[HeardSpan(begin / 2, (begin + length) / 2, rate) for begin, length, rate in bit] for bit in told]
    for bit in bits:
        heard.add(row, bit, now())
    assert heard.spans(row) == with_heard((), [span for bit in bits for span in bit])


def _ids(database: Database) -> list[int]:
    with database.reading() as connection:
        return list(connection.exec_driver_sql("SELECT id FROM heard_spans ORDER BY begin_ms").scalars().all())
