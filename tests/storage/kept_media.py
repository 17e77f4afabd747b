"""Recordings whose files lie in the media folder, as a download leaves them."""

import os
from collections.abc import Callable
from datetime import datetime

from inbox.domain.statuses import ReviewStatus
from inbox.domain.times import to_microseconds
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import Committed

Deliver = Callable[..., Committed]


def name_of(row: int) -> str:
    """What the file of ``row`` is called."""
    return f"{row}-0123456789abcdef.wav"


def downloaded(
    database: Database,
    deliver: Deliver,
    number: int,
    *,
    size: int = 100,
    review: ReviewStatus = ReviewStatus.REVIEWED,
    came_at: datetime | None = None,
) -> int:
    """A recording with its file, both from ``came_at`` on in this inbox; gives its row."""
    row = deliver(recordingId=f"r-{number}", name=f"Talk {number}").recording_row
    assert row is not None
    file = database.folder.media / name_of(row)
    file.write_bytes(b"x" * size)
    with database.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE recordings SET download_status = 'downloaded', media_name = ?, media_bytes = ?, media_sha256 = 'ab', "
            "media_format = 'wav', media_seconds = 2.5, review_status = ? WHERE id = ?",
            (file.name, size, review.value, row),
        )
        if came_at is not None:
            os.utime(file, (came_at.timestamp(), came_at.timestamp()))
            connection.exec_driver_sql("UPDATE recordings SET first_seen_at = ? WHERE id = ?", (to_microseconds(came_at), row))
    return row


def write(database: Database, sql: str, *values: object) -> None:
    """One statement."""
    with database.writing() as connection:
        connection.exec_driver_sql(sql, values)


def column(database: Database, name: str, row: int) -> object:
    """What stands in a column of a recording."""
    with database.reading() as connection:
        return connection.exec_driver_sql(f"SELECT {name} FROM recordings WHERE id = ?", (row,)).scalar_one()
