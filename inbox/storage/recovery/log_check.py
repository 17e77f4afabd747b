"""A write-ahead log that lies beside the database but is another one's: SQLite itself cannot tell."""

import contextlib
import sqlite3
import time
from contextlib import closing
from pathlib import Path

_TRIES = 3
_PAUSE_SECONDS = 0.05
_ENDS = "SELECT id, received_at FROM deliveries WHERE id IN ((SELECT min(id) FROM deliveries), (SELECT max(id) FROM deliveries))"


def log_contradicts(path: Path) -> bool:
    """Whether the log, as SQLite reads it, tells other things of the oldest and the newest delivery than the file itself.

    Cheap, for each start. A checkpoint that another process is making can look like it, so it is looked at again.
    """
    for _ in range(_TRIES):
        if not _contradicts(path):
            return False
        time.sleep(_PAUSE_SECONDS)
    return True


def _contradicts(path: Path) -> bool:
    with contextlib.suppress(sqlite3.Error, UnicodeDecodeError):
        alone = dict(_rows(path, "mode=ro&immutable=1", _ENDS))
        places = ", ".join("?" * len(alone))
        together = _rows(path, "mode=ro", f"SELECT id, received_at FROM deliveries WHERE id IN ({places})", *alone)
        return any(received_at != alone[row] for row, received_at in together)
    return False  # what cannot be read is found out when it is opened


def _rows(path: Path, mode: str, statement: str, *parameters: int) -> list[tuple[int, int]]:
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=5)) as connection:
        return connection.execute(statement, parameters).fetchall()
