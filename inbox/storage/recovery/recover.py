"""A damaged inbox, set aside and made anew: never deleted, and never half replaced."""

import contextlib
import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from inbox.domain.times import now
from inbox.storage.connecting import connect
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.database_file import look_at
from inbox.storage.failures import is_damage, reason
from inbox.storage.file_header import MAGIC
from inbox.storage.incidents import Incidents
from inbox.storage.journal.rebuild import rebuild
from inbox.storage.listing.note_index import CHECK, INDEX_ALL
from inbox.storage.problems import StorageProblem, StoreDamaged, StoreFailing
from inbox.storage.recovery.media_finding import attach_media
from inbox.storage.recovery.salvage import Salvaged, salvage
from inbox.storage.recovery.salvaged_rows import fits
from inbox.storage.recovery.swap import begin_swap, finish_swap, made_anew, name_aside

_log = logging.getLogger(__name__)
_TOLD_EVERY_SECONDS = 5.0
_COMPANIONS = ("-wal", "-shm", "-journal")
_CHECKS = ("INSERT INTO recordings_fts(recordings_fts) VALUES ('integrity-check')", CHECK)
_MADE_ANEW = ("INSERT INTO recordings_fts(recordings_fts) VALUES ('rebuild')", INDEX_ALL)


@dataclass(frozen=True, slots=True)
class _Found:
    deliveries: Salvaged
    recordings: int
    media: int


@contextmanager
def the_only_one(folder: DataFolder, path: Path) -> Iterator[None]:
    """Until the end of the ``with`` block no other process uses ``folder``. Raises StorageProblem when another one does."""
    try:
        lock = folder.hold()
    except StorageProblem as problem:
        if _holder(folder) != os.getpid():  # that it is this process is well: it asks for its own inbox
            raise StorageProblem(
                f"The inbox {path} is damaged; the program that uses it makes it anew when it meets that, or starts again. "
                f"{problem}"
            ) from problem
        yield
        return
    with lock:
        yield


def recover_if_damaged(folder: DataFolder, path: Path) -> str:
    """`recover`, when there is need to; gives the sentence that says what was done. Nobody else of this process uses the inbox.

    Raises StorageProblem when it could not be done; then nothing was changed.
    """
    try:
        look_at(path)
        damage = _damage(path)
        if damage is None:
            return _search_index_set_right(path)
    except StoreDamaged as problem:
        damage = str(problem)
    except StorageProblem:
        if _begins_as_a_database(path):  # another program's database was put there
            raise
        damage = "it is no database any more"
    except (sqlite3.Error, OSError) as problem:
        raise StorageProblem(f"The inbox {path} could not be checked: {reason(problem)}.") from problem
    return recover(folder, path, damage)


def recover(folder: DataFolder, path: Path, damage: str) -> str:
    """Make the inbox at ``path`` anew from what can be read of it, and move the damaged file aside, with a time stamp.

    The new inbox is whole and on disk before the damaged one is moved. Raises StorageProblem when it could not be made; then
    the damaged one is where it was.
    """
    aside = name_aside(path, now().strftime("%Y%m%dT%H%M%SZ"))
    part = path.with_name(f"{path.stem}-made-anew.part")
    _log.error(
        "The inbox %s is damaged (%s). It is made anew from what can be read of it; a large one takes minutes.", path, damage
    )
    try:
        _remove(part)
        sentence = _told(_make_anew(folder, path, part), aside, damage)
        with closing(Database.open_file(folder, part)) as database:
            Incidents(database).tell(sentence, now())
        _fold_log_in(part)
        _sync(part)
        begin_swap(path, part, aside)
    except (OSError, sqlite3.Error, StoreFailing, StorageProblem) as problem:
        with contextlib.suppress(OSError):
            _remove(part)
            made_anew(path).unlink(missing_ok=True)
        why = reason(problem) if isinstance(problem, sqlite3.Error | OSError) else str(problem)
        raise StorageProblem(
            f"The inbox {path} is damaged ({damage}), and it could not be made anew: {why.rstrip('.')}. Nothing was changed. "
            "Make room on the disk, or correct what is in the way, and start again."
        ) from problem
    finish_swap(path)
    _log.info("%s", sentence)
    return sentence


