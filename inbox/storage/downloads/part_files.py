"""What is known of half-fetched files, so that a download goes on where it was, also after a power cut.

Only bytes that were on the disk when they were noted count: a file's length may say more after a power cut, with zeros behind it.
"""

from datetime import datetime

from inbox.domain.part_file import PartFile
from inbox.domain.times import to_microseconds
from inbox.storage.database import Database
from inbox.storage.storable_text import storable

_READ = "SELECT synced_bytes, total_bytes, etag, last_modified, sha256 FROM part_files WHERE recording_row = ?"
_NOTE = """INSERT INTO part_files (recording_row, synced_bytes, total_bytes, etag, last_modified, sha256, updated_at)
    VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (recording_row) DO UPDATE SET synced_bytes = excluded.synced_bytes,
    total_bytes = excluded.total_bytes, etag = excluded.etag, last_modified = excluded.last_modified, sha256 = excluded.sha256,
    updated_at = excluded.updated_at"""
_FORGET = "DELETE FROM part_files WHERE recording_row = ?"
_NEEDED = """SELECT recording_row FROM part_files JOIN recordings ON recordings.id = recording_row
    WHERE download_status IN ('waiting', 'failed') UNION SELECT id FROM recordings WHERE download_status = 'downloading'"""


class PartFiles:
    """Safe from any thread and beside other processes. Every method may raise StoreFailing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, row: int) -> PartFile | None:
        """What is here of a recording's file; None when that is nothing."""
        with self._database.reading() as connection:
            found = connection.exec_driver_sql(_READ, (row,)).first()
        return None if found is None else PartFile(*found)

    def note(self, row: int, part: PartFile, at: datetime) -> None:
        """So much is on the disk for sure."""
        values = part.synced_bytes, part.total_bytes, _text(part.etag), _text(part.last_modified), part.sha256
        with self._database.writing() as connection:
            connection.exec_driver_sql(_NOTE, (row, *values, to_microseconds(at)))

    def forget(self, row: int) -> None:
        """Nothing is here that could be gone on with."""
        with self._database.writing() as connection:
            connection.exec_driver_sql(_FORGET, (row,))

    def needed(self) -> set[int]:
        """The recordings whose download is under way, in whatever process, or may go on with its part."""
        with self._database.reading() as connection:
            return set(connection.exec_driver_sql(_NEEDED).scalars())


def _text(value: str | None) -> str | None:
    return None if value is None else storable(value)
