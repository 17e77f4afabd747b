import contextlib
import threading
import tracemalloc
from collections.abc import Callable
from datetime import timedelta

import orjson
import pytest

from inbox.domain.delivery import Delivery, DeliveryOutcome
from inbox.domain.events import understand
from inbox.domain.query import RecordingQuery
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus, ReviewStatus
from inbox.domain.times import now
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.journal.intake_store import Committed, commit_deliveries
from inbox.storage.journal.journal import Journal
from inbox.storage.journal.rebuild import Change, rebuild
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox
from inbox.storage.review.reviews import set_review

Deliver = Callable[..., Committed]


def everything(database: Database) -> list[tuple[object, ...]]:
    with database.reading_rows() as cursor:
        return cursor.execute("SELECT * FROM recordings ORDER BY id").fetchall()


def change(database: Database, statement: str) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql(statement)


def fill(database: Database, recordings: int, each: int = 2) -> None:
    for start in range(0, recordings, 100):
        batch = []
        for number in range(start, min(start + 100, recordings)):
            for again in range(each):
                event = {"eventType": "conferenceRecordingAvailable", "recordingId": f"r-{number}",
                         "accountId": "1", "tag": f"{again}",
                         "conferenceId": "c", "name": f"n {number}", "eventTime": f"2020-11-23T10:00:0{again}Z"}  # fmt: skip
                made = Delivery(now(), "POST", "/", (), orjson.dumps(event), "")
                batch.append((made, understand(made)))
        commit_deliveries(database, batch)


def test_an_inbox_in_order_is_left_exactly_as_it_is(database: Database, deliver: Deliver) -> None:
    fill(database, 450)
    deliver(b"no json")
    deliver(recordingId="r-7", status="error", mediaUrl=None)
    Downloads(database).claim("me", now(), timedelta(minutes=1), only=[3])
    set_review(database, [4], ReviewStatus.REVIEWED)
    before, journal = everything(database), list(Journal(database).entries())
    seen: list[tuple[int, int]] = []
    result = rebuild(database, progress=lambda done, of: seen.append((done, of)))
    assert (result.new, result.changed, result.unchanged, result.without_journal) == (0, 0, 451, 0)
    assert everything(database) == before
    assert list(Journal(database).entries()) == journal
    assert seen == sorted(seen)
    assert seen[-1][0] == seen[-1][1]


def test_what_was_lost_of_recordings_comes_back_and_reviews_and_media_stay(
    database: Database, deliver: Deliver, only_recording: Callable[[], Recording]
) -> None:
    deliver(eventTime="2020-11-23T10:00:05Z", name="Late", status="partial")
    deliver(eventTime="2020-11-23T10:00:01Z", name="Early", tag="only here")
    wanted = only_recording()
    downloads = Downloads(database)
    downloads.claim("me", now(), timedelta(minutes=1), only=[wanted.id])
    change(database, "UPDATE recordings SET verify_tries = 1")
    downloads.finished(wanted.id, "me", media_name=f"1-{'a' * 16}.wav", media_bytes=5, sha256="s", media_format="wav",
                       media_seconds=2.5, peaks=None)  # fmt: skip
    set_review(database, [wanted.id], ReviewStatus.FLAGGED)
    change(
        database,
        "UPDATE recordings SET name = 'wrong', tag = NULL, status = 'complete', status_kind = 'complete', deliveries = 1",
    )
    told: list[Change] = []
    result = rebuild(database, told.append)
    assert (result.new, result.changed, result.unchanged) == (0, 1, 0)
    assert told == [Change(wanted.id, "r-1", False, ("name", "tag", "status", "deliveries", "status_kind"))]
    again = only_recording()
    assert (again.name, again.tag, again.status, again.deliveries) == ("Late", "only here", "partial", 2)
    assert (again.review_status, again.download_status, again.media_bytes) == (ReviewStatus.FLAGGED, DownloadStatus.DOWNLOADED, 5)
    assert again.duration_seconds == 2.5, "the length that the media told"
    assert Recordings(database).folder_counts().partial == 1


def test_calls_that_an_older_version_ignored_become_recordings(database: Database, deliver: Deliver) -> None:
    kept = [deliver(eventType="recordingAvailable", callId=f"c-{number % 3}", conferenceId=None, recordingId=f"r-{number % 3}")
            for number in range(6)]  # fmt: skip
    ignored = deliver(eventType="conferenceCreated")
    change(database, "UPDATE deliveries SET outcome = 'ignored', recording_row = NULL")
    change(database, "DELETE FROM recordings")
    told: list[Change] = []
    result = rebuild(database, told.append)
    assert (result.new, result.changed, result.unchanged) == (3, 0, 0)
    assert [(one.recording_id, one.is_new) for one in told] == [("r-0", True), ("r-1", True), ("r-2", True)]
    recordings = Recordings(database)
    assert [one.deliveries for one in recordings.rows(recordings.ids(RecordingQuery())).values()] == [2, 2, 2]
    outcomes = [entry.outcome for entry in Journal(database).entries()]
    assert outcomes == [DeliveryOutcome.IGNORED] + [DeliveryOutcome.DUPLICATE] * 3 + [DeliveryOutcome.RECORDING] * 3
    assert ignored.delivery_id == len(kept) + 1
    assert recordings.folder_counts().inbox == 3
    assert rebuild(database).unchanged == 3


