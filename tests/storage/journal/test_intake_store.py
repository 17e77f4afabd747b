import contextlib
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inbox.domain.delivery import Delivery, DeliveryOutcome
from inbox.domain.events import RecordingEvent, understand
from inbox.domain.query import RecordingQuery
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus, ReviewStatus, Source
from inbox.domain.times import now
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.journal.intake_store import Committed, commit_deliveries
from inbox.storage.journal.journal import Journal
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox
from inbox.storage.problems import StoreFailing
from inbox.storage.review.reviews import set_review

Deliver = Callable[..., Committed]
MakeDelivery = Callable[..., Delivery]
Only = Callable[[], Recording]

HOSTILE = "\ud800 \x00 <img src=x> ' \" ; DROP TABLE recordings; -- \u202e 🎉"


def test_an_event_becomes_a_recording_with_all_it_said(deliver: Deliver, only_recording: Only) -> None:
    committed = deliver(
        name="Stand-up",
        tag="team",
        eventTime="2020-06-10T19:15:19.694Z",
        startTime="2020-06-10T18:55:00Z",
        endTime="2020-06-10T19:15:00Z",
        duration="PT20M5S",
        fileFormat="wav",
        channels="1",
        recordingName="extra",
    )
    recording = only_recording()
    assert committed == Committed(1, DeliveryOutcome.RECORDING, "", recording.id, is_new=True)
    assert (recording.name, recording.tag, recording.status, recording.duration_seconds) == (
        "Stand-up",
        "team",
        "complete",
        1205.0,
    )
    assert (recording.file_format, recording.channels, recording.deliveries) == ("wav", 1, 1)
    assert (recording.download_status, recording.review_status) == (DownloadStatus.WAITING, ReviewStatus.NEW)
    assert recording.source is Source.WEBHOOK
    assert recording.ended_at == datetime(2020, 6, 10, 19, 15, tzinfo=UTC)
    assert recording.expires_at == datetime(2020, 7, 10, 19, 15, tzinfo=UTC)
    assert recording.event_time == datetime(2020, 6, 10, 19, 15, 19, 694_000, tzinfo=UTC)
    assert recording.other_properties == '{"recordingName":"extra"}'
    assert recording.media_path is None


def test_the_same_event_again_is_counted(deliver: Deliver, only_recording: Only) -> None:
    first, second = deliver(), deliver()
    assert (second.outcome, second.is_new, second.recording_row) == (DeliveryOutcome.DUPLICATE, False, first.recording_row)
    assert only_recording().deliveries == 2


def test_the_moment_it_was_first_seen_stays(deliver: Deliver, only_recording: Only) -> None:
    deliver(eventTime=None)
    seen = only_recording().first_seen_at
    deliver(eventTime="2030-01-01T00:00:00Z")
    assert only_recording().first_seen_at == seen


def test_one_batch_may_tell_several_times_of_one_recording(
    database: Database, delivery: MakeDelivery, only_recording: Only
) -> None:
    made = [delivery(eventTime=f"2020-06-10T19:15:{second:02}Z", name=f"at {second}") for second in (5, 9, 1)]
    made.append(delivery(b"\xff"))
    outcomes = [kept.outcome for kept in commit_deliveries(database, [(one, understand(one)) for one in made])]
    duplicate = DeliveryOutcome.DUPLICATE
    assert outcomes == [DeliveryOutcome.RECORDING, duplicate, duplicate, DeliveryOutcome.REJECTED]
    assert (only_recording().name, only_recording().deliveries) == ("at 9", 3)


def test_a_batch_larger_than_one_look_up_is_kept_whole(
    database: Database, delivery: MakeDelivery, recordings: Recordings
) -> None:
    made = [delivery(recordingId=f"r-{number}") for number in range(350)]
    batch = [(one, understand(one)) for one in made]
    commit_deliveries(database, batch)
    again = commit_deliveries(database, batch)
    assert {kept.outcome for kept in again} == {DeliveryOutcome.DUPLICATE}
    assert recordings.folder_counts().inbox == 350


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"[" * 1000, b"[]", b'{"eventType":"conferenceRecordingAvailable"}', b"\x00" * 70_000]
)
def test_what_cannot_be_read_is_kept_as_it_came(
    database: Database, deliver: Deliver, recordings: Recordings, body: bytes
) -> None:
    kept = deliver(body)
    assert kept.outcome is DeliveryOutcome.REJECTED
    (stored,) = Journal(database).entries()
    assert (stored.delivery.body, stored.outcome, stored.reason) == (body, DeliveryOutcome.REJECTED, kept.reason)
    assert stored.reason
    assert recordings.folder_counts().inbox == 0


def test_events_of_another_kind_are_kept_in_the_journal_only(
    database: Database, deliver: Deliver, recordings: Recordings
) -> None:
    assert deliver(eventType="conferenceCreated").outcome is DeliveryOutcome.IGNORED
    (stored,) = Journal(database).entries()
    assert (stored.event_type, stored.recording_row) == ("conferenceCreated", None)
    assert recordings.folder_counts().inbox == 0


