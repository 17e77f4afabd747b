"""An event that changes a verified recording takes nothing away: Bandwidth is asked again, and its own word decides."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from storage.catching_up.test_catch_up_store import LISTED

from inbox.domain.query import parse_query
from inbox.domain.recording import Recording
from inbox.domain.rules import rules_of, wanted
from inbox.domain.statuses import Doubt, DownloadStatus, Verification
from inbox.domain.times import from_microseconds, iso_z, now
from inbox.storage.catching_up.catch_up_store import take_listed
from inbox.storage.database import Database
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.downloads.expiry import EXPIRED
from inbox.storage.downloads.verifications import Verifications
from inbox.storage.journal.intake_store import Committed
from inbox.storage.listing.recordings import Recordings

Deliver = Callable[..., Committed]
Only = Callable[[], Recording]
START = now()
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
HACKED = {"name": "HACKED", "status": "deleted", "eventTime": iso_z(START + DAY)}


@pytest.fixture
def verifications(database: Database) -> Verifications:
    return Verifications(database)


@pytest.fixture
def row(deliver: Deliver, verifications: Verifications) -> int:
    """A verified recording, asked about some minutes ago."""
    row = deliver(name="Board meeting", eventTime=iso_z(START - DAY)).recording_row
    assert row is not None
    verifications.verified(row, said(), START - 10 * MINUTE)
    return row


def said(**properties: object) -> str:
    return json.dumps({"recordingId": "r-1", "name": "Board meeting", "status": "complete", **properties})


def asked_at(database: Database) -> object:
    with database.reading() as connection:
        return from_microseconds(connection.exec_driver_sql("SELECT verify_next_at FROM recordings").scalar())


def download(recording: Recording) -> tuple[DownloadStatus, str | None]:
    return recording.download_status, recording.error


def found(database: Database) -> list[int]:
    return list(Recordings(database).ids(parse_query("is:differs")))


def test_a_forged_deletion_stops_no_download_of_what_bandwidth_has(row: int, deliver: Deliver, only_recording: Only) -> None:
    deliver(**HACKED)
    assert download(only_recording()) == (DownloadStatus.WAITING, None)
    deliver(status="error", mediaUrl=None, eventTime=iso_z(START + 2 * DAY))
    assert download(only_recording()) == (DownloadStatus.WAITING, None)


def test_what_an_event_alone_gave_up_waits_again_when_bandwidth_has_it(
    deliver: Deliver, verifications: Verifications, only_recording: Only
) -> None:
    row = deliver(**HACKED).recording_row
    assert row is not None
    assert only_recording().download_status is DownloadStatus.GIVEN_UP
    verifications.verified(row, said(), START)
    assert download(only_recording()) == (DownloadStatus.WAITING, None)


def test_what_bandwidth_itself_deleted_is_given_up(
    row: int, deliver: Deliver, verifications: Verifications, only_recording: Only
) -> None:
    deliver(status="deleted", eventTime=iso_z(START))
    verifications.verified(row, said(status="deleted"), START)
    status, sentence = download(only_recording())
    assert (status, only_recording().doubt) == (DownloadStatus.GIVEN_UP, None)
    assert "was deleted" in (sentence or "")


def test_what_bandwidth_no_longer_knows_is_given_up_where_an_event_says_why(
    row: int, deliver: Deliver, verifications: Verifications, only_recording: Only
) -> None:
    deliver(status="deleted", eventTime=iso_z(START))
    verifications.gone(row, "Bandwidth no longer knows it.", START)
    assert only_recording().download_status is DownloadStatus.GIVEN_UP
    assert (only_recording().verification, only_recording().doubt) == (Verification.VERIFIED, None)
    deliver(name="HACKED", eventTime=iso_z(START + MINUTE))
    verifications.gone(row, "Bandwidth no longer knows it.", START)
    assert only_recording().doubt is Doubt.DIFFERS, "the name is not Bandwidth's"


def test_a_verdict_and_a_cancelled_download_are_left_as_they_are(
    row: int, database: Database, deliver: Deliver, verifications: Verifications, only_recording: Only
) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET download_status = 'given_up', error = 'You cancelled this download.'")
    deliver(**HACKED)
    verifications.verified(row, said(), START)
    assert download(only_recording()) == (DownloadStatus.GIVEN_UP, "You cancelled this download.")


def test_the_word_of_a_list_gives_up_and_a_later_event_does_not(
    database: Database, deliver: Deliver, only_recording: Only
) -> None:
    take_listed(database, [LISTED], START - 10 * MINUTE)
    deliver(status="deleted", eventTime=iso_z(START))
    assert (download(only_recording()), only_recording().doubt) == ((DownloadStatus.WAITING, None), Doubt.CHANGED)
    assert asked_at(database) is not None, "a list keeps no metadata: Bandwidth is asked"
    take_listed(database, [LISTED], START + MINUTE)
    deliver(status="partial", eventTime=iso_z(START - MINUTE))
    take_listed(database, [replace(LISTED, status="deleted")], START + 2 * MINUTE)
    assert only_recording().download_status is DownloadStatus.GIVEN_UP


def test_a_changed_event_is_asked_about_at_once_and_the_row_is_not_verified_so(
    row: int, database: Database, deliver: Deliver, verifications: Verifications, only_recording: Only
) -> None:
    before = now()
    deliver(**HACKED)
    next_at = asked_at(database)
    assert next_at is not None
    assert before <= next_at <= now()  # type: ignore[operator]
    assert only_recording().doubt is Doubt.DIFFERS
    assert found(database) == [row]
    verifications.verified(row, said(), START)
    assert (only_recording().doubt, found(database), asked_at(database)) == (Doubt.DIFFERS, [row], None)
    verifications.verified(row, said(name="HACKED", status="deleted"), START)
    assert (only_recording().doubt, found(database)) == (None, [])


def test_what_bandwidth_does_not_tell_of_is_marked_until_it_was_asked_again(
    row: int, deliver: Deliver, verifications: Verifications, database: Database, only_recording: Only
) -> None:
    deliver(channels=7, eventTime=iso_z(START))
    assert (only_recording().doubt, found(database)) == (Doubt.CHANGED, [])
    verifications.verified(row, said(), START)
    assert only_recording().doubt is None


def test_it_is_asked_about_once_a_minute_at_most_whatever_events_say(
    row: int, database: Database, deliver: Deliver, verifications: Verifications
) -> None:
    asked = now()
    verifications.verified(row, said(), asked)
    deliver(name="A", eventTime=iso_z(START + MINUTE))
    first = asked_at(database)
    assert first == asked + MINUTE
    deliver(name="B", eventTime=iso_z(START + 2 * MINUTE))
    assert asked_at(database) == first, "nor is it put off"
    verifications.gone(row, "Bandwidth no longer knows it.", asked + MINUTE)
    deliver(name="C", eventTime=iso_z(START + 3 * MINUTE))
    assert asked_at(database) > first  # type: ignore[operator]


def test_a_failing_answer_is_not_asked_for_more_often_than_once_a_minute(
    row: int, database: Database, deliver: Deliver, verifications: Verifications
) -> None:
    verifications.unknown([row], "Bandwidth could not be asked again.", now() + DAY)
    before = now()
    deliver(name="A", eventTime=iso_z(START))
    assert before + MINUTE <= asked_at(database) <= now() + MINUTE  # type: ignore[operator]


def test_no_forged_name_holds_a_download_back(
    row: int, database: Database, deliver: Deliver, verifications: Verifications
) -> None:
    rules = rules_of(rule="all", automatic=True, names=["Board*"], tags=[])
    deliver(name="HACKED", eventTime=iso_z(START))
    claimed = Downloads(database).claim("me", START, MINUTE, wanted=lambda recording: wanted(recording, rules))
    assert claimed is not None
    assert (claimed.id, claimed.name) == (row, "HACKED")


def test_what_a_rule_held_back_is_looked_at_again_when_bandwidth_has_answered(
    row: int, database: Database, verifications: Verifications, only_recording: Only
) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET held = 'rule'")
    verifications.verified(row, said(), START)
    assert only_recording().held is None


def test_the_same_event_again_asks_nothing(row: int, database: Database, deliver: Deliver, verifications: Verifications) -> None:
    deliver(**HACKED)
    verifications.verified(row, said(), START)
    deliver(**HACKED)
    deliver(name="older", eventTime=iso_z(START - 2 * DAY))
    assert asked_at(database) is None


def test_an_event_that_dates_a_recording_long_ago_does_not_end_it(
    row: int, database: Database, deliver: Deliver, verifications: Verifications, only_recording: Only
) -> None:
    verifications.verified(row, said(endTime=iso_z(START)), START)
    deliver(endTime="2001-01-01T00:00:00Z", eventTime=iso_z(START))
    assert only_recording().expires_at == START + 30 * DAY
    verifications.verified(row, said(), START)  # Bandwidth does not say when it was made
    deliver(endTime="2002-01-01T00:00:00Z", eventTime=iso_z(START + MINUTE), channels=3)
    assert only_recording().doubt is Doubt.CHANGED
    with database.reading_rows() as cursor:
        assert cursor.execute(EXPIRED, (2**62, 10)).fetchall() == []
