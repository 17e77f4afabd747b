from datetime import UTC, datetime, timedelta

from inbox.storage.database import Database
from inbox.storage.incidents import Incidents

MORNING = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def test_an_incident_stays_until_it_was_read(database: Database) -> None:
    incidents = Incidents(database)
    incidents.tell("The disk was full.", MORNING)
    incidents.tell("The clock was set back.", MORNING + timedelta(hours=1))
    first, second = incidents.unread()
    assert (first.sentence, first.at) == ("The disk was full.", MORNING)
    incidents.mark_read(first.id)
    assert incidents.unread() == [second]
    assert Incidents(database).unread() == [second]


def test_what_was_told_before_is_known_even_when_it_was_read(database: Database) -> None:
    incidents = Incidents(database)
    incidents.tell("The journal is full.", MORNING)
    incidents.mark_read(incidents.unread()[0].id)
    assert incidents.was_told("The journal is full.", MORNING)
    assert not incidents.was_told("The journal is full.", MORNING + timedelta(seconds=1))
    assert not incidents.was_told("Something else.", MORNING)


def test_old_incidents_that_were_read_go_and_unread_ones_never(database: Database) -> None:
    incidents = Incidents(database)
    incidents.tell("Never read.", MORNING)
    incidents.tell("Read.", MORNING)
    incidents.mark_read(2)
    for number in range(200):
        incidents.tell(f"Number {number}", MORNING)
    assert incidents.unread()[0].sentence == "Never read."
    assert not incidents.was_told("Read.", MORNING)
