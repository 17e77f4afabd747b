"""Notes are found by what stands in them now: after changes, deletions and their undoing, and in an inbox made anew."""

import contextlib
import sqlite3
from collections.abc import Callable

import pytest
from storage.recovery.damage import overwrite

from inbox.domain.notes import Note
from inbox.domain.query import parse_query
from inbox.domain.times import now, to_microseconds
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads.trash import Trash
from inbox.storage.journal.intake_store import Committed
from inbox.storage.journal.rebuild import rebuild
from inbox.storage.listing.note_index import CHECK
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox
from inbox.storage.recovery.recover import recover_if_damaged
from inbox.storage.review.heard import SPEED
from inbox.storage.review.notes import Notes
from inbox.storage.review.review_undo import ReviewUndo


@pytest.fixture
def two(database: Database, deliver: Callable[..., Committed]) -> Notes:
    for number in (1, 2):
        deliver(recordingId=f"r-{number}", name="stand-up")
    return Notes(database)


def found(recordings: Recordings, text: str) -> list[int]:
    return sorted(recordings.ids(parse_query(f"note:{text}")))


def made(notes: Notes, row: int, text: str) -> Note:
    note = notes.add(row, 1.0, None, text, "Ann")
    assert note is not None
    return note


def check(database: Database) -> None:
    """Fails where the index is not that of the notes."""
    with database.writing() as connection:
        connection.exec_driver_sql(CHECK)


def test_a_note_is_found_by_its_words_of_today(
    two: Notes, recordings: Recordings, database: Database, folder: DataFolder
) -> None:
    undo = ReviewUndo(database, Trash(database, folder))
    first = made(two, 1, "asks for a refund")
    other = made(two, 1, "second thoughts")
    assert (first.recording_row, other.text) == (1, "second thoughts")
    assert found(recordings, "refund") == [1]
    assert found(recordings, "fundsecond") == found(recordings, '"refund second"') == []
    two.change(first, "asks for a discount", "Ann")
    assert (found(recordings, "refund"), found(recordings, "discount"), found(recordings, "second")) == ([], [1], [1])
    undo.undo("Ann")
    assert (found(recordings, "refund"), found(recordings, "discount")) == ([1], [])
    undo.redo("Ann")
    assert (found(recordings, "refund"), found(recordings, "discount")) == ([], [1])
    two.delete(first, "Ann")
    two.delete(other, "Ann")
    assert (found(recordings, "discount"), found(recordings, "t"), found(recordings, "ght")) == ([], [], [])
    undo.undo("Ann")
    assert (found(recordings, "second"), found(recordings, "discount")) == ([1], [])
    check(database)


def test_notes_of_a_recording_that_goes_are_not_found(two: Notes, recordings: Recordings, database: Database) -> None:
    made(two, 1, "refund")
    with database.writing() as connection:
        connection.exec_driver_sql("DELETE FROM recordings WHERE id = 1")
    assert found(recordings, "refund") == found(recordings, "d") == []
    check(database)


def test_what_is_rebuilt_still_finds_its_notes(two: Notes, recordings: Recordings, database: Database) -> None:
    made(two, 2, "refund")
    rebuild(database)
    assert found(recordings, "refund") == [2]


@pytest.mark.expects_log
def test_a_damaged_inbox_that_was_made_anew_finds_its_notes(two: Notes, database: Database, folder: DataFolder) -> None:
    made(two, 2, "refund granted")
    made(two, 2, "thanks")
    database.close()
    overwrite(folder.database, 0, 4096)
    with contextlib.closing(open_inbox(folder)) as anew:
        assert [note.text for note in Notes(anew).of(2)] == ["refund granted", "thanks"]
        for text in ("refund", "tha", "d"):
            assert found(Recordings(anew), text) == [2]
        made(Notes(anew), 1, "new words")
        assert found(Recordings(anew), "new") == [1]


def test_a_damaged_index_of_the_notes_is_made_anew(two: Notes, database: Database, folder: DataFolder) -> None:
    made(two, 2, "refund granted")
    database.close()
    with contextlib.closing(sqlite3.connect(folder.database)) as connection:
        connection.execute("DELETE FROM notes_fts_data WHERE id > 10")
        connection.commit()
    assert "search index" in recover_if_damaged(folder, folder.database)
    assert "sound" in recover_if_damaged(folder, folder.database)
    with contextlib.closing(open_inbox(folder)) as again:
        assert found(Recordings(again), "refund") == [2]


def test_an_index_that_is_not_that_of_the_notes_is_found_out_and_made_anew(
    two: Notes, database: Database, folder: DataFolder
) -> None:
    made(two, 2, "refund granted")
    database.close()
    with contextlib.closing(sqlite3.connect(folder.database)) as connection:
        connection.execute("DROP TRIGGER notes_reworded")
        connection.execute("UPDATE notes SET text = 'discount'")
        connection.commit()
    assert "search index" in recover_if_damaged(folder, folder.database)
    with contextlib.closing(open_inbox(folder)) as again:
        assert (found(Recordings(again), "refund"), found(Recordings(again), "discount")) == ([], [2])


def test_the_speed_of_today_is_read_along_the_day(database: Database) -> None:
    moment = to_microseconds(now())
    with database.reading_rows() as cursor:
        steps = [step[3] for step in cursor.execute(f"EXPLAIN QUERY PLAN {SPEED}", (moment, moment))]
    assert any("ix_listening_changed" in step for step in steps), steps
    assert not any(step.startswith("SCAN") for step in steps), steps


def test_a_note_that_is_changed_in_place_is_found_by_its_new_words(
    two: Notes, recordings: Recordings, database: Database
) -> None:
    made(two, 1, "refund")
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE notes SET text = 'discount'")
    assert (found(recordings, "refund"), found(recordings, "discount")) == ([], [1])
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE notes SET recording_row = 2")
    assert found(recordings, "discount") == [2]
    check(database)


def test_a_note_costs_what_it_is_long_however_much_was_written_before(two: Notes, database: Database, folder: DataFolder) -> None:
    for number in range(20):
        made(two, 1, " ".join(f"{number}-{word}" for word in range(1_200)))
    log = folder.database.with_name("inbox.sqlite3-wal")

    def pages_of(write: Callable[[], object]) -> int:
        with contextlib.closing(sqlite3.connect(folder.database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert log.stat().st_size == 0
        write()
        return log.stat().st_size // 4096

    first, last = made(two, 1, "short"), two.of(1)[0]
    assert pages_of(lambda: made(two, 1, "short as well")) < 60
    assert pages_of(lambda: two.change(first, "changed", "Ann")) < 60
    assert pages_of(lambda: two.delete(first, "Ann")) < 60
    assert pages_of(lambda: two.delete(last, "Ann")) < 200, "one note of 10,000 characters"
    check(database)