class _Progress:
    """A line in the log now and then, so that minutes of work do not look like a program that hangs."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._next = time.monotonic() + _TOLD_EVERY_SECONDS

    def __call__(self, done: int, of: int) -> None:
        if time.monotonic() >= self._next:
            _log.warning("%s: %d %% are done.", self._what, 100 * done // max(of, 1))
            self._next = time.monotonic() + _TOLD_EVERY_SECONDS


def _make_anew(folder: DataFolder, damaged: Path, part: Path) -> _Found:
    Database.open_file(folder, part).close()
    with closing(connect(part)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        deliveries = salvage(damaged, connection, _Progress("The damaged inbox is being read"))
    with closing(Database.open_file(folder, part)) as database:
        rebuild(database, progress=_Progress("Its recordings are being compared with the journal"))
        media = attach_media(database, folder.media)
        with database.reading_rows() as cursor:
            recordings = cursor.execute("SELECT count(*) FROM recordings").fetchone()[0]
    return _Found(deliveries, recordings, media)


def _told(found: _Found, aside: Path, damage: str) -> str:
    kept, before = found.deliveries.deliveries, found.deliveries.deliveries_before
    lost = before - kept if before is not None and before > kept else 0
    parts = [
        f"The file of this inbox was damaged ({damage}).",
        f"It was moved to {aside}, and a new one was made from what can still be read of it: "
        f"{_count(kept, 'delivery', 'deliveries')} and {_count(found.recordings, 'recording', 'recordings')}.",
    ]
    if lost:
        parts.append(f"{_count(lost, 'delivery', 'deliveries')} could not be read.")
    if found.media:
        parts.append(f"{_count(found.media, 'downloaded file', 'downloaded files')} could be given back to the recordings.")
    return " ".join(parts) + " Nothing was deleted."


def _count(number: int, one: str, many: str) -> str:
    return f"1 {one}" if number == 1 else f"{number:,} {many}"


def _damage(path: Path) -> str | None:
    """What SQLite finds wrong with the file; None when nothing."""
    try:
        with closing(connect(path)) as connection:
            found = str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])
            if found == "ok" and not _rows_can_be(connection):
                return "a row holds what was never written there"
    except UnicodeDecodeError:
        return "its table of tables is not what was written there"
    except sqlite3.Error as problem:
        if is_damage(problem):
            return reason(problem)
        raise
    return None if found == "ok" else found.splitlines()[-1]  # a heading stands before it


def _rows_can_be(connection: sqlite3.Connection) -> bool:
    """Whether every row holds what may stand in it; SQLite itself looks at how the pages hang together only."""
    return all(fits(table, row) for table in ("recordings", "deliveries") for row in connection.execute(f"SELECT * FROM {table}"))


def _begins_as_a_database(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _search_index_set_right(path: Path) -> str:
    with closing(connect(path)) as connection:
        try:
            for check in _CHECKS:
                connection.execute(check)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as problem:
            if not is_damage(problem):
                raise
        else:
            return f"The inbox {path} was read through and is sound; nothing was changed."
        try:
            connection.execute("BEGIN IMMEDIATE")
            for index in _MADE_ANEW:
                connection.execute(index)
            connection.execute("UPDATE search_progress SET indexed_row = (SELECT coalesce(max(id), 0) FROM recordings)")
            connection.execute("COMMIT")
        except (sqlite3.DatabaseError, UnicodeDecodeError) as problem:
            if not is_damage(problem):
                raise
            raise StoreDamaged("its search index cannot be made anew") from problem
    return f"The search index of the inbox {path} was damaged, and was made anew. Nothing else was changed."


def _holder(folder: DataFolder) -> int | None:
    with contextlib.suppress(OSError, ValueError):
        return int(folder.lock.read_text())
    return None


def _remove(part: Path) -> None:
    for companion in ("", *_COMPANIONS):
        part.with_name(part.name + companion).unlink(missing_ok=True)


def _fold_log_in(part: Path) -> None:
    """Closing does that too, but does not say when it could not: whatever is left in the log would stay behind."""
    with closing(connect(part)) as connection:
        is_held_up, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_held_up:
        raise StoreFailing("another program is reading the new file")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
