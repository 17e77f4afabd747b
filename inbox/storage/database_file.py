"""Looking at a database file without touching it: is it ours, and of which revision?"""

import contextlib
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from inbox.storage.failures import is_damage, reason
from inbox.storage.file_header import HEADER_BYTES, is_ours, is_whole
from inbox.storage.problems import StorageProblem, StoreDamaged
from inbox.storage.recovery.log_check import log_contradicts
from inbox.storage.revisions import KNOWN_REVISIONS


@dataclass(frozen=True, slots=True)
class FileState:
    """What stands in the place of the database."""

    is_new: bool
    """Nothing is there, or an empty file."""
    revision: str | None
    """Of our database: the schema revision; None when it has none yet."""


def look_at(path: Path) -> FileState:
    """What is at ``path``; reads only, and leaves no file behind. A first start that broke off is undone, as SQLite does it.

    Only while this process has no connection to it: closing a file ends SQLite's locks on it, all over the process (POSIX).
    Raises StorageProblem when something else than our database is there, or a newer version's, or when it cannot be read, and
    StoreDamaged when it is ours but in ruins.
    """
    header = _header(path)
    if is_ours(header) and path.with_name(path.name + "-journal").exists():
        _revision(path)  # reading takes back what was not committed
        header = _header(path)
    has_our_header = is_ours(header)
    if not has_our_header and _was_ours(path, header):
        raise StoreDamaged(f"the beginning of {path.name} is not what was written there")
    if not header:
        return FileState(is_new=True, revision=None)
    if not has_our_header:
        raise StorageProblem(
            f"{path} is not a Recording Inbox database; nothing was changed. "
            "Move that file away, or choose another folder with --data-dir."
        )
    if _is_cut_short(path, header):
        raise StoreDamaged(f"the end of {path.name} is missing")
    if _has_log(path) and log_contradicts(path):
        raise StoreDamaged(f"the write-ahead log beside {path.name} is another database's")
    revision = _revision(path)
    if revision is not None and revision not in KNOWN_REVISIONS:
        raise StorageProblem(
            f"The inbox {path} was made by a newer version of Recording Inbox (schema too new: “{revision}”); "
            "nothing was changed. Update this app, or choose another folder with --data-dir."
        )
    if revision is None and _has_our_tables(path):  # something in their place hides them
        raise StoreDamaged(f"{path.name} does not say of which version it is")
    return FileState(is_new=False, revision=revision)


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


def _header(path: Path) -> bytes:
    """Nothing when there is no file."""
    try:
        with path.open("rb") as file:
            return file.read(HEADER_BYTES)
    except FileNotFoundError:
        return b""
    except OSError as problem:
        raise StorageProblem(f"The inbox {path} cannot be read: {problem.strerror or problem}. Nothing was changed.") from problem


def _revision(path: Path) -> str | None:
    if path.with_name(path.name + "-journal").exists():
        mode = "rw"  # who may only read cannot take back what was not committed
    elif path.with_name(path.name + "-wal").exists():
        mode = "ro"
    else:  # everything is in the main file, and `immutable` keeps SQLite from making companions
        mode = "ro&immutable=1"
    try:
        with contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=5)) as connection:
            has_table = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone() if has_table else None
    except UnicodeDecodeError as problem:  # SQLite says what is wrong with the schema in the words that stand there
        raise StoreDamaged("its table of tables is not what was written there") from problem
    except sqlite3.Error as problem:
        if is_damage(problem) or problem.sqlite_errorcode == sqlite3.SQLITE_ERROR:
            raise StoreDamaged(reason(problem)) from problem
        raise StorageProblem(
            f"The inbox {path} cannot be read: {reason(problem)}; nothing was changed. "
            "Close what else uses it, or correct the permissions of its folder, and start again."
        ) from problem
    return None if row is None else str(row[0])


def _was_ours(path: Path, header: bytes) -> bool:
    """Whether a file that does not begin as ours was ours once."""
    if not header and not _has_log(path):
        return path.exists() and _has_kept_things(path)  # emptied: a first start that broke off has kept nothing yet
    if _has_our_tables(path):
        return True
    if is_whole(header) and not _has_log(path):
        return False
    from inbox.storage.recovery.damaged_pages import Pages

    with contextlib.closing(Pages(path)) as pages:
        first = pages.page(1)
        if is_ours(first):
            return True
        if not header.strip(b"\x00") and not any(pages.page(number).strip(b"\x00") for number in range(1, pages.count + 1)):
            return True  # nobody's file is all zeros, but what a crash leaves may be
    return not is_whole(header) and _is_in_our_folder(path)


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _has_our_tables(path: Path) -> bool:
    from inbox.storage.recovery.salvage import holds_our_tables  # only when something is wrong

    try:
        return holds_our_tables(path)
    except OSError:
        return False


def _is_in_our_folder(path: Path) -> bool:
    """Whether only this program can have kept its things beside ``path``."""
    beside = (path.with_name("window.json"), path.with_name("settings.toml"))
    return path.name == "inbox.sqlite3" and (_has_kept_things(path) or any(one.exists() for one in beside))


def _has_kept_things(path: Path) -> bool:
    """Whether an inbox at ``path`` has downloaded recordings or been copied."""
    kept = (*path.with_name("media").glob("*-*.*"), *path.with_name("backups").glob("inbox-*.sqlite3"))
    return path.name == "inbox.sqlite3" and bool(kept)


def _is_cut_short(path: Path, header: bytes) -> bool:
    """Whether pages are missing at the end; what a write-ahead log still holds of them is not looked for."""
    for companion in ("-wal", "-journal"):
        beside = path.with_name(path.name + companion)
        if beside.exists() and beside.stat().st_size:
            return False
    page_size = int.from_bytes(header[16:18], "big")
    page_size = 65536 if page_size == 1 else page_size
    is_valid = header[24:28] == header[92:96]
    return is_valid and path.stat().st_size < int.from_bytes(header[28:32], "big") * page_size
