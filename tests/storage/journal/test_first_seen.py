"""What the documentation does not have is counted with the event that had it, and listed."""

import time
from collections.abc import Callable
from typing import Any

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.novelty import NoveltyKind
from inbox.storage.database import Database
from inbox.storage.journal.first_seen import FirstSeenList
from inbox.storage.journal.intake_store import Committed, commit_deliveries

Deliver = Callable[..., Committed]
MakeDelivery = Callable[..., Delivery]


def test_a_new_property_is_listed_with_its_count_and_the_delivery_that_had_it_first(database: Database, deliver: Deliver) -> None:
    deliver()
    assert [entry.novelty.name for entry in FirstSeenList(database).entries() if entry.novelty.name == "recordingName"] == []
    first = deliver(recordingName="Q3")
    deliver(recordingName="Q4", status="transmogrified")
    entries = {(entry.novelty.kind, entry.novelty.name): entry for entry in FirstSeenList(database).entries()}
    named = entries[NoveltyKind.PROPERTY, "recordingName"]
    assert (named.count, named.delivery_id, named.novelty.example) == (2, first.delivery_id, "Q3")
    assert named.novelty.event_type == "conferenceRecordingAvailable"
    assert named.first_at < named.last_at
    assert entries[NoveltyKind.STATUS, "transmogrified"].count == 1


def test_one_batch_counts_each_thing_as_often_as_it_came(database: Database, delivery: MakeDelivery) -> None:
    made = [delivery(recordingId=f"r-{number}", recordingName="x") for number in range(5)]
    made.append(delivery(eventType="conferenceVideoAvailable"))
    commit_deliveries(database, [(one, understand(one)) for one in made])
    found = {entry.novelty.name: entry for entry in FirstSeenList(database).entries()}
    assert (found["recordingName"].count, found["recordingName"].delivery_id) == (5, 1)
    assert (found["conferenceVideoAvailable"].count, found["conferenceVideoAvailable"].delivery_id) == (1, 6)


def test_what_came_first_last_stands_first(database: Database, deliver: Deliver) -> None:
    deliver(aaa=1)
    deliver(bbb=1)
    deliver(aaa=1)
    names = [entry.novelty.name for entry in FirstSeenList(database).entries()]
    assert names.index("bbb") < names.index("aaa")


def test_a_delivery_that_is_no_longer_kept_is_not_named(database: Database, deliver: Deliver) -> None:
    deliver(recordingName="Q3")
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM deliveries")
    assert FirstSeenList(database).entries()[0].delivery_id is None


def test_hostile_names_are_kept_as_visible_escapes(database: Database, deliver: Deliver) -> None:
    deliver(
        b'{"eventType":"conferenceRecordingAvailable","recordingId":"r-1","conferenceId":"c","accountId":"1","a\\u0000b":"\\u0000"}'
    )
    assert any(entry.novelty.name == "a\\u0000b" for entry in FirstSeenList(database).entries())


def test_a_flood_of_new_names_fills_a_thousand_rows_at_most_and_those_go_on_counting(
    database: Database, deliver: Deliver
) -> None:
    deliver(known=1)
    began = time.monotonic()
    for number in range(22):
        deliver(**{f"x{number}-{name}": 1 for name in range(2_000)})
    assert time.monotonic() - began < 30, "a body of a hundred thousand names must not hold intake up"
    deliver(known=1)
    entries = FirstSeenList(database).entries()
    assert len(entries) == 1000
    counted: dict[str, Any] = {entry.novelty.name: entry.count for entry in entries}
    assert counted["known"] == 2
