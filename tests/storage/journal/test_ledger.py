"""The ledger on a real inbox: spans, gaps, clocks that jump, and what the lists told of a gap."""

from datetime import UTC, datetime, timedelta

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from storage.conftest import Deliver

from inbox.domain.delivery import Delivery
from inbox.domain.events import RecordingEvent, understand
from inbox.domain.gap import Found, Gap, SpanEnd
from inbox.domain.times import iso_z
from inbox.storage.catching_up.catch_up_store import take_listed
from inbox.storage.database import Database
from inbox.storage.journal.ledger import STALE, TOLD_BY_EVENT, TOLD_BY_LIST, Ledger
from inbox.storage.problems import StoreFailing

_NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return _NOON + timedelta(minutes=minutes)


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


def up(ledger: Ledger, began: int, until: int, why: SpanEnd = SpanEnd.STOPPED) -> None:
    for minute in range(began, until + 1):
        ledger.beat(at(minute))
    ledger.close(at(until), why)


def told(ledger: Ledger, now: datetime) -> list[tuple[datetime, datetime | None, SpanEnd]]:
    return [(gap.began_at, gap.ended_at, gap.reason) for gap in ledger.gaps(at=now)]


def test_a_ledger_that_never_began_knows_nothing(ledger: Ledger) -> None:
    assert ledger.gaps() == []
    assert ledger.up_since() is None
    ledger.begin()
    ledger.close(at(0), SpanEnd.STOPPED)
    ledger.found(at(-60), at(0), (), is_final=True, at=at(0))
    assert ledger.gaps() == []


def test_beats_make_one_span_and_what_lies_between_spans_is_a_gap(ledger: Ledger) -> None:
    up(ledger, 0, 10, SpanEnd.ASLEEP)
    up(ledger, 140, 150, SpanEnd.LISTENER)
    ledger.beat(at(151))
    ledger.beat(at(152))
    now = at(152) + timedelta(seconds=10)
    assert told(ledger, now) == [(at(10), at(140), SpanEnd.ASLEEP), (at(150), at(151), SpanEnd.LISTENER)]
    assert ledger.up_since(now) == at(151)
    assert [gap.reason for gap in ledger.gaps(at(145), now)] == [SpanEnd.LISTENER]


def test_a_beat_can_say_that_the_last_one_ended_a_span(ledger: Ledger) -> None:
    ledger.beat(at(0))
    ledger.beat(at(5), SpanEnd.ASLEEP)
    assert told(ledger, at(5)) == [(at(0), at(5), SpanEnd.ASLEEP)]


def test_a_span_that_a_crash_left_open_ends_with_its_last_beat(ledger: Ledger) -> None:
    ledger.beat(at(0))
    ledger.beat(at(3))
    ledger.begin()
    ledger.close(at(90), SpanEnd.STOPPED)
    ledger.beat(at(100))
    assert told(ledger, at(100)) == [(at(3), at(100), SpanEnd.UNKNOWN)]


def test_a_gap_that_goes_on_has_no_end_yet(ledger: Ledger) -> None:
    up(ledger, 0, 10)
    assert told(ledger, at(30)) == [(at(10), None, SpanEnd.STOPPED)]
    assert ledger.up_since(at(30)) is None


def test_a_span_without_a_sign_of_life_has_ended(ledger: Ledger) -> None:
    ledger.beat(at(0))
    assert told(ledger, at(0) + STALE / 2) == []
    assert told(ledger, at(0) + STALE) == [(at(0), None, SpanEnd.UNKNOWN)]
    assert ledger.up_since(at(0) + STALE) is None


def test_a_clock_that_is_set_back_shortens_the_span_and_it_goes_on(ledger: Ledger) -> None:
    up(ledger, -60, -30)
    ledger.beat(at(0))
    ledger.beat(at(60))
    ledger.beat(at(30))
    assert ledger.up_since(at(30)) == at(0)
    ledger.close(at(31), SpanEnd.STOPPED)
    ledger.beat(at(40))
    assert told(ledger, at(40)) == [(at(-30), at(0), SpanEnd.STOPPED), (at(31), at(40), SpanEnd.STOPPED)]


