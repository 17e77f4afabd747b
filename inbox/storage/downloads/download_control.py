"""What the person does to downloads: pause, resume, cancel; and the rules, which look again when they change.

All of it stands in the database, so that it outlives a restart and reaches a downloader in another process: that one loses its
claim, which it hears when it renews it.
"""

from collections.abc import Iterator, Sequence

from inbox.storage.database import Database

CANCELLED = "You cancelled this download."
"""What is said of a recording whose download the person ended."""

_ROWS_A_TRANSACTION = 500
_RULED_A_TRANSACTION = 5000
# a claim is let go in the same statement: a row that is held is never one that downloads
_PAUSE = """UPDATE recordings SET held = 'paused', claimed_by = NULL, claimed_until = NULL,
    download_status = CASE download_status WHEN 'downloading' THEN 'waiting' ELSE download_status END
    WHERE id IN ({rows}) AND download_status IN ('waiting', 'downloading', 'failed') AND held IS NOT 'paused' RETURNING id"""
_RESUME = """UPDATE recordings SET held = NULL
    WHERE id IN ({rows}) AND download_status IN ('waiting', 'failed') AND held = 'paused' RETURNING id"""
# held as well: else an event that changes its status would put it back into the queue
_CANCEL = f"""UPDATE recordings SET download_status = 'given_up', error = '{CANCELLED}', held = 'paused', asked_at = NULL,
    next_try_at = NULL, claimed_by = NULL, claimed_until = NULL
    WHERE id IN ({{rows}}) AND download_status IN ('waiting', 'downloading', 'failed') RETURNING id"""
RULED = """UPDATE recordings SET held = NULL WHERE id IN
    (SELECT id FROM recordings INDEXED BY ix_recordings_held WHERE held IS NOT NULL AND held = 'rule' LIMIT ?)"""


class DownloadControl:
    """Safe from any thread and beside other processes. Every method may raise StoreFailing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pause(self, rows: Sequence[int]) -> list[int]:
        """Lets these rest, whether they wait, run or failed, until they are resumed or clicked; gives those that changed."""
        return self._change(_PAUSE, rows)

    def resume(self, rows: Sequence[int]) -> list[int]:
        """Puts paused ones back into the queue, where the rules look at them; gives those that changed."""
        return self._change(_RESUME, rows)

    def cancel(self, rows: Sequence[int]) -> list[int]:
        """Gives these up, until they are asked for again; gives those that changed. What is downloaded stays."""
        return self._change(_CANCEL, rows)

    def rules_changed(self) -> int:
        """Whatever the rules held back is looked at again; gives how many that is."""
        total = 0
        while True:  # in short transactions: the intake commits between them
            with self._database.writing() as connection:
                count = connection.exec_driver_sql(RULED, (_RULED_A_TRANSACTION,)).rowcount
            total += count
            if count < _RULED_A_TRANSACTION:
                return total

    def _change(self, sql: str, rows: Sequence[int]) -> list[int]:
        changed: list[int] = []
        for some in _pages(rows):
            statement = sql.format(rows=", ".join("?" * len(some)))
            with self._database.writing() as connection:
                changed += connection.exec_driver_sql(statement, some).scalars()
        return changed


def _pages(rows: Sequence[int]) -> Iterator[tuple[int, ...]]:
    for start in range(0, len(rows), _ROWS_A_TRANSACTION):
        yield tuple(rows[start : start + _ROWS_A_TRANSACTION])
