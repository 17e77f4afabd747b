"""The write-ahead log is folded in beside the commits: nobody waits for it, and it does not grow without end."""

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from storage.recovery.damage import log_of, overwrite, size

from inbox.storage import checkpoints
from inbox.storage.checkpoints import AT_ONCE, Checkpoints
from inbox.storage.connecting import connect
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.problems import StoreDamaged, StoreFailing
from inbox.storage.readers import Readers

_COUNT = "INSERT INTO recording_counts VALUES (?, 'b', 'c', 1)"
Commit = Callable[[int], None]


class Connections:
    """Makes the connections that checkpoints are made on, and counts them; ``mode`` is SQLite's for the next ones."""

    def __init__(self, folder: DataFolder) -> None:
        self._folder = folder
        self.made = 0
        self.mode = "rw"

    def __call__(self) -> sqlite3.Connection:
        self.made += 1
        if self.mode == "rw":
            return connect(self._folder.database)
        return sqlite3.connect(f"{self._folder.database.as_uri()}?mode={self.mode}", uri=True)


@pytest.fixture
def connections(folder: DataFolder) -> Connections:
    return Connections(folder)


@pytest.fixture
def kept(folder: DataFolder, database: Database, connections: Connections) -> Checkpoints:
    """Checkpoints of their own connections; the database tells its own of its commits."""
    own = Checkpoints(folder.database, connections, database._readers, database._one_writer, database._failing)
    database.checkpoints = own
    return own


@pytest.fixture
def commit(database: Database) -> Commit:
    """So many commits of a page or two each, by both ways of writing."""
    numbers = iter(range(1_000_000))

    def write(count: int) -> None:
        for _ in range(count):
            number = next(numbers)
            if number % 2:
                with database.writing_rows() as cursor:
                    cursor.execute(_COUNT, (f"{number}" * 500,))
            else:
                with database.writing() as connection:
                    connection.exec_driver_sql(_COUNT, (f"{number}" * 500,))

    return write


@contextlib.contextmanager
def an_old_state_is_read(folder: DataFolder) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(folder.database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM recording_counts").fetchone()
        yield reader


def counted(database: Database) -> int:
    with database.reading_rows() as cursor:
        return int(cursor.execute("SELECT count(*) FROM recording_counts").fetchone()[0])


def test_after_some_commits_of_either_kind_it_is_time_and_then_all_is_in_the_database(
    folder: DataFolder, database: Database, kept: Checkpoints, commit: Commit
) -> None:
    before = size(folder.database)
    commit(AT_ONCE - 1)
    assert not kept.is_due
    assert not kept.wanted.is_set()
    commit(1)
    assert kept.is_due
    assert kept.wanted.is_set()
    kept.fold()
    assert size(folder.database) > before + AT_ONCE * 1000
    assert not kept.is_due
    log = size(log_of(folder))
    commit(AT_ONCE // 2)
    assert size(log_of(folder)) == log, "it began anew"
    assert counted(database) == AT_ONCE * 3 // 2


def test_in_a_quiet_time_the_log_is_emptied(folder: DataFolder, database: Database, kept: Checkpoints, commit: Commit) -> None:
    commit(5)
    assert not kept.is_long
    commit(120)
    assert size(log_of(folder)) > 1_000_000
    assert kept.is_long
    kept.clear()
    assert size(log_of(folder)) == 0
    assert not kept.is_long
    assert counted(database) == 125


@pytest.mark.parametrize("how", [Checkpoints.fold, Checkpoints.clear])
@pytest.mark.timed
def test_a_held_reader_is_not_waited_for_keeps_its_state_and_loses_nothing(
    folder: DataFolder, database: Database, kept: Checkpoints, commit: Commit, how: Callable[[Checkpoints], None]
) -> None:
    commit(3)
    with an_old_state_is_read(folder) as reader:
        commit(AT_ONCE)
        began = time.monotonic()
        how(kept)
        assert time.monotonic() - began < 4.0, "less than SQLite's patience of five seconds"
        commit(AT_ONCE)
        how(kept)
        assert reader.execute("SELECT count(*) FROM recording_counts").fetchone() == (3,)
    kept.clear()
    assert size(log_of(folder)) == 0
    assert counted(database) == 3 + 2 * AT_ONCE


def test_nothing_runs_beside_writers_that_found_nothing_to_fold_in(
    kept: Checkpoints, connections: Connections, commit: Commit
) -> None:
    commit(AT_ONCE)
    kept.fold()
    assert connections.made == 1
    kept.fold()
    commit(AT_ONCE - 1)
    kept.fold()
    assert connections.made == 1
    commit(1)
    kept.fold()
    assert connections.made == 2


def test_a_log_that_the_net_may_have_folded_in_is_folded_in_while_nobody_writes(
    folder: DataFolder,
    database: Database,
    kept: Checkpoints,
    connections: Connections,
    commit: Commit,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checkpoints, "_LARGE_BYTES", 100_000)
    commit(AT_ONCE)
    with database._one_writer:
        kept.fold()
        assert connections.made == 0
    kept.fold()
    assert size(log_of(folder)) == 0


@pytest.mark.timed
def test_a_full_log_begins_anew_in_the_turn_of_the_writers(
    database: Database, kept: Checkpoints, connections: Connections, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpoints, "_FULL_PAGES", 10)
    commit(AT_ONCE)
    with database._one_writer:
        began = time.monotonic()
        kept.fold()
        assert time.monotonic() - began < 2.0
        assert connections.made == 1, "what can be done beside is done"
    commit(AT_ONCE)
    kept.fold()
    assert connections.made == 3


def test_it_keeps_out_while_a_recovery_has_the_inbox(
    folder: DataFolder, database: Database, kept: Checkpoints, commit: Commit
) -> None:
    commit(AT_ONCE)
    before = size(folder.database)
    with database._readers.none(1), pytest.raises(StoreFailing, match="being made anew"):
        kept.fold()
    assert size(folder.database) == before


def test_a_disk_that_does_not_take_it_is_told_and_the_next_time_makes_up_for_it(
    folder: DataFolder, database: Database, kept: Checkpoints, connections: Connections, commit: Commit
) -> None:
    commit(AT_ONCE)
    connections.mode = "ro"
    for how in (kept.fold, kept.clear):
        with pytest.raises(StoreFailing, match="could not be written: "):
            how()
    assert kept.is_due
    commit(1)
    connections.mode = "rw"
    kept.fold()
    kept.clear()
    assert size(log_of(folder)) == 0
    assert counted(database) == AT_ONCE + 1


def test_damage_that_it_meets_is_known_to_all(folder: DataFolder, database: Database, kept: Checkpoints, commit: Commit) -> None:
    commit(AT_ONCE)
    kept.clear()
    overwrite(folder.database, 0, 4096)
    with pytest.raises(StoreDamaged):
        kept.clear()
    assert database.is_damaged


def test_a_mistake_is_not_taken_for_a_failing_disk(folder: DataFolder, database: Database) -> None:
    def closed() -> sqlite3.Connection:
        connection = connect(folder.database)
        connection.close()
        return connection

    made = Checkpoints(folder.database, closed, Readers("busy", "shut"), threading.Lock(), database._failing)
    with pytest.raises(sqlite3.ProgrammingError):
        made.clear()


def test_without_a_log_there_is_nothing_to_do(folder: DataFolder, database: Database) -> None:
    made = Checkpoints(
        folder.root / "none.sqlite3", partial(connect, folder.database), Readers("", ""), threading.Lock(), database._failing
    )
    assert not made.is_long
    made.fold()
