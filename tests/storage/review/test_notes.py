from collections.abc import Callable

import pytest

from inbox.domain.notes import LONGEST_NOTE
from inbox.storage.database import Database
from inbox.storage.journal.intake_store import Committed
from inbox.storage.problems import StorageProblem
from inbox.storage.review.history import History
from inbox.storage.review.notes import Notes


@pytest.fixture
def row(deliver: Callable[..., Committed]) -> int:
    found = deliver().recording_row
    assert found is not None
    return found


def test_notes_are_kept_by_their_places_with_who_made_them_and_when(database: Database, row: int) -> None:
    notes = Notes(database)
    later = notes.add(row, 61.5, 70.25, " Asks for a\r\nrefund ", "Ann")
    first = notes.add(row, 3.0004, None, "Greets", "Ben")
    assert later is not None
    assert first is not None
    assert notes.of(row) == [first, later]
    assert (first.begin, first.end, first.text, first.author, first.changed_at) == (3.0, None, "Greets", "Ben", None)
    assert (later.begin, later.end, later.text) == (61.5, 70.25, "Asks for a\nrefund")
    assert notes.of(row + 1) == []


def test_a_changed_note_keeps_its_author_and_says_when_it_was_changed(database: Database, row: int) -> None:
    notes = Notes(database)
    note = notes.add(row, 1.0, None, "Kowalski", "Ann")
    assert note is not None
    changed = notes.change(note, "Kowalsky", "Ben")
    assert changed is not None
    assert (changed.id, changed.text, changed.author, changed.made_at) == (note.id, "Kowalsky", "Ann", note.made_at)
    assert changed.changed_at is not None
    assert notes.change(changed, "Kowalsky ", "Ben") == changed, "nothing is told of a change that is none"
    entry = History(database).entries(row)[-1]
    assert (entry.detail["by"], entry.detail["before"]["text"], entry.detail["after"]["text"]) == ("Ben", "Kowalski", "Kowalsky")


def test_a_note_that_is_emptied_is_deleted_and_one_that_is_gone_is_not_changed(database: Database, row: int) -> None:
    notes = Notes(database)
    note = notes.add(row, 1.0, None, "x", "Ann")
    assert note is not None
    assert notes.change(note, " \n", "Ann") is None
    assert notes.of(row) == []
    assert notes.change(note, "y", "Ann") is None
    notes.delete(note, "Ann")
    assert [entry.kind for entry in History(database).entries(row)] == ["received", "changed", "changed"]


def test_what_no_store_holds_is_kept_visibly(database: Database, row: int) -> None:
    notes = Notes(database)
    assert notes.add(row, 1.0, None, "  ", "Ann") is None
    assert notes.add(row + 1, 1.0, None, "of nothing", "Ann") is None
    strange = notes.add(row, 1.0, None, "a\ud800b\x00c", "Ann")
    assert strange is not None
    assert strange.text == "a\\ud800b\\u0000c"


def test_a_note_that_is_too_long_is_refused_with_a_sentence_and_changes_nothing(database: Database, row: int) -> None:
    notes = Notes(database)
    longest = notes.add(row, 2.0, None, " " + "x" * LONGEST_NOTE + "\n", "Ann")
    assert longest is not None
    assert len(longest.text) == LONGEST_NOTE, "blanks around it do not count"
    sentence = "A note holds 10,000 characters at most, and this one has 10,001. It was not kept"
    with pytest.raises(StorageProblem, match=sentence):
        notes.add(row, 2.0, None, "y" * (LONGEST_NOTE + 1), "Ann")
    with pytest.raises(StorageProblem, match=sentence):
        notes.change(longest, "y" * (LONGEST_NOTE + 1), "Ann")
    assert notes.of(row) == [longest]
