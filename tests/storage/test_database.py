import contextlib
import sqlite3
import stat
import subprocess
import sys
import threading

import pytest

from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.opening import open_inbox
from inbox.storage.problems import StorageProblem, StoreFailing


def test_every_file_is_the_owners_alone_from_the_first_moment(folder: DataFolder, database: Database) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO recording_counts VALUES ('a', 'b', 'c', 1)")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.root.iterdir() if path.is_file()}
    assert modes == dict.fromkeys(["inbox.sqlite3", "inbox.sqlite3-wal", "inbox.sqlite3-shm"], 0o600)


def test_a_commit_is_synced_to_the_disk(database: Database) -> None:
    with database.writing() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_a_schema_that_is_too_new_is_refused_and_left_as_it_was(folder: DataFolder) -> None:
    open_inbox(folder).close()
    with contextlib.closing(sqlite3.connect(folder.database)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
        connection.commit()
    before = folder.database.read_bytes(), sorted(path.name for path in folder.root.iterdir())
    with pytest.raises(StorageProblem, match=r"newer version of Recording Inbox \(schema too new: “0999”\); nothing was changed"):
        open_inbox(folder)
    assert (folder.database.read_bytes(), sorted(path.name for path in folder.root.iterdir())) == before


def test_opening_what_is_up_to_date_does_not_import_alembic(folder: DataFolder) -> None:
    program = (
        "import sys; from pathlib import Path; from inbox.storage.data_folder import DataFolder; "
        "from inbox.storage.opening import open_inbox; "
        "[open_inbox(DataFolder(Path(sys.argv[1]))).close() for _ in range(2)]; sys.exit('alembic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program, str(folder.root)], timeout=60, check=False).returncode == 0


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("postgresql://me:secret@db/inbox", "keeps its inbox in SQLite only"),
        ("mysql://db/inbox", "keeps its inbox in SQLite only"),
        ("sqlite://", "names no file"),
        ("no address", "not of the form sqlite:///path"),
    ],
)
def test_a_store_that_cannot_be_used_is_a_sentence_without_its_password(folder: DataFolder, url: str, sentence: str) -> None:
    with pytest.raises(StorageProblem, match=sentence) as caught:
        open_inbox(folder, url)
    assert "secret" not in str(caught.value)


def test_the_inbox_can_lie_elsewhere(folder: DataFolder) -> None:
    elsewhere = folder.root.parent / "else where #1?.sqlite3"
    open_inbox(folder, f"sqlite:///{elsewhere}".replace("#", "%23").replace("?", "%3F")).close()
    assert not folder.database.exists()
    assert len(list(folder.root.parent.glob("else where*.sqlite3"))) == 1


def test_a_folder_whose_name_has_signs_of_addresses_works(folder: DataFolder) -> None:
    strange = DataFolder(folder.root.parent / "Ä 100% #1?x=y")
    open_inbox(strange).close()
    open_inbox(strange).close()
    assert strange.database.is_file()


def test_what_was_begun_and_broke_off_is_not_there(database: Database) -> None:
    def break_off() -> None:
        with database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO recording_counts VALUES ('a', 'b', 'c', 1)")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM recording_counts").scalar_one() == 0


def test_a_full_disk_is_told_and_the_store_works_again_when_there_is_room(database: Database) -> None:
    def store_a_megabyte() -> None:
        with database.writing() as connection:
            connection.exec_driver_sql("INSERT INTO recording_counts VALUES (?, 'b', 'c', 1)", ("x" * 1_000_000,))

    with database.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    # The limit is one connection's: the pool hands the same one out again, and a failure must end it.
    with database.reading() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreFailing, match="could not be written: the disk is full"):
        store_a_megabyte()
    store_a_megabyte()


def test_a_mistake_of_ours_is_not_taken_for_a_failing_disk(database: Database) -> None:
    with pytest.raises(Exception, match="no such table") as caught, database.writing() as connection:
        connection.exec_driver_sql("INSERT INTO nowhere VALUES (1)")
    assert not isinstance(caught.value, StoreFailing)


def test_readers_see_one_state_while_another_thread_writes(database: Database) -> None:
    with database.reading() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM recording_counts").scalar_one()

        def write() -> None:
            with database.writing() as other:
                other.exec_driver_sql("INSERT INTO recording_counts VALUES ('a', 'b', 'c', 1)")

        writer = threading.Thread(target=write)
        writer.start()
        writer.join(10)
        assert not writer.is_alive()
        assert connection.exec_driver_sql("SELECT count(*) FROM recording_counts").scalar_one() == 0


def test_an_inbox_that_was_removed_is_not_silently_made_anew(folder: DataFolder, database: Database) -> None:
    database.close()
    for path in folder.root.glob("inbox.sqlite3*"):
        path.unlink()
    with pytest.raises(StoreFailing, match="its file cannot be opened"), database.writing():
        pass
    assert not folder.database.exists()


def test_a_sound_inbox_is_found_sound_and_a_damaged_one_damaged(folder: DataFolder) -> None:
    with contextlib.closing(open_inbox(folder)) as database:
        with database.writing() as connection:
            for number in range(200):
                connection.exec_driver_sql("INSERT INTO recording_counts VALUES (?, 'b', 'c', 1)", (f"{number}" * 50,))
        assert database.check() is None
    content = bytearray(folder.database.read_bytes())
    content[-8192:] = b"\xa5" * 8192
    folder.database.write_bytes(content)
    with contextlib.closing(open_inbox(folder)) as database:
        sentence = database.check()
    assert sentence is not None
    assert "is damaged" in sentence
    assert len(sentence.splitlines()) == 1


def test_a_store_that_takes_writes_proves_it(database: Database) -> None:
    database.prove_writable()
    with database.reading() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    with pytest.raises(StoreFailing, match="could not be written"):
        database.prove_writable()


def test_an_inbox_that_can_no_longer_be_read_is_damaged(folder: DataFolder, database: Database) -> None:
    database.close()
    folder.database.write_bytes(b"\xa5" * folder.database.stat().st_size)
    sentence = database.check()
    assert sentence is not None
    assert "is damaged (file is not a database)" in sentence