def test_what_a_clock_that_was_ahead_wrote_is_dropped_when_it_is_set_right(ledger: Ledger) -> None:
    up(ledger, 0, 10)
    up(ledger, 600, 601)  # the clock of a computer that starts is ten hours ahead at first
    ledger.beat(at(602))
    ledger.beat(at(20))
    ledger.beat(at(21))
    assert told(ledger, at(21)) == [(at(10), at(20), SpanEnd.STOPPED)]


def test_a_clock_that_was_never_set_writes_nothing(ledger: Ledger) -> None:
    up(ledger, 0, 10)
    ledger.beat(datetime(1970, 1, 1, tzinfo=UTC))
    ledger.close(datetime(1970, 1, 1, tzinfo=UTC), SpanEnd.STOPPED)
    ledger.beat(at(20))
    ledger.close(datetime(1970, 1, 1, tzinfo=UTC), SpanEnd.STORE)
    ledger.beat(at(30))
    assert told(ledger, at(30)) == [(at(10), at(20), SpanEnd.STOPPED), (at(20), at(30), SpanEnd.STORE)]


_STEPS = st.lists(st.tuples(st.sampled_from(["beat", "end", "close", "begin"]), st.integers(-500, 500)), max_size=25)


@given(_STEPS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_gap_is_negative_or_overlaps_another_whatever_the_clock_does(database: Database, steps: list[tuple[str, int]]) -> None:
    ledger, minute = Ledger(database), 0
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM intake_spans")
    for what, jump in steps:
        minute += jump
        match what:
            case "beat":
                ledger.beat(at(minute))
            case "end":
                ledger.beat(at(minute), SpanEnd.ASLEEP)
            case "close":
                ledger.close(at(minute), SpanEnd.STOPPED)
            case _:
                ledger.begin()
        gaps = ledger.gaps(at=at(minute))
        moments = [moment for gap in gaps for moment in (gap.began_at, gap.ended_at or max(at(minute), gap.began_at))]
        assert moments == sorted(moments)
        assert all(gap.seconds(at(minute)) >= 0 for gap in gaps)
    with database.reading_rows() as cursor:
        spans = cursor.execute("SELECT began_at, until_at FROM intake_spans ORDER BY id").fetchall()
    flat = [moment for span in spans for moment in span]
    assert flat == sorted(flat)


def listed(number: int, ended_at: datetime) -> RecordingEvent:
    properties = {
        "eventType": "conferenceRecordingAvailable",
        "recordingId": f"r-{number}",
        "conferenceId": "conf-1",
        "accountId": "55555555",
        "status": "complete",
        "startTime": iso_z(ended_at - timedelta(minutes=1)),
        "endTime": iso_z(ended_at),
    }
    request = Delivery(ended_at, "POST", "/", (("Content-Type", "application/json"),), orjson.dumps(properties), "127.0.0.1:5")
    understood = understand(request)
    assert isinstance(understood, RecordingEvent)
    return understood


def ended_gaps(ledger: Ledger, now: datetime) -> list[Gap]:
    return [gap for gap in ledger.gaps(at=now) if gap.ended_at is not None]


def counts(ledger: Ledger, now: datetime) -> list[tuple[int, int] | None]:
    gaps = ended_gaps(ledger, now)
    return [None if gap.found is None else (gap.found.recordings, gap.found.recovered) for gap in gaps]


def test_what_the_lists_told_of_a_gap_is_counted_for_it(ledger: Ledger, database: Database, deliver: Deliver) -> None:
    up(ledger, 0, 10, SpanEnd.ASLEEP)
    up(ledger, 140, 150, SpanEnd.ASLEEP)
    ledger.beat(at(200))
    assert counts(ledger, at(200)) == [None, None]
    in_first = [listed(1, at(20)), listed(2, at(139)), listed(3, at(8))]  # the last one ended before, its event came later
    added = take_listed(database, [*in_first, listed(4, at(160)), listed(5, at(-30)), listed(6, at(201))], at(202))
    deliver(recordingId="r-7", startTime=iso_z(at(21)), endTime=iso_z(at(22)))  # its event was sent again after all
    rows = [row.row for row in added]
    ledger.found(at(-60), at(202), rows, is_final=True, at=at(202))
    assert counts(ledger, at(202)) == [(4, 3), (1, 1)]
    assert ended_gaps(ledger, at(202))[0].found == Found(4, 3, at(202), is_final=True)


def test_a_round_that_began_in_the_middle_of_a_gap_says_nothing_of_it(ledger: Ledger) -> None:
    up(ledger, 0, 10)
    ledger.beat(at(100))
    ledger.found(at(50), at(101), (), is_final=True, at=at(101))
    assert counts(ledger, at(101)) == [None]
    ledger.found(at(10), at(101), (), is_final=True, at=at(101))
    assert counts(ledger, at(101)) == [(0, 0)]


def test_a_round_in_a_gap_that_goes_on_is_followed_by_one_that_ends_it(ledger: Ledger, database: Database) -> None:
    up(ledger, 0, 10, SpanEnd.ASLEEP)
    rows = [row.row for row in take_listed(database, [listed(1, at(20))], at(30))]
    ledger.found(at(5), at(30), rows, is_final=True, at=at(30))
    (gap,) = ledger.gaps(at=at(30))
    assert gap.found == Found(1, 1, at(30), is_final=False), "it goes on"
    ledger.beat(at(31))
    rows = [row.row for row in take_listed(database, [listed(2, at(30.5))], at(40))]
    ledger.found(at(30), at(40), rows, is_final=True, at=at(40))
    assert counts(ledger, at(40)) == [(2, 2)]


def test_what_a_round_brought_before_a_gap_does_not_belong_to_it(ledger: Ledger, database: Database) -> None:
    up(ledger, 0, 10)
    take_listed(database, [listed(1, at(5))], at(8))
    ledger.beat(at(100))
    ledger.found(at(0), at(101), (), is_final=True, at=at(101))
    assert counts(ledger, at(101)) == [(0, 0)]


def test_what_was_settled_before_the_end_of_a_gap_is_not_final(ledger: Ledger) -> None:
    up(ledger, 0, 10)
    ledger.beat(at(100))
    ledger.found(at(0), at(50), (), is_final=True, at=at(101))
    assert ended_gaps(ledger, at(101))[0].found == Found(0, 0, at(101), is_final=False)


def test_only_the_newest_spans_are_kept(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inbox.storage.journal.ledger._MOST", 3)
    for minute in range(10):
        ledger.beat(at(minute), SpanEnd.ASLEEP)
    assert [gap.began_at for gap in ended_gaps(ledger, at(9))] == [at(7), at(8)]


def test_a_gap_longer_than_bandwidth_keeps_recordings_is_looked_at_as_far_as_it_can_be(ledger: Ledger) -> None:
    up(ledger, 0, 10)
    late = at(60 * 24 * 40)
    ledger.beat(late)
    ledger.found(late - timedelta(days=31), late, (), is_final=True, at=late)
    assert counts(ledger, late) == [(0, 0)]


def test_what_was_final_is_counted_again_only_when_something_was_added(ledger: Ledger, database: Database) -> None:
    up(ledger, 0, 10)
    ledger.beat(at(100))
    ledger.found(at(0), at(101), (), is_final=True, at=at(101))
    ledger.found(at(0), at(102), (), is_final=False, at=at(102))
    assert ended_gaps(ledger, at(102))[0].found == Found(0, 0, at(101), is_final=True)
    rows = [row.row for row in take_listed(database, [listed(1, at(20))], at(103))]
    ledger.found(at(0), at(103), rows, is_final=False, at=at(103))
    assert ended_gaps(ledger, at(103))[0].found == Found(1, 1, at(103), is_final=True)


def test_counting_a_gap_reads_its_recordings_only(database: Database) -> None:
    with database.reading_rows() as cursor:
        for statement, values in ((TOLD_BY_EVENT, (1, 2)), (TOLD_BY_LIST, (1, 2, 3))):
            plan = " ".join(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values))
            assert "SEARCH recordings USING INDEX ix_recordings_expires (expires_at>? AND expires_at<?)" in plan


def test_the_last_year_that_a_clock_can_show_is_survived(ledger: Ledger) -> None:
    last = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    up(ledger, 0, 10)
    ledger.beat(last)
    ledger.close(last, SpanEnd.STOPPED)
    ledger.found(at(0), last, (), is_final=True, at=last)
    assert ended_gaps(ledger, last)[0].found == Found(0, 0, last, is_final=True)


def test_a_busy_inbox_is_told_and_nothing_is_noted(ledger: Ledger, database: Database) -> None:
    with database.writing(), pytest.raises(StoreFailing):
        ledger.beat(at(0))
    assert ledger.gaps(at=at(1)) == []
