"""Inboxes from before notes were found by an index, brought up to date."""

import contextlib
import sqlite3
from pathlib import Path

from storage.inbox_of_0004 import make_inbox_of_0004

from inbox.domain.query import parse_query
from inbox.storage.data_folder import DataFolder
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox
from inbox.storage.review.notes import Notes

_NOTE = "INSERT INTO notes (recording_row, begin_ms, text, author, made_at) VALUES (?, 10, ?, 'Ann', 1)"
_ANSWER = (
    "INSERT INTO review_answers (recording_row, question, answer, author, changed_at) VALUES (1, 'Resolved?', 'Yes', 'Ann', 1)"
)
_PARTS = "SELECT name, sql FROM sqlite_master WHERE name LIKE '%notes%' OR name LIKE 'ix_listening%' OR name LIKE 'ix_review%'"


def _parts(path: Path) -> dict[str, str]:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return {name: " ".join((sql or "").split()) for name, sql in connection.execute(_PARTS)}


def test_notes_and_answers_from_before_are_found_after_the_migration(folder: DataFolder, tmp_path: Path) -> None:
    make_inbox_of_0004(folder, "0005")
    with contextlib.closing(sqlite3.connect(folder.database)) as connection:
        connection.executemany(_NOTE, [(1, "refund granted"), (1, "later thanks"), (3, "Größe")])
        connection.execute(_ANSWER)
        connection.commit()
    with contextlib.closing(open_inbox(folder)) as database:
        assert database.check() is None
        recordings = Recordings(database)
        for text, found in (("note:fund", [1]), ("note:thanks", [1]), ("note:GRÖ", [3]), ("note:ö", [3]), ("answer:yes", [1])):
            assert list(recordings.ids(parse_query(text))) == found, text
        (note,) = Notes(database).of(3)
        Notes(database).change(note, "Breite", "Ann")
        assert list(recordings.ids(parse_query("note:größe"))) == []
    assert len(list(folder.backups.iterdir())) == 1
    new = DataFolder(tmp_path / "new")
    open_inbox(new).close()
    assert _parts(folder.database) == _parts(new.database)
