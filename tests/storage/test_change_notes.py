"""Word from commands to the process that receives."""

import os
import stat
from multiprocessing.pool import ThreadPool

import pytest

from inbox.storage.change_notes import ChangeNotes, note_changes
from inbox.storage.data_folder import DataFolder


@pytest.fixture
def notes(folder: DataFolder) -> ChangeNotes:
    folder.prepare()
    notes = ChangeNotes(folder)
    notes.begin()
    return notes


def test_what_a_command_changed_is_told_once(folder: DataFolder, notes: ChangeNotes) -> None:
    assert notes.take() == []
    note_changes(folder, [7, 3])
    note_changes(folder, [7])
    assert notes.take() == [7, 3]
    assert notes.take() == []
    note_changes(folder, [4])
    assert notes.take() == [4]


def test_nothing_changed_is_nothing_told(folder: DataFolder, notes: ChangeNotes) -> None:
    note_changes(folder, [])
    assert folder.changes.stat().st_size == 0
    assert notes.take() == []


def test_all_is_looked_at_again_where_anything_or_very_much_may_have_changed(folder: DataFolder, notes: ChangeNotes) -> None:
    note_changes(folder, [1])
    note_changes(folder, None)
    assert notes.take() is None
    assert notes.take() == []
    note_changes(folder, range(1, 5_002))
    assert notes.take() is None
    assert folder.changes.stat().st_size < 100


def test_many_commands_at_once_lose_no_word(folder: DataFolder, notes: ChangeNotes) -> None:
    with ThreadPool(8) as pool:
        pool.map(lambda row: note_changes(folder, [row]), range(1_000))
    heard = notes.take()
    assert heard is not None
    assert sorted(heard) == list(range(1_000))


def test_a_line_that_is_not_whole_yet_is_read_when_it_is(folder: DataFolder, notes: ChangeNotes) -> None:
    with folder.changes.open("ab", buffering=0) as file:
        file.write(b"12\n3")
        assert notes.take() == [12]
        file.write(b"4\n")
        assert notes.take() == [34]


def test_what_is_no_row_is_passed_over(folder: DataFolder, notes: ChangeNotes) -> None:
    folder.changes.write_bytes(b"x\n\n-1\n5\n\xff\n1e3\n" + b"9" * 19 + b"\n")
    assert notes.take() == [5]


def test_nobody_is_told_while_nobody_receives(folder: DataFolder, notes: ChangeNotes) -> None:
    notes.end()
    note_changes(folder, [1])
    assert not folder.changes.exists()
    assert notes.take() == []
    notes.begin()
    assert notes.take() == []


def test_what_an_earlier_process_left_is_not_looked_at(folder: DataFolder, notes: ChangeNotes) -> None:
    note_changes(folder, [1])
    later = ChangeNotes(folder)
    later.begin()
    assert later.take() == []
    note_changes(folder, [2])
    assert later.take() == [2]


@pytest.mark.skipif(os.name != "posix", reason="modes and links as POSIX has them")
def test_it_is_the_owners_and_follows_no_link(folder: DataFolder, notes: ChangeNotes) -> None:
    assert stat.S_IMODE(folder.changes.stat().st_mode) == 0o600
    victim = folder.root / "victim"
    victim.write_text("as it was")
    folder.changes.unlink()
    folder.changes.symlink_to(victim)
    note_changes(folder, [1])
    ChangeNotes(folder).begin()
    assert victim.read_text() == "as it was"
    assert not folder.changes.is_symlink()


def test_a_folder_that_is_gone_keeps_nobody_from_going_on(folder: DataFolder) -> None:
    notes = ChangeNotes(folder)
    notes.begin()
    note_changes(folder, [1])
    assert notes.take() == []
    notes.end()
