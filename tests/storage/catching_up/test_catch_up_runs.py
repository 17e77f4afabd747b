"""Rounds of catch-up follow each other without a gap, also when one breaks off; settled conferences are left alone."""

from datetime import UTC, datetime, timedelta

from inbox.domain.catch_up import Reason
from inbox.domain.listed import ListedConference
from inbox.storage.catching_up.catch_up_runs import CatchUpRuns
from inbox.storage.catching_up.conferences_listed import ConferencesListed
from inbox.storage.database import Database

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def test_the_first_round_looks_back_a_day_and_the_next_one_to_where_it_ended(database: Database) -> None:
    runs = CatchUpRuns(database)
    assert runs.last("1") is None
    first = runs.begin("1", Reason.START, None, NOW)
    assert (first.since, first.until, first.finished_at) == (NOW - DAY, NOW, None)
    runs.finish(first.id, NOW, NOW)
    later = runs.begin("1", Reason.TIMER, None, NOW + 5 * DAY)
    assert (later.since, later.until) == (NOW - HOUR, NOW + 5 * DAY)
    assert runs.begin("2", Reason.TIMER, None, NOW + 5 * DAY).since == NOW + 4 * DAY, "each account has its own"


def test_a_look_that_is_asked_for_leaves_no_gap_to_the_last_round(database: Database) -> None:
    runs = CatchUpRuns(database)
    runs.finish(runs.begin("1", Reason.START, None, NOW).id, NOW, NOW)
    assert runs.begin("1", Reason.PERSON, NOW + 9 * DAY, NOW + 10 * DAY).since == NOW - HOUR


def test_a_round_that_broke_off_goes_on_and_reaches_to_now(database: Database) -> None:
    runs = CatchUpRuns(database)
    first = runs.begin("1", Reason.PERSON, NOW - 20 * DAY, NOW)
    runs.advance(first.id, covered_until=NOW - 10 * DAY, conferences=5, listed=7, added=2, changed=1)
    runs.advance(first.id, calls_covered_until=NOW - 9 * DAY, conferences=1)
    runs.fail(first.id, "Bandwidth asks to slow down (429).")
    kept = runs.last("1")
    assert kept is not None
    assert kept.problem == "Bandwidth asks to slow down (429)."
    again = runs.begin("1", Reason.TIMER, None, NOW + DAY)
    assert (again.id, again.since, again.until) == (first.id, NOW - 20 * DAY, NOW + DAY)
    assert (again.covered_until, again.calls_covered_until) == (NOW - 10 * DAY, NOW - 9 * DAY)
    assert (again.conferences, again.listed, again.added, again.changed) == (6, 7, 2, 1)
    assert (again.asks_anew, again.started_at, again.problem) == (True, NOW, None)


def test_who_wants_more_than_the_round_that_broke_off_begins_it_anew(database: Database) -> None:
    runs = CatchUpRuns(database)
    first = runs.begin("1", Reason.TIMER, None, NOW)
    runs.advance(first.id, covered_until=NOW - HOUR, calls_covered_until=NOW - HOUR)
    further = runs.begin("1", Reason.TIMER, NOW - 3 * DAY, NOW)
    assert (further.id, further.since, further.covered_until) == (first.id, NOW - 3 * DAY, None)
    runs.advance(first.id, covered_until=NOW - HOUR)
    anew = runs.begin("1", Reason.PERSON, None, NOW + HOUR)
    assert (anew.since, anew.covered_until, anew.calls_covered_until) == (NOW - 3 * DAY, None, None)
    assert (anew.asks_anew, anew.started_at) == (True, NOW + HOUR)


def test_a_round_that_another_program_has_gone_on_with_claims_no_more_than_was_listed(database: Database) -> None:
    runs = CatchUpRuns(database)
    first = runs.begin("1", Reason.TIMER, None, NOW)
    second = runs.begin("1", Reason.PERSON, None, NOW + HOUR)
    assert first.id == second.id
    runs.finish(first.id, NOW, NOW + 2 * HOUR)
    half = runs.last("1")
    assert half is not None
    assert half.until == NOW, "the other one has not ended"
    runs.finish(second.id, NOW + HOUR, NOW + 2 * HOUR)
    whole = runs.last("1")
    assert whole is not None
    assert whole.until == NOW + HOUR


def test_only_the_last_thousand_rounds_are_kept(database: Database) -> None:
    runs = CatchUpRuns(database)
    with database.writing() as connection:
        connection.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1200) INSERT INTO catch_up_runs (reason,"
            " account_id, since, until, started_at, finished_at, conferences, listed, added, changed)"
            " SELECT 'timer', '1', 0, i, 0, i, 0, 0, 0, 0 FROM n"
        )
    runs.begin("1", Reason.TIMER, None, NOW)
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*), min(id) FROM catch_up_runs").one() == (1000, 202)


def test_what_a_newer_version_wrote_as_a_reason_can_be_read(database: Database) -> None:
    runs = CatchUpRuns(database)
    runs.begin("1", Reason.TIMER, None, NOW)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE catch_up_runs SET reason = 'moon'")
    last = runs.last("1")
    assert last is not None
    assert last.reason is Reason.TIMER


def test_settled_conferences_are_known_until_no_round_can_reach_them(database: Database) -> None:
    listed = ConferencesListed(database)
    many = [(ListedConference(f"conf-{number}", created_at=NOW - DAY), NOW) for number in range(700)]
    old, timeless = ListedConference("conf-old", created_at=NOW - 33 * DAY), ListedConference("conf-timeless")
    listed.note("1", [*many, (old, NOW - 32 * DAY), (timeless, NOW)])
    listed.note("1", [(ListedConference("conf-5", created_at=NOW - DAY), NOW + HOUR)])
    ids = [f"conf-{number}" for number in range(702)] + ["conf-old", "conf-timeless"]
    found = listed.listed("1", ids)
    assert len(found) == 701
    assert (found["conf-5"], found["conf-6"]) == (NOW + HOUR, NOW)
    assert listed.listed("2", ids) == {}
    listed.forget_old(NOW)
    assert "conf-old" not in listed.listed("1", ids)
    assert len(listed.listed("1", ids)) == 700


def test_the_last_round_that_was_done_is_told_also_while_another_is_under_way_or_has_failed(database: Database) -> None:
    runs = CatchUpRuns(database)
    assert runs.last_done() is None
    first = runs.begin("1", Reason.START, None, NOW)
    assert runs.last_done() is None
    runs.advance(first.id, conferences=12, listed=4, added=3, changed=1)
    runs.finish(first.id, NOW, NOW + HOUR)
    runs.fail(runs.begin("2", Reason.TIMER, None, NOW + DAY).id, "Bandwidth could not be reached.")
    done = runs.last_done()
    assert done is not None
    assert (done.id, done.finished_at, done.conferences, done.added, done.changed) == (first.id, NOW + HOUR, 12, 3, 1)
