"""The one way to the database: opened only when it is ours and understood, closed with the last connection."""

import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool

from inbox.storage.data_folder import DataFolder
from inbox.storage.database_file import FileState, create_private, look_at
from inbox.storage.problems import StorageProblem, StoreFailing
from inbox.storage.revisions import KNOWN_REVISIONS, SCHEMA_REVISION

_BUSY_SECONDS = 5.0
_BUSY = "The inbox is busy: another part of the program has been writing to it for too long."
_FOR_WRITING = "inbox_writes"
_PRAGMAS = ("synchronous = FULL", "foreign_keys = ON", "temp_store = MEMORY", "cache_size = -8000", "wal_autocheckpoint = 4000")
_PRAGMAS_ON_MACOS = ("fullfsync = ON", "checkpoint_fullfsync = ON")


class Database:
    """The engine over the inbox, and the two ways to use it: `reading` and `writing`. Safe from any thread."""

    def __init__(self, engine: Engine, folder: DataFolder, connect: Callable[[], sqlite3.Connection]) -> None:
        self.engine = engine
        self.folder = folder
        self._connect = connect
        self._one_writer = threading.Lock()
        self._kept: sqlite3.Connection | None = None  # for `writing_rows`; whoever uses it holds the writer's lock

    @classmethod
    def open(cls, folder: DataFolder, store_url: str = "") -> "Database":
        """Open the inbox of ``folder``, making or migrating it when need be (a copy is kept in ``backups`` first).

        Raises StorageProblem when the file is another program's, of a newer version, or cannot be used; then nothing was changed.
        """
        folder.prepare()
        path = _path_of(folder, store_url)
        state = look_at(path)
        if state.revision is not None and state.revision not in KNOWN_REVISIONS:
            raise StorageProblem(
                f"The inbox {path} was made by a newer version of Recording Inbox (schema too new: “{state.revision}”); "
                "nothing was changed. Update this app, or choose another folder with --data-dir."
            )
        if state.is_new:
            create_private(path)
        connect = partial(_connect, path)
        database = cls(_engine(connect), folder, connect)
        try:
            if state.revision != SCHEMA_REVISION:
                database._bring_up_to_date(path, state)
            with database.engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA journal_mode = WAL")
        except (DBAPIError, sqlite3.Error, StoreFailing) as problem:
            database.close()
            raise StorageProblem(f"The inbox {path} cannot be opened: {_reason(problem)}. Nothing was changed.") from problem
        except BaseException:
            database.close()
            raise
        return database

    def _bring_up_to_date(self, path: Path, state: FileState) -> None:
        from inbox.storage import migration  # costs a tenth of a second, and is needed once in the life of an inbox

        if not state.is_new:
            migration.keep_copy(path, self.folder.backups, state.revision)
        with self.writing() as connection:
            if state.is_new:
                migration.create(connection)
            else:
                migration.migrate(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection in a short read transaction: one state of the inbox, whatever is written meanwhile.

        Raises StoreFailing when the store cannot be read.
        """
        try:
            with self.engine.connect() as connection:
                connection.begin()
                yield connection
        except (DBAPIError, sqlite3.Error) as problem:
            failing = _as_failing(problem, "read")
            if failing is None:
                raise
            raise failing from problem

    @contextmanager
    def reading_rows(self) -> Iterator[sqlite3.Cursor]:
        """`reading` with the driver's own cursor, for reads of many rows."""
        with self.reading() as connection:
            yield _driver_cursor(connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that holds the write lock, committed at the end, rolled back on an exception.

        Raises StoreFailing when the store did not take it. Its connections are closed then: after a failed sync what they
        hold in memory is not to be trusted.
        """
        if not self._one_writer.acquire(timeout=_BUSY_SECONDS):
            raise StoreFailing(_BUSY)
        try:
            with self.engine.connect().execution_options(**{_FOR_WRITING: True}) as connection:
                try:
                    with connection.begin():
                        yield connection
                except BaseException as problem:
                    failing = _as_failing(problem)
                    if failing is None:
                        raise
                    connection.invalidate()
                    self._let_go()
                    raise failing from problem
        except (DBAPIError, sqlite3.Error) as problem:  # no connection to be had
            failing = _as_failing(problem)
            if failing is None:
                raise
            raise failing from problem
        finally:
            self._one_writer.release()

    def check(self) -> str | None:
        """Read the whole file; the sentence that says what is wrong with it, or None. Takes seconds for a large inbox."""
        try:
            with self.reading() as connection:
                found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        except StoreFailing as problem:
            found = _reason(problem.__cause__ or problem)
        return None if found == "ok" else f"The inbox {self.folder.database} is damaged ({found}). Copy it away before going on."

    def prove_writable(self) -> None:
        """Commit a change that means nothing, as far as the disk. Raises StoreFailing when the store does not take it."""
        with self.writing() as connection:
            written = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            connection.exec_driver_sql(f"PRAGMA user_version = {(int(written) + 1) % 2**16}")

    @contextmanager
    def writing_rows(self, busy_seconds: float = _BUSY_SECONDS) -> Iterator[sqlite3.Cursor]:
        """`writing` with the driver's own cursor on a kept connection, for the writes that an acknowledgement waits for.

        ``busy_seconds`` is how long other writers are waited for, first those of this process, then other programs.
        """
        if not self._one_writer.acquire(timeout=busy_seconds):
            raise StoreFailing(_BUSY)
        try:
            if self._kept is None:
                self._kept = self._connect()
            cursor = self._kept.cursor()
            if busy_seconds != _BUSY_SECONDS:
                cursor.execute(f"PRAGMA busy_timeout = {int(busy_seconds * 1000)}")
            cursor.execute("BEGIN IMMEDIATE")
            yield cursor
            cursor.execute("COMMIT")
            if busy_seconds != _BUSY_SECONDS:
                cursor.execute(f"PRAGMA busy_timeout = {int(_BUSY_SECONDS * 1000)}")
        except BaseException as problem:
            failing = _as_failing(problem)
            if failing is not None or busy_seconds != _BUSY_SECONDS or not self._rolled_back():
                self._let_go()
            if failing is None:
                raise
            raise failing from problem
        finally:
            self._one_writer.release()

    def _rolled_back(self) -> bool:
        try:
            if self._kept is not None:
                self._kept.rollback()
        except sqlite3.Error:
            return False
        return True

    def _let_go(self) -> None:
        """Closes what is not in use; the caller holds the writer's lock."""
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.close()
        self.engine.dispose()

    def close(self) -> None:
        """Close every connection; the last one folds the write-ahead log into the database."""
        with self._one_writer:
            self._let_go()


def _driver_cursor(connection: Connection) -> sqlite3.Cursor:
    driver: Any = connection.connection.driver_connection
    cursor: sqlite3.Cursor = driver.cursor()
    return cursor


def _path_of(folder: DataFolder, store_url: str) -> Path:
    if not store_url:
        return folder.database
    try:
        url = make_url(store_url)
    except ArgumentError:
        raise StorageProblem("The store address is not of the form sqlite:///path. Correct --store or INBOX_STORE.") from None
    if url.get_backend_name() != "sqlite":
        raise StorageProblem(
            f"This version keeps its inbox in SQLite only; a store at {url.render_as_string(hide_password=True)} cannot be used. "
            "Leave --store out, or give sqlite:///path."
        )
    if not url.database or url.database == ":memory:":
        raise StorageProblem("The store address names no file. Give sqlite:///path, or leave --store out.")
    return Path(url.database).absolute()


def _connect(path: Path) -> sqlite3.Connection:
    address = f"{path.absolute().as_uri()}?mode=rw"  # a file that was removed is an error, not a new empty inbox
    connection = sqlite3.connect(
        address, uri=True, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    for pragma in _PRAGMAS + (_PRAGMAS_ON_MACOS if sys.platform == "darwin" else ()):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _engine(connect: Callable[[], sqlite3.Connection]) -> Engine:
    engine = create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, pool_size=4, max_overflow=28, pool_timeout=_BUSY_SECONDS
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:  # the driver's own way of beginning would leave DDL outside
        writes = connection.get_execution_options().get(_FOR_WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _as_failing(problem: BaseException, done: str = "written") -> StoreFailing | None:
    """The failure that may pass, when ``problem`` is one; None when it is a bug of ours."""
    original: Any = problem.orig if isinstance(problem, DBAPIError) else problem
    if isinstance(original, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.InterfaceError | sqlite3.DataError):
        return None
    if getattr(original, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:  # our SQL is wrong
        return None
    if isinstance(original, sqlite3.DatabaseError | OSError):
        return StoreFailing(f"The inbox could not be {done}: {_reason(problem)}.")
    return None


def _reason(problem: BaseException) -> str:
    original = problem.orig if isinstance(problem, DBAPIError) else problem
    text = str(original).rstrip(".")
    match text:
        case "database or disk is full":
            return "the disk is full"
        case "database is locked":
            return "another program has locked it"
        case "disk I/O error":
            return "the disk reported an input/output error"
        case "unable to open database file":
            return "its file cannot be opened"
        case _:
            return text
