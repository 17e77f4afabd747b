"""How many downloads run, wait and are paused."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from storage.kept_media import write

from inbox.domain.query import parse_query
from inbox.domain.times import now
from inbox.storage.database import Database
from inbox.storage.downloads.download_control import DownloadControl
from inbox.storage.downloads.download_counts import OF_THE_PAUSED, OF_THE_RULED, DownloadCounts
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.listing.recordings import Recordings

Deliver = Callable[..., object]


@pytest.fixture(autouse=True)
def six_that_wait(database: Database, deliver: Deliver) -> None:
    for number in range(6):
        deliver(recordingId=f"r-{number}")
    write(database, "UPDATE recordings SET verify_tries = 1")


def test_what_is_paused_does_not_wait(database: Database, recordings: Recordings) -> None:
    assert recordings.download_counts() == DownloadCounts(waiting=6)
    downloads, control = Downloads(database), DownloadControl(database)
    assert downloads.claim("me", now(), timedelta(hours=1)) is not None
    write(database, "UPDATE recordings SET download_status = 'failed', next_try_at = 1 WHERE id = 2")
    control.pause([2, 3])
    assert recordings.download_counts() == DownloadCounts(running=1, waiting=3, paused=2)
    assert len(recordings.ids(parse_query("is:paused"))) == 2
    control.cancel([3, 4])
    assert recordings.download_counts() == DownloadCounts(running=1, waiting=2, paused=1)
    control.resume([2])
    assert recordings.download_counts().paused == 0


def test_what_a_rule_holds_back_neither_waits_nor_was_paused(database: Database, recordings: Recordings) -> None:
    write(database, "UPDATE recordings SET held = 'rule' WHERE id < 4")
    write(database, "UPDATE recordings SET download_status = 'given_up' WHERE id = 3")
    assert recordings.download_counts() == DownloadCounts(waiting=3, ruled=2)
    DownloadControl(database).rules_changed()
    assert recordings.download_counts() == DownloadCounts(waiting=5)


def test_of_very_many_that_are_paused_it_is_told_that_there_may_be_more(
    database: Database, recordings: Recordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("inbox.storage.downloads.download_counts._LOOKED_THROUGH", 4)
    DownloadControl(database).pause([1, 2, 3, 4, 5])
    assert recordings.download_counts() == DownloadCounts(waiting=2, paused=4, paused_is_least=True)
    write(database, "UPDATE recordings SET held = 'rule'")
    assert recordings.download_counts() == DownloadCounts(waiting=2, ruled=4, ruled_is_least=True)


def test_what_the_rules_hold_back_is_counted_without_reading_a_row(database: Database) -> None:
    with database.reading() as connection:
        plan = [str(row[3]) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {OF_THE_RULED}", (9,))]
    found = [step for step in plan if "recordings" in step or "waiting" in step]
    assert len(found) == 2, plan
    assert all("USING COVERING INDEX" in step for step in found), plan


def test_what_is_paused_is_read_along_its_index(database: Database) -> None:
    with database.reading() as connection:
        plan = [str(row) for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {OF_THE_PAUSED}", (9,))]
    assert any("ix_recordings_held" in line for line in plan)
    assert not any("ORDER BY" in line for line in plan), plan
