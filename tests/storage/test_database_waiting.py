"""How long a write waits for others: once, whether they are of this process or another program."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress

import pytest

from inbox.storage.connecting import BUSY_SECONDS
from inbox.storage.database import Database
from inbox.storage.problems import StoreFailing

_COUNT = "INSERT INTO recording_counts VALUES (?, 'b', 'c', 1)"


def write(database: Database, name: str) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql(_COUNT, (name,))


def write_rows(database: Database, name: str) -> None:
    with database.writing_rows() as cursor:
        cursor.execute(_COUNT, (name,))


@pytest.fixture
def other_program(database: Database) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(database.path, isolation_level=None, check_same_thread=False)) as connection:
        yield connection


@pytest.mark.slow
@pytest.mark.parametrize("do", [write, write_rows])
@pytest.mark.timed
def test_a_write_behind_another_that_waits_for_another_program_waits_no_longer_than_that(
    database: Database, other_program: sqlite3.Connection, do: Callable[[Database, str], None]
) -> None:
    def wait_in_vain() -> None:
        with suppress(StoreFailing):
            write(database, "before")

    other_program.execute("BEGIN IMMEDIATE")
    before = threading.Thread(target=wait_in_vain)
    before.start()
    while not database._one_writer.locked():
        time.sleep(0.01)
    time.sleep(0.5)
    began = time.monotonic()
    with pytest.raises(StoreFailing):
        do(database, "first")
    assert BUSY_SECONDS * 0.9 < time.monotonic() - began < BUSY_SECONDS * 1.2
    before.join()
    other_program.execute("ROLLBACK")
    do(database, "second")


@pytest.mark.soak
@pytest.mark.parametrize("do", [write, write_rows])
def test_a_write_after_one_that_waited_for_this_program_waits_for_others_as_long_as_ever(
    database: Database, other_program: sqlite3.Connection, do: Callable[[Database, str], None]
) -> None:
    with database._one_writer:
        first = threading.Thread(target=do, args=(database, "first"))
        first.start()
        time.sleep(BUSY_SECONDS * 0.5)
    first.join()
    other_program.execute("BEGIN IMMEDIATE")
    lifted = threading.Timer(BUSY_SECONDS * 0.7, lambda: other_program.execute("ROLLBACK"))
    lifted.start()
    do(database, "second")
    lifted.join()
    with database.reading_rows() as cursor:
        assert cursor.execute("SELECT count(*) FROM recording_counts").fetchone() == (2,)