def test_hostile_text_cannot_make_the_commit_fail(database: Database, recordings: Recordings) -> None:
    hostile: dict[str, Any] = dict.fromkeys(("name", "tag", "status", "file_format", "media_url", "other_properties"), HOSTILE)
    told = RecordingEvent("r-1", HOSTILE, HOSTILE, channels=2**80, duration_seconds=float("nan"), **hostile)
    delivery = Delivery(now(), HOSTILE, HOSTILE, ((HOSTILE, HOSTILE),), HOSTILE.encode("utf-8", "surrogatepass"), HOSTILE)
    for expected in (1, 2):
        commit_deliveries(database, [(delivery, told)])
        (recording,) = recordings.with_recording_id("r-1")
        assert recording.deliveries == expected
    assert recording.name == HOSTILE.replace("\ud800", "\\ud800").replace("\x00", "\\u0000")
    assert (recording.channels, recording.duration_seconds) == (None, None)
    assert recordings.rows([recording.id])[recording.id] == recording
    stored = next(Journal(database).entries(limit=1))
    assert stored.delivery.body == delivery.body
    assert stored.delivery.headers == ((HOSTILE, HOSTILE),)


def test_the_same_ids_at_another_account_are_another_recording(deliver: Deliver, recordings: Recordings) -> None:
    deliver()
    deliver(accountId="66666666")
    deliver(conferenceId="conf-2")
    assert len(recordings.with_recording_id("r-1")) == 3


def test_a_downloaded_recording_is_never_reset(database: Database, deliver: Deliver, only_recording: Only) -> None:
    row = deliver(eventTime="2020-06-10T19:00:00Z").recording_row
    assert row is not None
    downloads = Downloads(database)
    downloads.ask([row], now())
    assert downloads.claim("me", now(), timedelta(minutes=1)) is not None
    downloads.finished(
        row,
        "me",
        media_name=f"{row}-0123456789abcdef.wav",
        media_bytes=7,
        sha256="ab",
        media_format="wav",
        media_seconds=1.0,
        peaks=None,
    )
    before = only_recording()
    for status, url in (("error", None), ("deleted", None), ("complete", "https://elsewhere/")):
        deliver(eventTime="2031-01-01T00:00:00Z", status=status, mediaUrl=url)
    after = only_recording()
    assert after.download_status is DownloadStatus.DOWNLOADED
    assert (after.media_path, after.media_sha256, after.media_bytes, after.error) == (before.media_path, "ab", 7, None)


def test_what_the_person_made_of_it_stays(database: Database, deliver: Deliver, only_recording: Only) -> None:
    row = deliver().recording_row
    assert row is not None
    set_review(database, [row], ReviewStatus.FLAGGED)
    deliver(eventTime="2031-01-01T00:00:00Z", name="new")
    assert (only_recording().review_status, only_recording().name) == (ReviewStatus.FLAGGED, "new")


def test_a_thousand_duplicates_from_eight_threads_are_one_recording(
    database: Database, delivery: MakeDelivery, only_recording: Only
) -> None:
    made = delivery()
    failures: list[BaseException] = []

    def send() -> None:
        try:
            for _ in range(25):
                commit_deliveries(database, [(made, understand(made))] * 5)
        except BaseException as problem:
            failures.append(problem)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []
    assert only_recording().deliveries == 1000
    assert Journal(database).count() == 1000


def test_two_openings_of_one_inbox_may_take_events_at_once(
    folder: DataFolder, database: Database, delivery: MakeDelivery, recordings: Recordings
) -> None:
    batches = [[(one, understand(one))] for one in (delivery(recordingId=f"r-{number % 5}") for number in range(100))]
    failures: list[BaseException] = []

    def take(store: Database) -> None:
        try:
            for batch in batches:
                commit_deliveries(store, batch)
        except BaseException as problem:
            failures.append(problem)

    with contextlib.closing(open_inbox(folder)) as other:
        threads = [threading.Thread(target=take, args=(store,)) for store in (database, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert failures == []
    rows = recordings.rows(recordings.ids(RecordingQuery()))
    assert sorted(recording.deliveries for recording in rows.values()) == [40] * 5


def test_a_store_that_fails_keeps_nothing_of_the_batch_and_takes_it_later(
    database: Database, delivery: MakeDelivery, recordings: Recordings
) -> None:
    made = delivery(name="x" * 900_000)
    batch = [(made, understand(made))]
    with database.writing_rows() as cursor:  # the connection of the commit is the same until it fails
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFailing, match="the disk is full"):
        commit_deliveries(database, batch)
    assert (Journal(database).count(), recordings.folder_counts().inbox) == (0, 0)
    assert commit_deliveries(database, batch)[0].is_new
    assert (Journal(database).count(), recordings.folder_counts().inbox) == (1, 1)


def test_ids_are_never_given_twice(database: Database, deliver: Deliver) -> None:
    row = deliver().recording_row
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM recordings")
    assert deliver().recording_row == (row or 0) + 1
