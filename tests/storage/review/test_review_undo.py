from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from storage.kept_media import downloaded

from inbox.domain.history import chain_problem
from inbox.domain.review_change import ReviewField
from inbox.domain.statuses import ReviewStatus
from inbox.storage.data_folder import DataFolder
from inbox.storage.database import Database
from inbox.storage.downloads.trash import Trash
from inbox.storage.journal.intake_store import Committed
from inbox.storage.listing.recordings import Recordings
from inbox.storage.opening import open_inbox
from inbox.storage.review.history import History
from inbox.storage.review.notes import Notes
from inbox.storage.review.recording_stars import Stars
from inbox.storage.review.recording_tags import Tags
from inbox.storage.review.review_answers import Answers
from inbox.storage.review.review_undo import ReviewUndo, TakenBack, delete_files
from inbox.storage.review.reviews import change, set_review


@pytest.fixture
def rows(deliver: Callable[..., Committed]) -> list[int]:
    return [row for number in range(3) if (row := deliver(recordingId=f"r-{number}").recording_row)]


@pytest.fixture
def undo(database: Database) -> ReviewUndo:
    return ReviewUndo(database, Trash(database, database.folder))


def test_an_undo_takes_back_nothing_that_another_window_does_meanwhile(
    database: Database, deliver: Callable[..., Committed], recordings: Recordings
) -> None:
    row = downloaded(database, deliver, 1)

    class Slow(Trash):
        def bring_back_all(self, rows: Sequence[int]) -> list[int]:
            set_review(database, [row], ReviewStatus.FLAGGED, "Ben")
            return super().bring_back_all(rows)

    trash = Slow(database, database.folder)
    assert delete_files(database, trash, [row], "Ann") == [row]
    assert ReviewUndo(database, trash).undo("Ann") == TakenBack("", (row,))
    assert recordings.rows([row])[row].review_status is ReviewStatus.FLAGGED


def test_everything_that_was_made_of_recordings_is_taken_back_and_done_again(
    database: Database, undo: ReviewUndo, rows: list[int], recordings: Recordings
) -> None:
    stars, tags, answers, notes = Stars(database), Tags(database), Answers(database), Notes(database)

    def made() -> tuple[object, ...]:
        verdicts = [found.review_status.value for found in recordings.rows(rows).values()]
        given = [stars.of(row) for row in rows]
        return verdicts, given, tags.all(), answers.of(rows[0]), notes.of(rows[0])

    states = [made()]
    set_review(database, rows, ReviewStatus.REVIEWED, "Ann")
    states.append(made())
    change(database, rows[:2], ReviewField.STARS, 4, "Gave {} 4 stars".format, "Ann")
    states.append(made())
    change(database, rows[:1], ReviewField.STARS, None, "Took the stars from {}".format, "Ann")
    states.append(made())
    change(database, rows, ReviewField.TAG, "Complaint", "Tagged {}".format, "Ann", "complaint")
    states.append(made())
    change(database, rows[1:], ReviewField.TAG, None, "Untagged {}".format, "Ann", "complaint")
    states.append(made())
    change(database, rows[:1], ReviewField.ANSWER, "yes", lambda _what: "Answered", "Ann", "Consent?")
    states.append(made())
    change(database, rows[:1], ReviewField.ANSWER, "no", lambda _what: "Answered", "Ann", "Consent?")
    states.append(made())
    note = notes.add(rows[0], 5.0, 7.5, "Refund", "Ann")
    assert note is not None
    states.append(made())
    notes.change(note, "Refund of 20 €", "Ben")
    states.append(made())
    notes.delete(note, "Ben")
    states.append(made())
    for state in reversed(states[:-1]):
        done = undo.undo("Ann")
        assert done is not None
        assert done.left_out == 0
        assert made() == state
    assert undo.undo("Ann") is None
    for state in states[1:]:
        assert undo.redo("Ann") is not None
        assert made() == state
    assert undo.redo("Ann") is None
    entries = History(database).entries(rows[0])
    assert chain_problem([entry.line for entry in entries]) is None, "an undo adds to the history, and changes nothing of it"
    assert len([entry for entry in entries if "undoes" in entry.detail]) == 9
    assert len([entry for entry in entries if "redoes" in entry.detail]) == 9


