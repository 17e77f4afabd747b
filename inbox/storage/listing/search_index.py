"""Making recordings findable by their words: after their events were acknowledged, and always before somebody searches."""

import logging
import sqlite3

from inbox.storage.database import Database
from inbox.storage.problems import StoreFailing
from inbox.storage.sqlite_parts import INDEX_ROWS, NOTE_INDEXED

_log = logging.getLogger(__name__)

ROWS_AT_ONCE = 1000
_BUSY_SECONDS = 0.5

_NOT_INDEXED = "SELECT max(id) FROM recordings WHERE id > (SELECT indexed_row FROM search_progress)"
_NEXT = (
    "SELECT (SELECT indexed_row FROM search_progress), max(id) FROM (SELECT id FROM recordings NOT INDEXED "
    "WHERE id > (SELECT indexed_row FROM search_progress) ORDER BY id LIMIT ?)"
)


def bring_up_to_date(database: Database) -> bool:
    """Have every recording that is stored now found by its words; False when the store cannot be written at the moment.

    Done by whoever searches, in short transactions, so that no search depends on another thread or process.
    """
    try:
        wanted = _newest_not_indexed(database)
        while wanted is not None:
            with database.writing_rows(busy_seconds=_BUSY_SECONDS) as cursor:
                indexed = index_next(cursor, ROWS_AT_ONCE)
            if indexed is None or indexed >= wanted:
                return True
    except StoreFailing as problem:
        _log.info("Not every recording could be made findable by its words: %s", problem)
        return False
    return True


def index_next(cursor: sqlite3.Cursor, rows: int) -> int | None:
    """Index the oldest ``rows`` recordings that are not, in the caller's transaction; the last of them, None for none."""
    after, last = cursor.execute(_NEXT, (rows,)).fetchone()
    if last is None:
        return None
    cursor.execute(INDEX_ROWS, (after, last))
    cursor.execute(NOTE_INDEXED, (last,))
    return int(last)


def _newest_not_indexed(database: Database) -> int | None:
    with database.reading_rows() as cursor:
        row = cursor.execute(_NOT_INDEXED).fetchone()[0]
        return None if row is None else int(row)
