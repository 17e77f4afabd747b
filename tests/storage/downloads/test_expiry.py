"""Bandwidth's 30 days: what is about to be lost is told, what is lost is marked, and a wrong clock ends nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from storage.kept_media import column, write

from inbox.domain.example_event import EXAMPLE
from inbox.domain.recording import KEPT_BY_BANDWIDTH
from inbox.domain.times import iso_z, now, to_microseconds
from inbox.storage.database import Database
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.downloads.expiry import EXPIRED, Expiry
from inbox.storage.journal.intake_store import Committed

Deliver = Callable[..., Committed]
NOW = now()
DAY = timedelta(days=1)


def answered(database: Database, at: datetime, problem: str | None = None) -> None:
    """A round of catch-up has ended, and it was ``at`` by Bandwidth's clock."""
    row = ("timer", "5", 0, 0, to_microseconds(at), 0, 1, 0, 0, 0, 0, problem)
    write(
        database,
        "INSERT INTO catch_up_runs (reason, account_id, since, until, covered_until, started_at, finished_at, conferences, "
        "listed, added, changed, problem) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *row,
    )


@pytest.fixture
def expiry(database: Database) -> Expiry:
    return Expiry(database)


@pytest.fixture
def ends(deliver: Deliver) -> Callable[..., int]:
    """A recording that Bandwidth deletes so many days from now (before now, when negative)."""
    count = 0

    def tell(days: float) -> int:
        nonlocal count
        count += 1
        row = deliver(recordingId=f"r-{count}", endTime=iso_z(NOW + days * DAY - KEPT_BY_BANDWIDTH)).recording_row
        assert row is not None
        return row

    return tell


@pytest.mark.parametrize(
    "state",
    ["download_status = 'waiting'", "held = 'paused'", "held = 'rule'", "download_status = 'failed', next_try_at = 1"],
)
def test_what_bandwidth_has_deleted_is_expired_and_says_so(
    database: Database, expiry: Expiry, ends: Callable[..., int], state: str
) -> None:
    row = ends(-3)
    write(database, f"UPDATE recordings SET {state}")
    answered(database, NOW)
    assert expiry.expire(NOW) == [row]
    assert column(database, "download_status", row) == "expired"
    assert column(database, "held", row) is None
    assert f"{NOW - 3 * DAY:%d %B %Y}, before it was downloaded" in str(column(database, "error", row))
    assert expiry.expire(NOW) == []


def test_the_documentations_example_is_told_as_such_and_not_as_a_recording_that_was_lost(
    database: Database, expiry: Expiry, deliver: Deliver
) -> None:
    example = "https://../{accountId}/conferences/{conferenceId}/recordings/{recordingId}/media"
    row = deliver(endTime="2019-09-13T16:48:48.890Z", mediaUrl=example).recording_row
    assert row is not None
    answered(database, NOW)
    assert expiry.expire(NOW) == [row]
    assert (column(database, "download_status", row), column(database, "error", row)) == ("given_up", EXAMPLE)
    assert expiry.expire(NOW) == []


def test_what_may_still_be_had_is_not_given_up(database: Database, expiry: Expiry, ends: Callable[..., int]) -> None:
    for days in (-1.9, 0, 10):
        ends(days)
    answered(database, NOW)
    assert expiry.expire(NOW) == []


@pytest.mark.parametrize("state", ["downloading", "downloaded", "given_up", "removed", "expired"])
def test_what_is_settled_is_left_alone(database: Database, expiry: Expiry, ends: Callable[..., int], state: str) -> None:
    row = ends(-10)
    write(database, "UPDATE recordings SET download_status = ?", state)
    answered(database, NOW)
    assert expiry.expire(NOW) == []
    assert column(database, "download_status", row) == state


def test_a_clock_that_is_set_wrong_ends_nothing(database: Database, expiry: Expiry, ends: Callable[..., int]) -> None:
    ends(10)
    in_2040 = datetime(2040, 1, 1, tzinfo=NOW.tzinfo)
    assert expiry.expire(in_2040) == []
    answered(database, NOW)
    assert expiry.expire(in_2040) == [], "Bandwidth says that it is not 2040"


def test_a_round_that_did_not_end_well_proves_no_time(database: Database, expiry: Expiry, ends: Callable[..., int]) -> None:
    ends(-3)
    answered(database, NOW, problem="Bandwidth answered 503.")
    assert expiry.expire(NOW) == []


def test_very_many_are_marked_in_short_transactions(
    database: Database, expiry: Expiry, ends: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbox.storage.downloads.expiry._ROWS_A_TRANSACTION", 2)
    rows = [ends(-10 + number) for number in range(5)]
    answered(database, NOW)
    assert expiry.expire(NOW) == rows


def test_an_answer_of_bandwidth_that_is_far_ahead_ends_nothing(
    database: Database, expiry: Expiry, ends: Callable[..., int]
) -> None:
    ends(10)
    answered(database, datetime(2040, 1, 1, tzinfo=NOW.tzinfo))
    assert expiry.expire(NOW) == []


def test_a_recording_that_bandwidth_knows_tells_how_late_it_is(
    database: Database, expiry: Expiry, ends: Callable[..., int]
) -> None:
    old, newer = ends(-3), ends(30)
    assert expiry.expire(NOW) == [], "an event alone may be anybody's"
    write(database, "UPDATE recordings SET verification = 'verified' WHERE id = ?", newer)
    assert expiry.expire(NOW) == [old]


def test_a_conference_that_bandwidth_listed_tells_how_late_it_is(
    database: Database, expiry: Expiry, ends: Callable[..., int]
) -> None:
    old = ends(-3)
    made = to_microseconds(NOW - timedelta(hours=1))
    write(database, "INSERT INTO conferences_listed VALUES ('5', 'c', ?, NULL, 0)", made)
    assert expiry.expire(NOW) == [old]


def test_what_was_clicked_since_is_tried_once_more(database: Database, expiry: Expiry, ends: Callable[..., int]) -> None:
    row = ends(-3)
    answered(database, NOW)
    expiry.expire(NOW)
    Downloads(database).ask([row], NOW)
    assert expiry.expire(NOW) == []
    assert column(database, "download_status", row) == "waiting"


def test_what_is_lost_soon_is_told_of_the_first_to_go_first(database: Database, expiry: Expiry, ends: Callable[..., int]) -> None:
    later, sooner, _far, _over, failing, paused, given_up, done = (ends(days) for days in (2.5, 1, 4, -1, 2, 2.2, 2, 2))
    write(database, "UPDATE recordings SET download_status = 'failed' WHERE id = ?", failing)
    write(database, "UPDATE recordings SET held = 'paused' WHERE id = ?", paused)
    write(database, "UPDATE recordings SET download_status = 'given_up' WHERE id = ?", given_up)
    write(database, "UPDATE recordings SET download_status = 'downloaded' WHERE id = ?", done)
    assert expiry.undownloaded_within(3, NOW) == [sooner, failing, paused, later]
    assert expiry.undownloaded_within(0, NOW) == [], "0 means: never tell"


def test_looking_for_what_expires_reads_its_index_only(database: Database) -> None:
    with database.reading() as connection:
        steps = [str(step[3]) for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {EXPIRED}", (0, 1))]
    assert len(steps) == 1, steps
    assert "ix_recordings_without_media (expires_at" in steps[0]
