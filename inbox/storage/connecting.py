"""How the database is connected to: by which address, with which settings of SQLite."""

import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import QueuePool

from inbox.storage.data_folder import DataFolder
from inbox.storage.problems import StorageProblem

BUSY_SECONDS = 5.0
"""How long another writer is waited for."""
FOR_WRITING = "inbox_writes"
"""The execution option of a connection that takes the write lock when it begins."""
_NET_PAGES = 40_000
"""A log that `Checkpoints` has not folded in by then, 160 MB, is folded in by the commit that makes it so long."""
_PRAGMAS = (
    "synchronous = FULL",
    "foreign_keys = ON",
    "temp_store = MEMORY",
    "cache_size = -8000",
    f"wal_autocheckpoint = {_NET_PAGES}",
)
_PRAGMAS_ON_MACOS = ("fullfsync = ON", "checkpoint_fullfsync = ON")


def driver_cursor(connection: Connection) -> sqlite3.Cursor:
    """The driver's own cursor, for reads and writes of many rows."""
    driver: Any = connection.connection.driver_connection
    cursor: sqlite3.Cursor = driver.cursor()
    return cursor


def path_of(folder: DataFolder, store_url: str) -> Path:
    """The file that is meant. Raises StorageProblem when the address names none."""
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


def connect(path: Path) -> sqlite3.Connection:
    """A connection as the inbox needs it. Raises sqlite3.Error."""
    address = f"{path.absolute().as_uri()}?mode=rw"  # a file that was removed is an error, not a new empty inbox
    connection = sqlite3.connect(
        address, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    for pragma in _PRAGMAS + (_PRAGMAS_ON_MACOS if sys.platform == "darwin" else ()):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def make_engine(connect: Callable[[], sqlite3.Connection]) -> Engine:
    """A pool of such connections."""
    engine = create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, pool_size=4, max_overflow=28, pool_timeout=BUSY_SECONDS
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:  # the driver's own way of beginning would leave DDL outside
        writes = connection.get_execution_options().get(FOR_WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
