"""Taking back what the person did last, and doing it again: also after a restart, and never over a later change."""

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inbox.domain.history import content_of
from inbox.domain.review_change import ReviewChange, ReviewField, change_of
from inbox.domain.times import now, to_microseconds
from inbox.storage.database import Database
from inbox.storage.downloads.trash import Trash
from inbox.storage.problems import StorageProblem
from inbox.storage.review.review_values import value_of, write_value
from inbox.storage.review.reviews import tell_batch, tell_change

_log = logging.getLogger(__name__)

TRASHED = "You moved the file to the trash."
"""Why a file is not here that the person sent away."""

_LAST_DONE = "SELECT id, sentence FROM review_batches WHERE undone_at IS NULL ORDER BY id DESC LIMIT 1"
_LAST_UNDONE = """SELECT id, sentence FROM review_batches
    WHERE id > coalesce((SELECT max(id) FROM review_batches WHERE undone_at IS NULL), 0) ORDER BY id LIMIT 1"""
_CHANGES = "SELECT recording_row, line FROM history WHERE batch = ? AND batch IS NOT NULL ORDER BY id"
_NOTE_UNDONE = "UPDATE review_batches SET undone_at = ? WHERE id = ?"


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What an undo, or a redo, did."""

    sentence: str
    """What the person had done, as ``Marked 3 recordings as reviewed``."""
    rows: tuple[int, ...]
    """The recordings that are as they were before it, or, after a redo, as they were after it."""
    left_out: int = 0
    """How many changes no longer fitted, since something else was changed after them."""


def delete_files(database: Database, trash: Trash, rows: Sequence[int], by: str) -> list[int]:
    """Moves the files of ``rows`` to the trash, as one action; gives the recordings whose files went.

    Raises StoreFailing, and StorageProblem when none could be moved.
    """
    gone = move_files(trash, rows)
    if gone:
        what = "a file" if len(gone) == 1 else f"{len(gone):,} files"
        changes = [ReviewChange(row, ReviewField.FILE, "here", "trash") for row in gone]
        with database.writing_rows() as cursor:
            tell_batch(cursor, changes, f"Moved {what} to the trash", by, now())
    return gone


def move_files(trash: Trash, rows: Sequence[int]) -> list[int]:
    """Moves them to the trash as far as they are here; gives those that went. Raises as `delete_files` does."""
    moment = now()
    gone: list[int] = []
    for row in dict.fromkeys(rows):
        try:
            if trash.move(row, TRASHED, moment):
                gone.append(row)
        except StorageProblem as problem:
            if not gone:
                raise
            _log.warning("The other files stay: %s", problem)
            break
    return gone


class ReviewUndo:
    """Safe from any thread; the last action is the same for every window. Methods raise StoreFailing."""

    def __init__(self, database: Database, trash: Trash) -> None:
        self._database = database
        self._trash = trash

    def undo(self, by: str) -> TakenBack | None:
        """Takes back the newest action; None when there is none. Raises StorageProblem when no file could be brought back."""
        return self._go(by, is_undo=True)

    def redo(self, by: str) -> TakenBack | None:
        """Does again what was taken back last, as long as nothing was done since. Raises StorageProblem as `undo` does."""
        return self._go(by, is_undo=False)

    def _go(self, by: str, *, is_undo: bool) -> TakenBack | None:
        with self._database.reading_rows() as cursor:
            found = _newest(cursor, is_undo=is_undo)
        if found is None:
            return None
        batch, files = found[0], [change.recording_row for change in found[2] if change.field is ReviewField.FILE]
        moved = self._move(files, to_trash=not is_undo) if files else frozenset()
        moment = now()
        with self._database.writing_rows() as cursor:
            found = _newest(cursor, is_undo=is_undo)
            if found is None or found[0] != batch:  # another window was quicker
                return TakenBack("", tuple(moved))
            changes, done = found[2], []
            word = {"undoes" if is_undo else "redoes": batch}
            for change in changes:
                if change.field is ReviewField.FILE:
                    if change.recording_row not in moved:
                        continue
                elif value_of(cursor, change.recording_row, change.field, change.key) != change.before:
                    continue
                else:
                    write_value(cursor, change, by, moment)
                tell_change(cursor, change, by, moment, None, **word)
                done.append(change.recording_row)
            cursor.execute(_NOTE_UNDONE, (to_microseconds(moment) if is_undo else None, batch))
        return TakenBack(found[1], tuple(dict.fromkeys(done)), len(changes) - len(done))

    def _move(self, rows: Sequence[int], *, to_trash: bool) -> frozenset[int]:
        if not to_trash:
            return frozenset(self._trash.bring_back_all(rows))
        return frozenset(move_files(self._trash, rows))


def _newest(cursor: sqlite3.Cursor, *, is_undo: bool) -> tuple[int, str, list[ReviewChange]] | None:
    """Number, sentence, and the changes to be made."""
    found = cursor.execute(_LAST_DONE if is_undo else _LAST_UNDONE).fetchone()
    if found is None:
        return None
    batch, sentence = found
    changes = list(_changes(cursor, batch))
    return batch, sentence, [change.taken_back for change in reversed(changes)] if is_undo else changes


def _changes(cursor: sqlite3.Cursor, batch: int) -> Iterator[ReviewChange]:
    for row, line in cursor.execute(_CHANGES, (batch,)).fetchall():
        yield change_of(row, content_of(line)["detail"])
