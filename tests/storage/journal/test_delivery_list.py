"""The journal as a list: by page, by outcome, and what is newer, without walking through all of it."""

from pathlib import Path

import pytest

from inbox.domain.delivery import Delivery, DeliveryOutcome
from inbox.domain.events import understand
from inbox.domain.times import now
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.journal.delivery_list import DeliveryList
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.opening import open_inbox

_BODIES = {
    DeliveryOutcome.RECORDING: b'{"eventType":"conferenceRecordingAvailable","recordingId":"r-%d"}',
    DeliveryOutcome.IGNORED: b'{"eventType":"conferenceCompleted","n":%d}',
    DeliveryOutcome.REJECTED: b"not JSON %d",
}


@pytest.fixture
def database(tmp_path: Path) -> Database:
    folder = DataFolder(tmp_path / "inbox")
    folder.prepare()
    return open_inbox(folder)


def _deliver(database: Database, *outcomes: DeliveryOutcome) -> None:
    deliveries = [
        Delivery(now(), "POST", "/", (), _BODIES[outcome] % number, "192.0.2.1:5") for number, outcome in enumerate(outcomes)
    ]
    commit_deliveries(database, [(delivery, understand(delivery)) for delivery in deliveries])


def test_pages_follow_each_other_newest_first_and_hold_one_outcome_when_asked(database: Database) -> None:
    kinds = (DeliveryOutcome.RECORDING, DeliveryOutcome.IGNORED, DeliveryOutcome.REJECTED)
    _deliver(database, *kinds * 4)
    deliveries = DeliveryList(database)
    first = deliveries.page(5)
    rest = deliveries.page(100, before_id=first[-1].id)
    assert [line.id for line in (*first, *rest)] == list(range(12, 0, -1))
    for place, kind in enumerate(kinds, start=1):
        assert [line.id for line in deliveries.page(3, None, kind)] == [9 + place, 6 + place, 3 + place]
        assert [line.id for line in deliveries.page(3, 3 + place, kind)] == [place]
        assert [line.id for line in deliveries.newer(6, kind) or ()] == [9 + place, 6 + place]
    assert deliveries.page(3, None, DeliveryOutcome.DUPLICATE) == []
    assert [line.id for line in deliveries.lines([2, 99, 4])] == [4, 2]
    assert deliveries.kept() == 12
    assert deliveries.last_id() == 12
    line = first[0]
    assert (line.outcome, line.event_type, line.peer, line.body_bytes) == (DeliveryOutcome.REJECTED, None, "192.0.2.1:5", 11)
    assert line.reason.startswith("The body is not JSON")
    whole = deliveries.entry(line.id)
    assert whole is not None
    assert whole.delivery.body == b"not JSON 11"
    assert deliveries.entry(99) is None
    database.close()


def test_more_than_anybody_looks_through_is_not_read(database: Database) -> None:
    for _ in range(6):
        _deliver(database, *[DeliveryOutcome.IGNORED] * 1_000)
    deliveries = DeliveryList(database)
    assert deliveries.newer(0) is None
    assert len(deliveries.newer(2_000) or ()) == 4_000
    database.close()


@pytest.mark.parametrize("outcome", [None, *DeliveryOutcome])
def test_no_page_walks_through_the_journal(database: Database, outcome: DeliveryOutcome | None) -> None:
    """Also not that of the rejected ones among a million others."""
    asked: list[str] = []
    with database.reading_rows() as cursor:
        cursor.connection.set_trace_callback(asked.append)
    DeliveryList(database).page(200, 1_000_000, outcome)
    statement = next(one for one in asked if "FROM deliveries" in one)
    with database.reading_rows() as cursor:
        cursor.connection.set_trace_callback(None)
        plan = " ".join(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}"))
    wanted = "INTEGER PRIMARY KEY" if outcome in (None, DeliveryOutcome.RECORDING) else "ix_deliveries_outcome"
    assert wanted in plan
    assert "TEMP B-TREE" not in plan
    database.close()