def test_a_bulk_action_is_one_undo_and_says_what_it_takes_back(database: Database, undo: ReviewUndo, rows: list[int]) -> None:
    set_review(database, rows[:1], ReviewStatus.FLAGGED, "Ann")
    set_review(database, rows, ReviewStatus.REVIEWED, "Ann")
    assert undo.undo("Ann") == TakenBack("Marked 3 recordings as reviewed", (rows[2], rows[1], rows[0]))
    assert undo.undo("Ann") == TakenBack("Marked a recording as flagged", (rows[0],))


def test_undo_goes_on_after_a_restart(tmp_path: Path, database: Database, rows: list[int], recordings: Recordings) -> None:
    set_review(database, rows[:1], ReviewStatus.FLAGGED, "Ann")
    folder = database.folder
    database.close()
    again = open_inbox(DataFolder(folder.root))
    try:
        assert ReviewUndo(again, Trash(again, folder)).undo("Ann") is not None
        assert Recordings(again).rows(rows[:1])[rows[0]].review_status is ReviewStatus.NEW
    finally:
        again.close()


def test_a_later_change_is_never_undone_with_an_earlier_action(
    database: Database, undo: ReviewUndo, rows: list[int], recordings: Recordings
) -> None:
    set_review(database, rows, ReviewStatus.REVIEWED, "Ann")
    with database.writing() as connection:  # as a program that knows no batches would
        connection.exec_driver_sql("UPDATE recordings SET review_status = 'flagged' WHERE id = ?", (rows[1],))
    done = undo.undo("Ann")
    assert done is not None
    assert (sorted(done.rows), done.left_out) == ([rows[0], rows[2]], 1)
    assert [recordings.rows(rows)[row].review_status for row in rows] == ["new", "flagged", "new"]


def test_after_a_new_action_what_was_undone_is_not_done_again(database: Database, undo: ReviewUndo, rows: list[int]) -> None:
    set_review(database, rows[:1], ReviewStatus.FLAGGED, "Ann")
    set_review(database, rows[1:2], ReviewStatus.FLAGGED, "Ann")
    undo.undo("Ann")
    set_review(database, rows[2:], ReviewStatus.REVIEWED, "Ann")
    assert undo.redo("Ann") is None
    assert [done.rows for done in (undo.undo("Ann"), undo.undo("Ann")) if done] == [(rows[2],), (rows[0],)]
    assert undo.undo("Ann") is None


def test_an_inbox_that_was_made_anew_undoes_nothing_that_its_history_tells_of_before(
    database: Database, undo: ReviewUndo, rows: list[int], recordings: Recordings
) -> None:
    set_review(database, rows[:1], ReviewStatus.FLAGGED, "Ann")
    with database.writing() as connection:  # these are not looked for in a damaged inbox
        connection.exec_driver_sql("DELETE FROM review_batches")
        connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = 'review_batches'")
    set_review(database, rows[1:2], ReviewStatus.FLAGGED, "Ann")
    done = undo.undo("Ann")
    assert done is not None
    assert done.rows == (rows[1],)
    assert recordings.rows(rows)[rows[0]].review_status is ReviewStatus.FLAGGED


def test_what_was_taken_back_is_never_done_again_once_something_else_was_done(
    database: Database, undo: ReviewUndo, rows: list[int], recordings: Recordings
) -> None:
    set_review(database, rows[:1], ReviewStatus.REVIEWED, "Ann")
    undo.undo("Ann")
    set_review(database, rows[:1], ReviewStatus.FLAGGED, "Ann")
    undo.undo("Ann")
    done = undo.redo("Ann")
    assert done is not None
    assert done.sentence == "Marked a recording as flagged"
    assert recordings.rows(rows)[rows[0]].review_status is ReviewStatus.FLAGGED
    assert undo.redo("Ann") is None
