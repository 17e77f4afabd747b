"""Word from a command to the process that receives: which recordings it changed beside it.

The database says what is true; these notes only say where to look again, so that a row in the window, or a download that was
resumed, need not wait for the next look. Who receives makes their file and takes it away: without it nobody is told.
"""

import logging
import os
from collections.abc import Sequence
from contextlib import suppress

from inbox.storage.data_folder import DataFolder

_log = logging.getLogger(__name__)

_MOST_ROWS = 5_000
_ANYTHING = b"*"
_LONGEST_ROW = 18
_PLAIN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def note_changes(folder: DataFolder, rows: Sequence[int] | None) -> None:
    """Tells who receives that these rows are others now; None, or very many: that anything may be. Never fails.

    To be called after the commit. What could not be told is found all the same, only later.
    """
    if rows is not None and not rows:
        return
    is_anything = rows is None or len(rows) > _MOST_ROWS
    text = _ANYTHING + b"\n" if rows is None or is_anything else b"".join(b"%d\n" % row for row in rows)
    with suppress(OSError):  # nobody receives, or the disk is full
        descriptor = os.open(folder.changes, os.O_WRONLY | os.O_APPEND | _PLAIN)
        try:
            os.write(descriptor, text)
        finally:
            os.close(descriptor)


def is_somebody_told(folder: DataFolder) -> bool:
    """Whether a process receives over this folder; one that was killed leaves the file, but not its hold on the folder."""
    return folder.changes.exists() and folder.is_held


class ChangeNotes:
    """The side of who receives. For one thread at a time; looking costs one ``stat``."""

    def __init__(self, folder: DataFolder) -> None:
        self._path = folder.changes
        self._read_to = 0

    def begin(self) -> None:
        """Notes are taken from now on; what an earlier process left is not looked at."""
        self._read_to = 0
        try:
            self._path.unlink(missing_ok=True)
            os.close(os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAIN, 0o600))
        except OSError as problem:
            _log.info("What commands change is seen later, since %s cannot be made: %s", self._path, problem.strerror or problem)

    def end(self) -> None:
        """Nobody is told any more."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def take(self) -> list[int] | None:
        """The rows that were noted since the last time, each once; None when anything may have changed."""
        try:
            if self._path.stat().st_size <= self._read_to:
                return []
            with self._path.open("rb") as file:
                file.seek(self._read_to)
                data = file.read()
        except OSError:
            return []
        whole = data[: data.rfind(b"\n") + 1]  # the last line may still be on its way
        self._read_to += len(whole)
        lines = whole.split(b"\n")
        if _ANYTHING in lines:
            return None
        return list(dict.fromkeys(int(line) for line in lines if line.isdigit() and len(line) <= _LONGEST_ROW))
