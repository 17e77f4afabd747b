from collections.abc import Callable

from inbox.domain.statuses import ReviewStatus
from inbox.storage.database import Database
from inbox.storage.intake_store import Committed
from inbox.storage.recordings import Recordings
from inbox.storage.reviews import set_review


def test_several_recordings_are_marked_at_once(
    database: Database, deliver: Callable[..., Committed], recordings: Recordings
) -> None:
    rows = [row for number in range(3) if (row := deliver(recordingId=f"r-{number}").recording_row)]
    set_review(database, rows[:2], ReviewStatus.REVIEWED)
    set_review(database, [], ReviewStatus.FLAGGED)
    found = recordings.rows(rows)
    assert [found[row].review_status for row in rows] == [ReviewStatus.REVIEWED, ReviewStatus.REVIEWED, ReviewStatus.NEW]
    assert (recordings.folder_counts().reviewed, recordings.folder_counts().new) == (2, 1)
