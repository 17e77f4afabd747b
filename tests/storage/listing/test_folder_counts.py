from collections.abc import Callable
from datetime import timedelta

import pytest
from storage.kept_media import write

from inbox.domain.query import SortColumn, parse_query
from inbox.domain.statuses import DownloadStatus, ReviewStatus
from inbox.domain.times import iso_z, now
from inbox.storage.database import Database
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.journal.intake_store import Committed
from inbox.storage.listing.folder_counts import FolderCounts
from inbox.storage.listing.query_terms import OPEN_CANCELLED_COUNT
from inbox.storage.listing.recordings import Recordings
from inbox.storage.review.reviews import set_review

FOLDERS = {
    "inbox": "",
    "new": "review:new",
    "flagged": "review:flagged",
    "partial": "status:partial",
    "errors": "is:error is:open",
    "expiring": "is:expiring",
    "reviewed": "review:reviewed",
}
Deliver = Callable[..., Committed]


def test_an_empty_inbox_counts_nothing(recordings: Recordings) -> None:
    assert recordings.folder_counts() == FolderCounts()


def test_each_folder_counts_what_it_shows_through_all_changes(
    database: Database, deliver: Deliver, recordings: Recordings
) -> None:
    def agree() -> FolderCounts:
        counts = recordings.folder_counts()
        shown = {name: len(recordings.ids(parse_query(text))) for name, text in FOLDERS.items()}
        assert {name: getattr(counts, name) for name in FOLDERS} == shown
        return counts

    for number, status in enumerate(("complete", "partial", "error", "partial", "odd word")):
        deliver(recordingId=f"r-{number}", status=status)
    assert agree() == FolderCounts(inbox=5, new=5, partial=2, errors=1)
    set_review(database, [1, 2], ReviewStatus.REVIEWED)
    set_review(database, [3], ReviewStatus.FLAGGED)
    assert agree() == FolderCounts(inbox=5, new=2, flagged=1, partial=2, errors=1, reviewed=2)
    set_review(database, [3], ReviewStatus.REVIEWED)
    assert agree() == FolderCounts(inbox=5, new=2, partial=2, reviewed=3), "an error that is reviewed counts as none"
    assert list(recordings.ids(parse_query("is:error"))) == [3], "and is found by its word all the same"
    set_review(database, [3], ReviewStatus.FLAGGED)
    deliver(recordingId="r-1", status="complete", eventTime="2031-01-01T00:00:00Z")
    assert agree().partial == 1
    downloads = Downloads(database)
    claimed = downloads.claim("me", now(), timedelta(minutes=1), only=[5])
    assert claimed is not None
    downloads.failed(claimed.id, "me", DownloadStatus.GIVEN_UP, "gone", None)
    assert agree().errors == 2
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM recordings WHERE id IN (1, 3)")
    assert agree().inbox == 3


@pytest.mark.parametrize(("days_left", "counted"), [(-0.1, 0), (0.1, 1), (2.9, 1), (3.1, 0)])
def test_what_is_deleted_within_three_days_is_expiring(
    deliver: Deliver, recordings: Recordings, days_left: float, counted: int
) -> None:
    deliver(endTime=iso_z(now() - timedelta(days=30) + timedelta(days=days_left)))
    assert recordings.folder_counts().expiring == counted
    assert len(recordings.ids(parse_query("is:expiring"))) == counted


def test_what_is_downloaded_does_not_expire(database: Database, deliver: Deliver, recordings: Recordings) -> None:
    row = deliver(endTime=iso_z(now() - timedelta(days=29))).recording_row
    assert row is not None
    Downloads(database).finished(
        row,
        "me",
        media_name="1-0123456789abcdef.wav",
        media_bytes=1,
        sha256="",
        media_format="wav",
        media_seconds=None,
        peaks=None,
    )
    assert recordings.folder_counts().expiring == 0


def test_what_the_person_cancelled_or_removed_is_no_error_and_what_was_lost_is(
    database: Database, deliver: Deliver, recordings: Recordings
) -> None:
    states = {
        "cancelled": "download_status = 'given_up', held = 'paused'",
        "cancelled, and an error at Bandwidth": "download_status = 'given_up', held = 'paused', status_kind = 'error'",
        "cancelled, and refuted": "download_status = 'given_up', held = 'paused', verification = 'refuted'",
        "given up": "download_status = 'given_up'",
        "lost": "download_status = 'expired'",
        "removed": "download_status = 'removed'",
        "paused": "held = 'paused'",
        "failed": "download_status = 'failed', next_try_at = 1",
    }
    for number, state in enumerate(states.values(), start=1):
        deliver(recordingId=f"r-{number}")
        write(database, f"UPDATE recordings SET {state} WHERE id = ?", number)
    found = {
        name: {list(states)[row - 1] for row in recordings.ids(parse_query(f"is:{name}"))} for name in ("error", "cancelled")
    }
    assert found["error"] == set(states) - {"cancelled", "removed", "paused"}
    assert found["cancelled"] == {"cancelled", "cancelled, and an error at Bandwidth"}
    assert recordings.folder_counts().errors == len(found["error"])
    set_review(database, list(range(1, len(states) + 1)), ReviewStatus.REVIEWED)
    assert recordings.folder_counts().errors == 0, "also of what was cancelled, which is subtracted once only"
    rows = recordings.rows(recordings.ids(parse_query("")))
    assert {row for row, recording in rows.items() if recording.is_cancelled} == {1, 2}, "as the database tells it"
    assert list(recordings.ids(parse_query("is:expired"))) == list(recordings.ids(parse_query("download:expired"))) == [5]


@pytest.mark.parametrize("sort", ["", "account:55555555"])
def test_errors_that_are_looked_for_along_another_index_are_the_same(
    database: Database, deliver: Deliver, recordings: Recordings, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, held in enumerate((None, "paused", "rule"), start=1):
        deliver(recordingId=f"r-{number}")
        write(database, "UPDATE recordings SET download_status = 'given_up', held = ? WHERE id = ?", held, number)
    for few in (0, 1_000):
        monkeypatch.setattr("inbox.storage.listing.query_sql.FEW_OF_ALL", few)
        query = parse_query(f"is:error {sort}", SortColumn.EXPIRES, descending=True)
        assert set(recordings.ids(query)) == {1, 3}


def test_counting_what_was_cancelled_reads_no_row_itself(database: Database) -> None:
    with database.reading() as connection:
        steps = [str(step[3]) for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {OPEN_CANCELLED_COUNT}")]
    assert "USING COVERING INDEX ix_recordings_cancelled" in steps[0]
    assert "USING COVERING INDEX ix_recordings_review (review_status=?" in steps[-1]
    assert not any("PRIMARY KEY" in step for step in steps), steps
