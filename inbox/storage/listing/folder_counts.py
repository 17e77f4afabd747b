"""How many recordings each folder of the window holds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from inbox.domain.statuses import DownloadStatus, RecordingStatus, ReviewStatus
from inbox.storage.listing.query_terms import OPEN_CANCELLED_COUNT, expiring

_FAILED = {DownloadStatus.FAILED.value, DownloadStatus.GIVEN_UP.value, DownloadStatus.EXPIRED.value}


@dataclass(frozen=True, slots=True)
class FolderCounts:
    """One number a folder; a recording counts in every folder that shows it."""

    inbox: int = 0
    new: int = 0
    flagged: int = 0
    partial: int = 0
    errors: int = 0
    """Without what is reviewed."""
    expiring: int = 0
    reviewed: int = 0


def read_folder_counts(connection: Connection, now: datetime, warning_days: int) -> FolderCounts:
    """From the counts that the triggers keep; what expires soon, and what was cancelled, is counted along an index of its own."""
    cells = connection.exec_driver_sql(
        "SELECT status_kind, download_status, review_status, recordings FROM recording_counts"
    ).all()
    still_open = [(status, download, count) for status, download, review, count in cells if review != ReviewStatus.REVIEWED]
    failed = sum(count for status, download, count in still_open if status == RecordingStatus.ERROR or download in _FAILED)
    return FolderCounts(
        inbox=sum(count for _, _, _, count in cells),
        new=sum(count for _, _, review, count in cells if review == ReviewStatus.NEW),
        flagged=sum(count for _, _, review, count in cells if review == ReviewStatus.FLAGGED),
        partial=sum(count for status, _, _, count in cells if status == RecordingStatus.PARTIAL),
        errors=failed - int(connection.exec_driver_sql(OPEN_CANCELLED_COUNT).scalar_one()),
        expiring=count_expiring(connection, now, warning_days),
        reviewed=sum(count for _, _, review, count in cells if review == ReviewStatus.REVIEWED),
    )


def count_expiring(connection: Connection, now: datetime, days: int) -> int:
    """How many recordings are about to be lost: the one number for sidebar, banner, log and doctor."""
    soon = expiring(now, days)
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM ({soon.finds})", soon.parameters).scalar_one())
