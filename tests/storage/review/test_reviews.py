import time
from collections.abc import Callable

from inbox.domain.review_change import ReviewChange, ReviewField, change_of
from inbox.domain.statuses import ReviewStatus
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import Committed
from inbox.storage.listing.recordings import Recordings
from inbox.storage.review.history import History
from inbox.storage.review.reviews import set_review


def test_several_recordings_are_marked_at_once(
    database: Database, deliver: Callable[..., Committed], recordings: Recordings
) -> None:
    rows = [row for number in range(3) if (row := deliver(recordingId=f"r-{number}").recording_row)]
    set_review(database, rows[:2], ReviewStatus.REVIEWED)
    set_review(database, [], ReviewStatus.FLAGGED)
    found = recordings.rows(rows)
    assert [found[row].review_status for row in rows] == [ReviewStatus.REVIEWED, ReviewStatus.REVIEWED, ReviewStatus.NEW]
    assert (recordings.folder_counts().reviewed, recordings.folder_counts().new) == (2, 1)


def test_what_is_marked_is_told_to_the_history_as_one_batch(database: Database, deliver: Callable[..., Committed]) -> None:
    rows = [row for number in range(3) if (row := deliver(recordingId=f"r-{number}").recording_row)]
    set_review(database, rows[2:], ReviewStatus.FLAGGED)
    batch = set_review(database, [*rows, rows[0], 99], ReviewStatus.FLAGGED, "Ann")
    told = [History(database).entries(row)[-1] for row in rows]
    assert [entry.batch for entry in told] == [batch, batch, told[2].batch]
    assert told[2].batch != batch, "that one was flagged before"
    assert told[0].detail == {"field": "verdict", "before": "new", "after": "flagged", "by": "Ann"}
    assert change_of(rows[0], dict(told[0].detail)).taken_back == ReviewChange(rows[0], ReviewField.VERDICT, "flagged", "new")
    with database.reading() as connection:
        batches = connection.exec_driver_sql("SELECT sentence, changes, undone_at FROM review_batches ORDER BY id").all()
    assert [tuple(row) for row in batches] == [
        ("Marked a recording as flagged", 1, None),
        ("Marked 2 recordings as flagged", 2, None),
    ]


def test_a_mark_that_changes_nothing_is_no_batch(database: Database, deliver: Callable[..., Committed]) -> None:
    row = deliver().recording_row
    assert row is not None
    assert set_review(database, [row], ReviewStatus.NEW) is None
    assert History(database).entries(row) == []


def test_five_thousand_recordings_are_marked_within_seconds(database: Database, deliver: Callable[..., Committed]) -> None:
    deliver()
    with database.writing() as connection:
        columns = "account_id, conference_id, title_key, status_kind, download_status, review_status, first_seen_at, expires_at"
        connection.exec_driver_sql(
            f"INSERT INTO recordings ({columns}, deliveries, source, attempts, recording_id) "
            f"SELECT {columns}, 0, 'catch-up', 0, 's-' || i FROM recordings, "
            "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) SELECT i FROM n)"
        )
    started = time.monotonic()
    assert set_review(database, range(2, 5002), ReviewStatus.REVIEWED) is not None
    assert time.monotonic() - started < 30
    assert len(History(database).entries(5001)) == 2
