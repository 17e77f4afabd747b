"""Inboxes in which all notes of a recording were one row of the index, brought up to date."""

import contextlib
import sqlite3
from functools import partial
from pathlib import Path

import pytest
from storage.inbox_of_0004 import make_inbox_of_0004
from storage.recovery.damage import overwrite

from inbox.domain.query import parse_query
from inbox.storage.connecting import connect, make_engine
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.listing.note_index import CHECK
from inbox.storage.listing.recordings import Recordings
from inbox.storage.migration import migrate
from inbox.storage.opening import open_inbox
from inbox.storage.review.notes import Notes

_NOTE = "INSERT INTO notes (recording_row, begin_ms, text, author, made_at) VALUES (?, 10, ?, 'Ann', 1)"
_OLD_FIND = "SELECT rowid FROM notes_fts WHERE notes_fts MATCH '\"refund\"'"
_PARTS = "SELECT type, name, sql FROM sqlite_master WHERE name LIKE '%notes%'"


@pytest.fixture
def old(folder: DataFolder) -> DataFolder:
    make_inbox_of_0004(folder, "0006")
    with contextlib.closing(sqlite3.connect(folder.database)) as connection:
        connection.executemany(_NOTE, [(1, "refund granted"), (3, "Größe"), (1, "later thanks, and a refund"), (2, "refund")])
        connection.commit()
        assert connection.execute(_OLD_FIND).fetchall() == [(1,), (2,)]
    return folder


def parts(path: Path) -> list[tuple[str, ...]]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return sorted((kind, name, " ".join((sql or "").split())) for kind, name, sql in connection.execute(_PARTS))


def finds(database: Database) -> None:
    recordings = Recordings(database)
    for text, found in (("refund", [2, 1]), ("thanks", [1]), ("GRÖ", [3]), ("ö", [3]), ("ed", [1]), ('"granted later"', [])):
        assert list(recordings.ids(parse_query(f"note:{text}"))) == found, text


def test_every_note_is_found_by_itself_after_the_migration(old: DataFolder, tmp_path: Path) -> None:
    with contextlib.closing(open_inbox(old)) as database:
        assert database.check() is None
        finds(database)
        with database.writing() as connection:
            connection.exec_driver_sql(CHECK)
        (note,) = Notes(database).of(3)
        Notes(database).change(note, "Breite", "Ann")
        assert list(Recordings(database).ids(parse_query("note:größe"))) == []
    assert len(list(old.backups.iterdir())) == 1
    new = DataFolder(tmp_path / "new")
    open_inbox(new).close()
    assert parts(old.database) == parts(new.database)


def test_a_migration_of_the_notes_that_breaks_off_leaves_the_old_index_which_is_migrated_later(old: DataFolder) -> None:
    before = parts(old.database)
    engine = make_engine(partial(connect, old.database))

    def break_off() -> None:
        with engine.begin() as connection:
            migrate(connection)
            assert connection.exec_driver_sql(CHECK).rowcount
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    engine.dispose()
    assert parts(old.database) == before
    with contextlib.closing(sqlite3.connect(old.database)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0006",)]
        connection.execute("UPDATE notes SET text = 'refund' WHERE recording_row = 3")
        assert connection.execute(_OLD_FIND).fetchall() == [(1,), (2,), (3,)]
        connection.rollback()
    with contextlib.closing(open_inbox(old)) as database:
        finds(database)


@pytest.mark.expects_log
@pytest.mark.parametrize("damage", ["DELETE FROM notes_fts_data", "DELETE FROM notes_fts_config", "DROP TABLE notes_fts_idx"])
def test_an_old_index_of_notes_that_was_damaged_hinders_nothing(old: DataFolder, damage: str) -> None:
    with contextlib.closing(sqlite3.connect(old.database)) as connection:
        connection.execute(damage)
        connection.commit()
    with contextlib.closing(open_inbox(old)) as database:
        finds(database)


@pytest.mark.expects_log
def test_a_damaged_inbox_of_before_is_made_anew_with_its_notes(old: DataFolder) -> None:
    overwrite(old.database, 0, 4096)
    with contextlib.closing(open_inbox(old)) as database:
        finds(database)
