"""Downloads that rest: paused by the person, or held back by a rule."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from inbox.domain.times import now
from inbox.storage.database import Database
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.listing.recordings import Recordings

LEASE = timedelta(hours=1)


def write(database: Database, sql: str, *values: object) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql(sql, values)


def held(database: Database) -> object:
    with database.reading() as connection:
        return connection.exec_driver_sql("SELECT held FROM recordings WHERE id = 1").scalar_one()


@pytest.fixture
def waiting(database: Database, deliver: Callable[..., object]) -> Database:
    deliver()
    write(database, "UPDATE recordings SET verify_tries = 1")
    return database


@pytest.mark.parametrize(
    "state",
    [
        "download_status = 'waiting'",
        "download_status = 'waiting', asked_at = 1",
        "download_status = 'failed', next_try_at = 1",
    ],
)
@pytest.mark.parametrize("why", ["paused", "rule"])
def test_what_is_held_back_is_not_downloaded_until_it_is_let_go(waiting: Database, state: str, why: str) -> None:
    downloads = Downloads(waiting)
    write(waiting, f"UPDATE recordings SET {state}, held = ?", why)
    assert downloads.claim("me", now(), LEASE) is None
    assert downloads.next_due() is None
    write(waiting, "UPDATE recordings SET held = NULL")
    assert downloads.claim("me", now(), LEASE) is not None


def test_a_click_downloads_what_is_held_back(waiting: Database) -> None:
    downloads = Downloads(waiting)
    write(waiting, "UPDATE recordings SET held = 'paused'")
    downloads.ask([1], now())
    claimed = downloads.claim("me", now(), LEASE, asked_only=True)
    assert claimed is not None
    assert claimed.held is None


def test_what_was_clicked_is_told_from_what_waits_by_itself(waiting: Database) -> None:
    recordings, moment = Recordings(waiting), now()
    assert recordings.rows([1])[1].asked_at is None
    Downloads(waiting).ask([1], moment)
    assert recordings.rows([1])[1].asked_at == moment


def test_what_is_named_is_downloaded_although_it_was_held_back(waiting: Database) -> None:
    downloads = Downloads(waiting)
    write(waiting, "UPDATE recordings SET held = 'rule'")
    assert downloads.claim("me", now(), LEASE, only=[1]) is not None
    assert held(waiting) is None, "or nobody would take over when this process dies"


@pytest.mark.parametrize("change", ["name = 'another'", "tag = 'another'", "verification = 'verified'"])
def test_the_rules_look_again_when_what_they_looked_at_changes(waiting: Database, change: str) -> None:
    write(waiting, "UPDATE recordings SET held = 'rule'")
    write(waiting, "UPDATE recordings SET name = name, tag = tag, verification = verification, attempts = 3")
    assert held(waiting) == "rule", "nothing has changed"
    write(waiting, f"UPDATE recordings SET {change}")
    assert held(waiting) is None


def test_what_the_person_paused_stays_paused_whatever_an_event_says(waiting: Database) -> None:
    write(waiting, "UPDATE recordings SET held = 'paused'")
    write(waiting, "UPDATE recordings SET name = 'another', verification = 'verified'")
    assert held(waiting) == "paused"


def test_a_removed_file_counts_neither_as_expiring_nor_as_an_error(waiting: Database) -> None:
    write(waiting, "UPDATE recordings SET download_status = 'waiting', expires_at = first_seen_at + 86400000000")
    assert Recordings(waiting).folder_counts().expiring == 1
    write(waiting, "UPDATE recordings SET download_status = 'removed'")
    counts = Recordings(waiting).folder_counts()
    assert (counts.inbox, counts.expiring, counts.errors) == (1, 0, 0)