def test_recordings_whose_deliveries_were_dropped_stay(database: Database, deliver: Deliver) -> None:
    fill(database, 3, each=3)
    change(database, "DELETE FROM deliveries WHERE recording_row = 1")
    change(
        database,
        "DELETE FROM deliveries WHERE recording_row = 2 AND id <> (SELECT max(id) FROM deliveries WHERE recording_row = 2)",
    )
    change(
        database,
        "DELETE FROM deliveries WHERE recording_row = 3 AND id <> (SELECT min(id) FROM deliveries WHERE recording_row = 3)",
    )
    change(database, "UPDATE recordings SET from_number = 'said by a delivery that is gone'")
    before = everything(database)
    result = rebuild(database)
    assert (result.new, result.changed, result.unchanged, result.without_journal) == (0, 0, 2, 1)
    assert everything(database) == before


def test_what_cannot_be_downloaded_after_all_is_asked_for_again(
    database: Database, deliver: Deliver, only_recording: Callable[[], Recording]
) -> None:
    deliver(status="complete")
    change(
        database,
        "UPDATE recordings SET status = 'deleted', status_kind = 'deleted', download_status = 'given_up', error = 'Gone.'",
    )
    rebuild(database)
    assert (only_recording().status, only_recording().download_status) == ("complete", DownloadStatus.WAITING)
    assert only_recording().error is None


def test_a_receiver_can_run_beside_it(folder: DataFolder, database: Database) -> None:
    fill(database, 1200)
    change(database, "UPDATE recordings SET name = 'wrong'")
    ended = threading.Event()
    taken: list[str] = []

    def receive() -> None:
        other = open_inbox(folder)
        number = 0
        while not ended.is_set():
            number += 1
            event = {"eventType": "conferenceRecordingAvailable", "recordingId": f"r-{number % 1300}", "accountId": "1",
                     "conferenceId": "c", "name": f"n {number % 1300}", "tag": f"new {number}",
                     "eventTime": f"2020-11-23T11:{number // 60 % 60:02}:{number % 60:02}Z"}  # fmt: skip
            made = Delivery(now(), "POST", "/", (), orjson.dumps(event), "")
            commit_deliveries(other, [(made, understand(made))])
            taken.append(f"r-{number % 1300}")
            ended.wait(0.002)  # without any pause no other writer may get a turn on a busy machine
        other.close()

    receiver = threading.Thread(target=receive)
    receiver.start()
    try:
        result = rebuild(database)
    finally:
        ended.set()
        receiver.join()
    assert taken
    assert result.changed >= 1200 - len(taken)
    recordings = Recordings(database)
    rows = recordings.rows(recordings.ids(RecordingQuery())).values()
    assert all(recording.name == f"n {recording.recording_id.removeprefix('r-')}" for recording in rows)
    assert sum(recording.deliveries for recording in rows) == Journal(database).count()
    assert sum(str(recording.tag).startswith("new") for recording in rows) == len(set(taken))


def test_what_comes_between_reading_and_writing_is_not_overlooked(
    folder: DataFolder, database: Database, delivery: Callable[..., Delivery], deliver: Deliver,
    only_recording: Callable[[], Recording], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    deliver(name="Stand-up", eventTime="2020-11-23T10:00:00Z")
    change(database, "UPDATE recordings SET name = 'wrong'")
    writing_rows = Database.writing_rows

    def write_late(self: Database) -> object:
        monkeypatch.undo()
        with contextlib.closing(open_inbox(folder)) as other:
            made = delivery(eventTime="2020-11-23T11:00:00Z", tag="new")
            commit_deliveries(other, [(made, understand(made))])
        return writing_rows(self)

    monkeypatch.setattr(Database, "writing_rows", write_late)
    assert rebuild(database).changed == 1
    assert (only_recording().name, only_recording().tag, only_recording().deliveries) == ("Stand-up", "new", 2)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_journal(database: Database, deliver: Deliver) -> None:
    deliver()
    change(
        database,
        "INSERT INTO deliveries (received_at, method, target, headers, body, peer, outcome, reason, event_type, recording_row) "
        "SELECT received_at, method, target, headers, body, peer, 'duplicate', '', event_type, 1 FROM deliveries, "
        "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 6000) SELECT i FROM n)",
    )
    tracemalloc.start()
    try:
        rebuild(database)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 2_000_000
