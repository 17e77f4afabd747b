"""The one way to the database: opened only when it is ours and understood, closed with the last connection."""

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from inbox.storage.checkpoints import Checkpoints
from inbox.storage.connecting import BUSY_SECONDS, FOR_WRITING, connect, driver_cursor, make_engine
from inbox.storage.data_folder import DataFolder
from inbox.storage.database_file import FileState, create_private, look_at
from inbox.storage.failures import as_failing, reason
from inbox.storage.problems import StorageProblem, StoreDamaged, StoreFailing
from inbox.storage.readers import Readers
from inbox.storage.revisions import SCHEMA_REVISION

_BUSY = "The inbox is busy: another part of the program has been writing to it for too long."
_BUSY_READING = "The inbox is to be looked through, but is busy: another part of the program has been reading it for too long."
_HARDLY_SECONDS = 0.1
_RECOVERING = "The inbox was damaged and is being made anew; this takes a while."

_log = logging.getLogger(__name__)


class Database:
    """The engine over the inbox, and the two ways to use it: `reading` and `writing`. Safe from any thread."""

    def __init__(self, engine: Engine, folder: DataFolder, path: Path, connect: Callable[[], sqlite3.Connection]) -> None:
        self.engine = engine
        self.folder = folder
        self._connect = connect
        self.path = path
        self.is_damaged = False
        """Somebody has met damage: `opening.recover_inbox` is to be called."""
        self._readers = Readers(busy=_BUSY_READING, shut=_RECOVERING)
        self._one_writer = threading.Lock()
        self.checkpoints = Checkpoints(path, connect, self._readers, self._one_writer, self._failing)
        self._kept: sqlite3.Connection | None = None  # for `writing_rows`; whoever uses it holds the writer's lock

    @classmethod
    def open_file(cls, folder: DataFolder, path: Path) -> "Database":
        """Open the inbox of ``folder`` that lies at ``path``, making or migrating it when need be (a copy is kept in ``backups``
        first). Raises StorageProblem when the file is another program's, of a newer version, or cannot be used, and StoreDamaged
        when it is ours but cannot be read; then nothing was changed. `opening.open_inbox` mends what is damaged, too.
        """
        state = look_at(path)
        if state.is_new:
            create_private(path)
        open_one = partial(connect, path)
        database = cls(make_engine(open_one), folder, path, open_one)
        try:
            if state.revision != SCHEMA_REVISION:
                database._bring_up_to_date(path, state)
            with database.engine.connect() as connection:
                connection.connection.cursor().execute("PRAGMA journal_mode = WAL")
        except StoreDamaged:
            database.close()
            raise
        except (DBAPIError, sqlite3.Error, StoreFailing) as problem:
            database.close()
            failing = as_failing(problem, "read")
            if isinstance(failing, StoreDamaged):
                raise failing from problem
            raise StorageProblem(f"The inbox {path} cannot be opened: {reason(problem)}. Nothing was changed.") from problem
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
            with self._readers.one(), self.engine.connect() as connection:
                connection.begin()
                yield connection
        except StoreDamaged:
            self.is_damaged = True
            raise
        except (DBAPIError, sqlite3.Error, UnicodeDecodeError) as problem:
            failing = self._failing(problem, "read")
            if failing is None:
                raise
            raise failing from problem

    @contextmanager
    def reading_rows(self) -> Iterator[sqlite3.Cursor]:
        """`reading` with the driver's own cursor, for reads of many rows."""
        with self.reading() as connection:
            yield driver_cursor(connection)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection that holds the write lock, committed at the end, rolled back on an exception.

        Raises StoreFailing when the store did not take it. Its connections are closed then: after a failed sync what they
        hold in memory is not to be trusted.
        """
        left = self._take_turn(BUSY_SECONDS)
        is_short = left < BUSY_SECONDS - _HARDLY_SECONDS
        try:
            with self.engine.connect().execution_options(**{FOR_WRITING: True}) as connection:
                try:
                    if is_short:
                        _wait_for_others(driver_cursor(connection), left)
                    with connection.begin():
                        yield connection
                    self.checkpoints.committed()
                    if is_short:
                        _wait_for_others(driver_cursor(connection), BUSY_SECONDS)
                except BaseException as problem:
                    failing = self._failing(problem)
                    if failing is not None or is_short:
                        connection.invalidate()
                    if failing is None:
                        raise
                    self._let_go()
                    raise failing from problem
        except (DBAPIError, sqlite3.Error) as problem:  # no connection to be had
            failing = self._failing(problem)
            if failing is None:
                raise
            raise failing from problem
        finally:
            self._one_writer.release()

    def _take_turn(self, seconds: float) -> float:
        """Waits for the other writers of this process; gives what is left of ``seconds`` to wait for other programs.

        Raises StoreFailing when their end is not seen in time.
        """
        deadline = time.monotonic() + seconds
        if not self._one_writer.acquire(timeout=seconds):
            raise StoreFailing(_BUSY)
        return max(deadline - time.monotonic(), 0.0)

    def check(self) -> str | None:
        """Read the whole file; the sentence that says what is wrong with it, or None. Takes seconds for a large inbox.

        When the inbox is damaged, `is_damaged` says so from then on.
        """
        try:
            with self.reading() as connection:
                found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
        except StoreDamaged as problem:
            found = reason(problem.__cause__ or problem)
        except StoreFailing as problem:
            return f"The inbox {self.path} could not be checked. {problem}"
        if found == "ok":
            return None
        self.is_damaged = True
        return f"The inbox {self.path} is damaged ({str(found).splitlines()[-1]})."

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Until the end of the ``with`` block nobody of this process has the file open; their reads and writes fail meanwhile.

        SQLite's locks of this process end when the file is opened and closed beside it (POSIX): no connection may need them then.
        Raises StoreFailing when the others do not end in time.
        """
        if not self._one_writer.acquire(timeout=BUSY_SECONDS):
            raise StoreFailing(_BUSY)
        try:
            with self._readers.none(BUSY_SECONDS):
                self._let_go()
                yield
        finally:
            self._let_go()
            self._one_writer.release()

    def prove_writable(self) -> None:
        """Commit a change that means nothing, as far as the disk. Raises StoreFailing when the store does not take it."""
        with self.writing() as connection:
            written = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
            connection.exec_driver_sql(f"PRAGMA user_version = {(int(written) + 1) % 2**16}")

    @contextmanager
    def writing_rows(self, busy_seconds: float = BUSY_SECONDS) -> Iterator[sqlite3.Cursor]:
        """`writing` with the driver's own cursor on a kept connection, for the writes that an acknowledgement waits for.

        ``busy_seconds`` is how long other writers are waited for in all, first those of this process, then other programs.
        """
        left = self._take_turn(busy_seconds)
        is_short = left < BUSY_SECONDS - _HARDLY_SECONDS
        try:
            if self._kept is None:
                self._kept = self._connect()
            cursor = self._kept.cursor()
            if is_short:
                _wait_for_others(cursor, left)
            cursor.execute("BEGIN IMMEDIATE")
            yield cursor
            cursor.execute("COMMIT")
            self.checkpoints.committed()
            if is_short:
                _wait_for_others(cursor, BUSY_SECONDS)
        except BaseException as problem:
            failing = self._failing(problem)
            if failing is not None or is_short or not self._rolled_back():
                self._let_go()
            if failing is None:
                raise
            raise failing from problem
        finally:
            self._one_writer.release()

    def _failing(self, problem: BaseException, done: str = "written") -> StoreFailing | None:
        failing = as_failing(problem, done)
        self.is_damaged = self.is_damaged or isinstance(failing or problem, StoreDamaged)
        return failing

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
        """Close every connection; the last one folds the write-ahead log into the database.

        While a damaged inbox is made anew nothing is closed: the process may end in the middle of that.
        """
        if not self._one_writer.acquire(timeout=BUSY_SECONDS):
            _log.info("The inbox is closed while it is still being written to.")
            return
        try:
            self._let_go()
        finally:
            self._one_writer.release()


def _wait_for_others(cursor: sqlite3.Cursor, seconds: float) -> None:
    cursor.execute(f"PRAGMA busy_timeout = {int(seconds * 1000)}")
