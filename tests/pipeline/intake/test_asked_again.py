"""The verifier asks Bandwidth again about what an event changed, and tells what came of it."""

from collections.abc import Iterator

import orjson
import pytest
from pipeline.intake.test_verifier import Inbox

from inbox.domain.delivery import Delivery
from inbox.domain.events import understand
from inbox.domain.statuses import Doubt, DownloadStatus, Verification
from inbox.domain.times import iso_z, now
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import commit_deliveries


@pytest.fixture
def inbox(database: Database) -> Iterator[Inbox]:
    server = SimulatedBandwidth()
    server.start()
    yield Inbox(database, server)
    server.stop()


def say(inbox: Inbox, row: int, **changes: object) -> None:
    """A further event of the recording."""
    known = inbox.read(row)
    properties = {
        "eventType": "conferenceRecordingAvailable",
        "accountId": known.account_id,
        "conferenceId": known.conference_id,
        "recordingId": known.recording_id,
        "eventTime": iso_z(now()),
        **changes,
    }
    delivery = Delivery(now(), "POST", "/", (), orjson.dumps(properties), "127.0.0.1:5")
    commit_deliveries(inbox.database, [(delivery, understand(delivery))])


def asked_long_ago(inbox: Inbox) -> None:
    with inbox.database.writing() as connection:
        connection.exec_driver_sql("UPDATE recordings SET verified_at = 1")


def test_what_an_event_changed_is_asked_about_once_more_and_once_only(inbox: Inbox) -> None:
    (row,) = inbox.receive("happy")
    with inbox.verifier() as verifier:
        recording = inbox.until_it_is(row, Verification.VERIFIED)
        asked_long_ago(inbox)
        for _ in range(3):
            say(inbox, row, name="HACKED", eventTime="2999-01-01T00:00:00Z")
            verifier.wake()
        inbox.until(row, lambda found: found.verified_at is not None and found.verified_at.year > 1970)
        assert inbox.read(row).doubt is Doubt.DIFFERS
        (other,) = inbox.receive("happy")
        verifier.wake()
        inbox.until_it_is(other, Verification.VERIFIED)
    assert inbox.asked.count(recording.recording_id) == 2
    assert inbox.verifications.next_due() is None


def test_a_deletion_that_bandwidth_confirms_is_told_and_gives_the_download_up(inbox: Inbox) -> None:
    (row,) = inbox.receive("happy")
    with inbox.verifier() as verifier:
        inbox.until_it_is(row, Verification.VERIFIED)
        asked_long_ago(inbox)
        inbox.bandwidth.answer_api_with(404)
        say(inbox, row, status="deleted")
        assert inbox.read(row).download_status is DownloadStatus.WAITING
        verifier.wake()
        recording = inbox.until_noted(row)
    assert "no longer does (404)" in (recording.verification_note or "")
    assert (recording.verification, recording.doubt) == (Verification.VERIFIED, None)
    assert recording.download_status is DownloadStatus.GIVEN_UP
