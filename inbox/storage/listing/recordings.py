"""Reading recordings: ids in order, rows by id, counts. Every read opens its own short connection; safe from any thread."""

from array import array
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

import orjson

from inbox.domain.expiring import WARNING_DAYS
from inbox.domain.query import RecordingQuery
from inbox.domain.recording import Recording
from inbox.domain.sound.peaks import Peaks
from inbox.domain.times import now
from inbox.storage.database import Database
from inbox.storage.downloads.download_counts import DownloadCounts, read_download_counts
from inbox.storage.listing.folder_counts import FolderCounts, read_folder_counts
from inbox.storage.listing.query_sql import Statement, ids_statement
from inbox.storage.listing.query_terms import conditions
from inbox.storage.listing.row_reading import RECORDING_COLUMNS, folder_prefix, recording
from inbox.storage.listing.search_index import bring_up_to_date
from inbox.storage.review.peaks import read_peaks
from inbox.storage.storable_text import storable

_ROWS_A_QUERY = 512
_TEXT_AT_ONCE = 1 << 16


class Recordings:
    """The inbox as the window and the command line read it."""

    def __init__(self, database: Database, warning_days: Callable[[], int] = lambda: WARNING_DAYS) -> None:
        """``warning_days`` is asked each time: how many days before Bandwidth deletes a recording it counts as expiring."""
        self._database = database
        self._warning_days = warning_days
        self._media = folder_prefix(database.folder.media)

    def ids(self, query: RecordingQuery, limit: int | None = None) -> "array[int]":
        """Row ids (``array("q")``) of the recordings that fulfil ``query``, in its order; the first ``limit`` of them, or all."""
        found = conditions(query, now(), self._warning_days())
        if any("recordings_fts" in condition.sql for condition in found):
            bring_up_to_date(self._database)  # or, while it cannot be written, find what is indexed
        with self._database.reading_rows() as cursor:

            def count(statement: Statement) -> int:
                return int(cursor.execute(statement.sql, statement.parameters).fetchone()[0])

            statement = ids_statement(found, query.sort, query.descending, limit, count)
            if limit is not None:
                return array("q", chain.from_iterable(cursor.execute(statement.sql, statement.parameters)))
            # one long row instead of a million short ones: each row costs a change of the interpreter's lock
            cursor.execute(f"SELECT group_concat(id) FROM ({statement.sql})", statement.parameters)
            return _numbers(cursor.fetchone()[0] or "")

    def rows(self, ids: Sequence[int]) -> dict[int, Recording]:
        """The recordings with these row ids; an id that is not there is left out."""
        found: dict[int, Recording] = {}
        with self._database.reading_rows() as cursor:
            for start in range(0, len(ids), _ROWS_A_QUERY):
                some = tuple(ids[start : start + _ROWS_A_QUERY])
                places = ", ".join("?" * len(some))
                cursor.execute(f"SELECT {RECORDING_COLUMNS} FROM recordings WHERE id IN ({places})", some)
                for row in cursor:
                    found[row[0]] = recording(row, self._media)
        return found

    def with_recording_id(self, recording_id: str) -> list[Recording]:
        """The recordings that carry this id of Bandwidth's: one, unless two accounts or conferences use it."""
        return self._read("recording_id = ? ORDER BY id", (storable(recording_id),))

    def folder_counts(self) -> FolderCounts:
        """How many recordings each folder holds; its cost grows with what expires soon or was cancelled, not with the inbox."""
        with self._database.reading() as connection:
            return read_folder_counts(connection, now(), self._warning_days())

    def download_counts(self) -> DownloadCounts:
        """How many downloads run, wait and are paused; its cost is bounded whatever the inbox holds."""
        with self._database.reading() as connection:
            return read_download_counts(connection)

    def peaks(self, row: int) -> Peaks | None:
        """The loudness over time of a downloaded recording; None while it is not known."""
        with self._database.reading() as connection:
            return read_peaks(connection, row)

    def _read(self, where: str, parameters: tuple[Any, ...]) -> list[Recording]:
        with self._database.reading_rows() as cursor:
            cursor.execute(f"SELECT {RECORDING_COLUMNS} FROM recordings WHERE {where}", parameters)
            return [recording(row, self._media) for row in cursor]


def _numbers(text: str) -> "array[int]":
    """The whole numbers of a comma-separated text; piece by piece, so that the GUI thread gets its turn in between."""
    numbers: array[int] = array("q")
    start = 0
    while start < len(text):
        end = text.find(",", start + _TEXT_AT_ONCE)
        end = len(text) if end < 0 else end
        numbers.extend(orjson.loads(f"[{text[start:end]}]"))
        start = end + 1
    return numbers
