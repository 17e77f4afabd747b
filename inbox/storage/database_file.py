"""Looking at a database file without touching it: is it ours, and of which revision?"""

import contextlib
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from inbox.storage.problems import StorageProblem

APPLICATION_ID = 0x52_49_6E_62
"""Written into the file's header ("RInb"), so that another program's database is never taken for ours."""

_MAGIC = b"SQLite format 3\x00"
_HEADER = 100
_APPLICATION_ID_AT = 68


@dataclass(frozen=True, slots=True)
class FileState:
    """What stands in the place of the database."""

    is_new: bool
    """Nothing is there, or an empty file."""
    revision: str | None
    """Of our database: the schema revision; None when it has none yet."""


def look_at(path: Path) -> FileState:
    """What is at ``path``; reads only, and leaves no file behind.

    Raises StorageProblem when something else than our database is there, or when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
    except FileNotFoundError:
        return FileState(is_new=True, revision=None)
    except OSError as problem:
        raise StorageProblem(f"The inbox {path} cannot be read: {problem.strerror or problem}. Nothing was changed.") from problem
    if not header:
        return FileState(is_new=True, revision=None)
    if not header.startswith(_MAGIC) or len(header) < _HEADER or _application_id(header) != APPLICATION_ID:
        raise StorageProblem(
            f"{path} is not a Recording Inbox database; nothing was changed. "
            "Move that file away, or choose another folder with --data-dir."
        )
    return FileState(is_new=False, revision=_revision(path))


def create_private(path: Path) -> None:
    """Make an empty file that only its owner can read; SQLite gives its companions (-wal, -shm, -journal) the same mode."""
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(path, flags, 0o600)
        if os.name == "posix":
            os.fchmod(descriptor, 0o600)
        os.close(descriptor)
    except OSError as problem:
        raise StorageProblem(
            f"The inbox {path} cannot be made: {problem.strerror or problem}. Choose another folder with --data-dir."
        ) from problem


def _application_id(header: bytes) -> int:
    return int.from_bytes(header[_APPLICATION_ID_AT : _APPLICATION_ID_AT + 4], "big")


def _revision(path: Path) -> str | None:
    # Without a -wal everything is in the main file, and `immutable` keeps SQLite from making one beside it.
    quiet = "" if path.with_name(path.name + "-wal").exists() else "&immutable=1"
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro{quiet}", uri=True, timeout=5)) as connection:
            has_table = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if has_table else None
    except sqlite3.Error as problem:
        raise StorageProblem(
            f"The inbox {path} cannot be read ({problem}); nothing was changed. "
            "Move it away to start with an empty one, or put a copy from “backups” in its place."
        ) from problem
    return None if row is None else str(row[0])
