"""An event that says it happened after it came is shown as it came, and counts as of its receipt."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from inbox.domain.delivery import Delivery
from inbox.domain.events import RecordingEvent, understand
from inbox.domain.query import RecordingQuery
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import iso_z, now
from inbox.storage.catching_up.catch_up_store import Taken, TakenRow, take_listed
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.journal.keepers import Keepers
from inbox.storage.journal.rebuild import rebuild
from inbox.storage.journal.replay import replay
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox

Make = Callable[..., Delivery]
NOON = datetime(2020, 5, 1, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
TOLD = (
    ("honest", 0, 0.0),
    ("forged", 10, 24 * 60.0),
    ("mended", 20, 19.0),
)
"""Name, minute of the receipt, minute of the eventTime."""


def commit(database: Database, make: Make, name: str, came: float, says: float) -> int:
    at = iso_z(NOON + says * MINUTE)
    delivery = replace(make(name=name, status="complete", eventTime=at), received_at=NOON + came * MINUTE)
    (committed,) = commit_deliveries(database, [(delivery, understand(delivery))])
    return committed.delivery_id


def the_one(database: Database) -> Recording:
    recordings = Recordings(database)
    (one,) = recordings.rows(recordings.ids(RecordingQuery())).values()
    return one


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_what_bandwidth_says_after_a_forgery_holds_in_whatever_order_they_come(
    tmp_path: Path, delivery: Make, order: tuple[int, ...]
) -> None:
    database = open_inbox(DataFolder(tmp_path / "other"))
    for number in order:
        commit(database, delivery, *TOLD[number])
    assert the_one(database).name == "mended"
    assert the_one(database).event_time == NOON + 19 * MINUTE
    database.close()


def test_the_time_of_an_event_is_shown_as_it_came(database: Database, delivery: Make) -> None:
    commit(database, delivery, *TOLD[0])
    commit(database, delivery, *TOLD[1])
    assert (the_one(database).name, the_one(database).event_time) == ("forged", NOON + DAY)


def test_a_forged_event_wins_no_longer_once_its_time_has_come(database: Database, delivery: Make) -> None:
    commit(database, delivery, *TOLD[1])
    commit(database, delivery, "after", 3 * 24 * 60, 23 * 60)
    assert the_one(database).name == "after"


def test_replay_and_rebuild_decide_as_intake_did(database: Database, delivery: Make) -> None:
    ids = [commit(database, delivery, *told) for told in TOLD]
    before = the_one(database)
    for order in permutations(ids):
        assert all(one.changed == () for one in replay(database, order))
    assert rebuild(database).changed == 0
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET name = 'forged', event_time = event_time + 86400000000")
    assert rebuild(database).changed == 1
    assert the_one(database) == before
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET event_counts_at = 7")
    assert dict(rebuild(database).fields) == {"event_time": 1}
    assert rebuild(database).changed == 0


def test_the_journal_keeps_the_event_that_counts(database: Database, delivery: Make) -> None:
    first, forged, mended, late = [commit(database, delivery, *told) for told in (*TOLD, ("late", 21, 1.0))]
    with database.reading_rows() as cursor:
        kept = Keepers()
        assert [one for one in (first, forged, mended, late) if kept.keeps(cursor, 1, one)] == [first, mended]


def test_the_first_event_of_all_may_be_the_forged_one(database: Database, delivery: Make) -> None:
    forged = replace(delivery(name="forged", eventTime=iso_z(now() + DAY)), received_at=now())
    honest = replace(delivery(name="honest", eventTime=iso_z(now() + MINUTE)), received_at=now() + MINUTE)
    commit_deliveries(database, [(one, understand(one)) for one in (forged, honest)])
    assert the_one(database).name == "honest"
    assert json.loads(forged.body)["eventTime"] > json.loads(honest.body)["eventTime"]


def test_a_list_that_was_read_after_a_forgery_is_newer(database: Database, delivery: Make) -> None:
    commit(database, delivery, *TOLD[0])
    forged = replace(delivery(status="deleted", eventTime=iso_z(NOON + DAY)), received_at=NOON + 10 * MINUTE)
    commit_deliveries(database, [(forged, understand(forged))])
    assert the_one(database).status == "deleted"
    listed = RecordingEvent("r-1", "conf-1", "55555555", None, status="complete", media_url="https://voice.bandwidth.com/media")
    assert take_listed(database, [listed], NOON + 20 * MINUTE) == [TakenRow(1, Taken.CHANGED)]
    assert (the_one(database).status, the_one(database).download_status) == ("complete", DownloadStatus.WAITING)
