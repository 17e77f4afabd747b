from collections.abc import Callable

from inbox.storage.database import Database
from inbox.storage.journal.intake_store import Committed
from inbox.storage.journal.journal import Journal

Deliver = Callable[..., Committed]


def test_the_newest_delivery_comes_first(database: Database, deliver: Deliver) -> None:
    ids = [deliver(recordingId=f"r-{number}").delivery_id for number in range(5)]
    assert [stored.id for stored in Journal(database).entries()] == ids[::-1]


def test_older_deliveries_are_read_on_from_where_one_stopped(database: Database, deliver: Deliver) -> None:
    ids = [deliver().delivery_id for _ in range(5)]
    journal = Journal(database)
    assert [stored.id for stored in journal.entries(limit=2)] == [ids[4], ids[3]]
    assert [stored.id for stored in journal.entries(limit=2, before_id=ids[3])] == [ids[2], ids[1]]
    assert list(journal.entries(limit=0)) == []


def test_a_long_journal_is_read_to_its_end(database: Database, deliver: Deliver) -> None:
    deliver()
    with database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO deliveries (received_at, method, target, headers, body, peer, outcome, reason) "
            "SELECT 0, 'POST', '/', '[]', x'', '', 'rejected', '' FROM (WITH RECURSIVE n(i) AS "
            "(SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 450) SELECT i FROM n)"
        )
    journal = Journal(database)
    ids = [stored.id for stored in journal.entries()]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == journal.count() == 451
    assert len(list(journal.entries(limit=300))) == 300


def test_a_recording_shows_the_deliveries_that_told_of_it(database: Database, deliver: Deliver) -> None:
    row = deliver().recording_row
    deliver(recordingId="r-2")
    last = deliver()
    assert row is not None
    assert [stored.id for stored in Journal(database).of_recording(row)] == [last.delivery_id, 1]
    assert [stored.id for stored in Journal(database).of_recording(row, limit=1)] == [last.delivery_id]
    assert Journal(database).of_recording(99) == []


def test_one_delivery_is_found_by_its_number(database: Database, deliver: Deliver) -> None:
    kept = deliver()
    found = Journal(database).entry(kept.delivery_id)
    assert found is not None
    assert (found.id, found.recording_row, found.event_type) == (1, kept.recording_row, "conferenceRecordingAvailable")
    assert found.delivery.headers == (("Content-Type", "application/json"),)
    assert Journal(database).entry(99) is None
