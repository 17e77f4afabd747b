from collections.abc import Callable

import pytest

from inbox.domain.delivery import DeliveryOutcome
from inbox.domain.query import RecordingQuery
from inbox.domain.recording import Recording
from inbox.domain.statuses import ReviewStatus
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import Committed
from inbox.storage.journal.journal import Journal
from inbox.storage.journal.replay import replay
from inbox.storage.listing.recordings import Recordings
from inbox.storage.review.reviews import set_review

Deliver = Callable[..., Committed]
CALL = {"eventType": "recordingAvailable", "callId": "c-1", "conferenceId": None, "from": "+15550100", "to": "+15550199"}


def as_an_older_version_took_it(database: Database, delivery_id: int) -> None:
    """The delivery is in the journal as ignored, and the recording that it made is not there."""
    with database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE deliveries SET outcome = 'ignored', reason = 'Not known.', recording_row = NULL WHERE id = ?", (delivery_id,)
        )
        connection.exec_driver_sql("DELETE FROM recordings WHERE id NOT IN (SELECT recording_row FROM deliveries)")
        connection.exec_driver_sql(
            "DELETE FROM recordings WHERE NOT EXISTS (SELECT 1 FROM deliveries WHERE recording_row = recordings.id)"
        )


def test_a_call_that_an_older_version_ignored_becomes_a_recording(
    database: Database, deliver: Deliver, only_recording: Callable[[], Recording]
) -> None:
    kept = deliver(**CALL)
    as_an_older_version_took_it(database, kept.delivery_id)
    (replayed,) = replay(database, [kept.delivery_id])
    assert (replayed.outcome, replayed.is_new, replayed.recording_id) == (DeliveryOutcome.RECORDING, True, "r-1")
    recording = only_recording()
    assert (recording.call_id, recording.deliveries, recording.id) == ("c-1", 1, replayed.recording_row)
    stored = Journal(database).entry(kept.delivery_id)
    assert stored is not None
    assert (stored.outcome, stored.reason, stored.recording_row) == (DeliveryOutcome.RECORDING, "", recording.id)
    assert Recordings(database).folder_counts().inbox == 1


def test_replaying_changes_nothing_where_nothing_is_new(
    database: Database, deliver: Deliver, only_recording: Callable[[], Recording]
) -> None:
    ids = [deliver(eventTime=f"2020-11-23T10:00:0{second}Z", name=f"name {second}").delivery_id for second in (1, 3, 2)]
    before, journal = only_recording(), list(Journal(database).entries())
    for replayed in replay(database, ids * 2):
        assert (replayed.is_new, replayed.changed, replayed.recording_row) == (False, (), before.id)
    assert only_recording() == before
    assert before.deliveries == 3
    assert list(Journal(database).entries()) == journal


def test_what_a_recording_lost_comes_back_and_is_named(
    database: Database, deliver: Deliver, only_recording: Callable[[], Recording]
) -> None:
    kept = deliver(name="Stand-up", tag="a", eventTime="2020-11-23T10:00:00Z")
    set_review(database, [1], ReviewStatus.FLAGGED)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET name = NULL, tag = NULL")
    (replayed,) = replay(database, [kept.delivery_id])
    assert (replayed.outcome, replayed.changed) == (DeliveryOutcome.RECORDING, ("name", "tag"))
    assert (only_recording().name, only_recording().review_status) == ("Stand-up", ReviewStatus.FLAGGED)


def test_an_unknown_number_does_not_stop_the_others(database: Database, deliver: Deliver) -> None:
    kept = deliver(b"no json")
    first, second, third = replay(database, [999, kept.delivery_id, 2**70])
    assert (first.delivery_id, first.outcome) == (999, None)
    assert (second.outcome, second.recording_row) == (DeliveryOutcome.REJECTED, None)
    assert second.reason.startswith("The body is not JSON")
    assert third.outcome is None
    assert Journal(database).count() == 1


def test_a_delivery_that_was_not_counted_is_counted_once(
    database: Database, deliver: Deliver, only_recording: Callable[[], Recording]
) -> None:
    deliver()
    second = deliver()
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET deliveries = 1")
        connection.exec_driver_sql("UPDATE deliveries SET outcome = 'rejected', recording_row = NULL WHERE id = 2")
    for _ in range(3):
        (replayed,) = replay(database, [second.delivery_id])
        assert replayed.outcome is DeliveryOutcome.DUPLICATE
        assert only_recording().deliveries == 2


@pytest.mark.expects_log
def test_a_mistake_of_ours_in_one_delivery_is_logged_and_told(
    database: Database, deliver: Deliver, monkeypatch: pytest.MonkeyPatch, recordings: Recordings
) -> None:
    kept = deliver()

    def broken(_delivery: object) -> object:
        raise RuntimeError("ours")

    monkeypatch.setattr("inbox.storage.journal.folding.understand", broken)
    (replayed,) = replay(database, [kept.delivery_id])
    assert replayed.outcome is DeliveryOutcome.REJECTED
    assert "mistake" in replayed.reason
    assert len(recordings.ids(RecordingQuery())) == 1
