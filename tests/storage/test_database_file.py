import contextlib
import sqlite3
from pathlib import Path

import pytest

from inbox.storage.data_folder import DataFolder
from inbox.storage.database_file import FileState, look_at
from inbox.storage.file_header import APPLICATION_ID
from inbox.storage.opening import open_inbox
from inbox.storage.problems import StorageProblem, StoreDamaged
from inbox.storage.revisions import SCHEMA_REVISION


def everything(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def another_program(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE theirs (text)")
        connection.execute("INSERT INTO theirs VALUES ('precious')")
        connection.commit()


def no_database(path: Path) -> None:
    path.write_bytes(b"My diary.\n" * 1000)


def cut_short(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00")


@pytest.mark.parametrize("make", [another_program, no_database, cut_short])
def test_what_is_not_ours_is_refused_and_left_as_it_was(folder: DataFolder, make: object) -> None:
    assert callable(make)
    folder.root.mkdir()
    make(folder.database)
    before = everything(folder.root)
    with pytest.raises(StorageProblem, match="is not a Recording Inbox database; nothing was changed"):
        open_inbox(folder)
    assert everything(folder.root) == before


def test_looking_at_our_database_leaves_no_trace(folder: DataFolder) -> None:
    open_inbox(folder).close()
    before = everything(folder.root)
    assert look_at(folder.database) == FileState(is_new=False, revision=SCHEMA_REVISION)
    assert everything(folder.root) == before


def test_our_database_that_was_not_closed_is_known_as_ours(folder: DataFolder) -> None:
    with contextlib.closing(open_inbox(folder)) as database:
        with database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO recording_counts VALUES ('a', 'b', 'c', 1)")
        assert folder.database.with_name("inbox.sqlite3-wal").exists()
        assert look_at(folder.database).revision == SCHEMA_REVISION


def test_an_empty_file_is_a_place_for_a_new_inbox(folder: DataFolder) -> None:
    folder.root.mkdir()
    folder.database.touch()
    assert look_at(folder.database).is_new
    open_inbox(folder).close()
    assert not look_at(folder.database).is_new


def test_our_own_file_in_ruins_is_known_as_damaged_and_left_as_it_was(folder: DataFolder) -> None:
    open_inbox(folder).close()
    content = bytearray(folder.database.read_bytes())
    content[100:8000] = b"\xff" * 7900
    folder.database.write_bytes(content)
    with pytest.raises(StoreDamaged, match="malformed"):
        look_at(folder.database)
    assert folder.database.read_bytes() == content


def test_the_mark_of_our_file_is_in_its_header(folder: DataFolder) -> None:
    open_inbox(folder).close()
    assert folder.database.read_bytes()[68:72] == APPLICATION_ID.to_bytes(4, "big")


def test_a_file_that_lacks_its_last_page_is_known_as_damaged(folder: DataFolder) -> None:
    open_inbox(folder).close()
    content = folder.database.read_bytes()
    folder.database.write_bytes(content[:-4096])
    with pytest.raises(StoreDamaged, match=r"the end of inbox\.sqlite3 is missing"):
        look_at(folder.database)
    folder.database.write_bytes(content)
    assert look_at(folder.database).revision == SCHEMA_REVISION
