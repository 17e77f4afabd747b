"""How many recordings each folder of the window holds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from inbox.domain.statuses import DownloadStatus, RecordingStatus, ReviewStatus
from inbox.storage.query_terms import expiring

_FAILED = {DownloadStatus.FAILED.value, DownloadStatus.GIVEN_UP.value, DownloadStatus.EXPIRED.value}


@dataclass(frozen=True, slots=True)
class FolderCounts:
    """One number a folder; a recording counts in every folder that shows it."""

    inbox: int = 0
    new: int = 0
    flagged: int = 0
    partial: int = 0
    errors: int = 0
    expiring: int = 0
    reviewed: int = 0


def read_folder_counts(connection: Connection, now: datetime) -> FolderCounts:
    """From the counts that the triggers keep; what expires soon is counted along its index."""
    cells = connection.exec_driver_sql(
        "SELECT status_kind, download_status, review_status, recordings FROM recording_counts"
    ).all()
    soon = expiring(now)
    (expiring_count,) = connection.exec_driver_sql(f"SELECT count(*) FROM recordings WHERE {soon.sql}", soon.parameters).one()
    return FolderCounts(
        inbox=sum(count for _, _, _, count in cells),
        new=sum(count for _, _, review, count in cells if review == ReviewStatus.NEW),
        flagged=sum(count for _, _, review, count in cells if review == ReviewStatus.FLAGGED),
        partial=sum(count for status, _, _, count in cells if status == RecordingStatus.PARTIAL),
        errors=sum(count for status, download, _, count in cells if status == RecordingStatus.ERROR or download in _FAILED),
        expiring=expiring_count,
        reviewed=sum(count for _, _, review, count in cells if review == ReviewStatus.REVIEWED),
    )
