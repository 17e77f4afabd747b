"""What the window asks to be written of recordings, on a real inbox; the thread that writes is the test's own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pipeline.reviewed_inbox import ReviewedInbox

from inbox.domain.coverage import HeardSpan
from inbox.domain.notes import LONGEST_NOTE, Note
from inbox.domain.statuses import DownloadStatus, ReviewStatus
from inbox.domain.tags import MOST_TAGS
from inbox.domain.times import now
from inbox.pipeline.requests.deed import Deed
from inbox.pipeline.requests.review_requests import ReviewRequests
from inbox.storage.review.history import History


class Asked:
    """Requests, and what is heard of them."""

    def __init__(self, reviewed: ReviewedInbox) -> None:
        self.inbox = reviewed.inbox
        self.waiting: list[Callable[[], None]] = []
        self.changed: list[int] = []
        self.said: list[str] = []
        self.refused: list[str] = []
        self.requests = ReviewRequests(self.inbox, lambda: self.inbox.settings, self.waiting.append, self.changed.extend)
        self.requests.on_said, self.requests.on_refused = self.said.append, self.refused.append
        self.requests.on_done = self.hear

    def hear(self, deed: Deed) -> None:
        self.said.append(deed.sentence(deed.recording.recording_id if deed.recording is not None else deed.what))

    def write(self) -> None:
        """The errands' thread comes to it."""
        waiting, self.waiting[:] = list(self.waiting), []
        for write in waiting:
            write()

    def verdicts(self, rows: Sequence[int]) -> list[str]:
        return [self.inbox.recordings.rows(rows)[row].review_status.value for row in rows]


@pytest.fixture
def reviewed(tmp_path: Path) -> Iterator[ReviewedInbox]:
    made = ReviewedInbox(tmp_path / "inbox")
    yield made
    made.inbox.close()


@pytest.fixture
def asked(reviewed: ReviewedInbox) -> Asked:
    return Asked(reviewed)


def test_nothing_is_written_where_it_is_asked_for(reviewed: ReviewedInbox, asked: Asked) -> None:
    row = reviewed.receive()
    asked.requests.set_verdict([row], ReviewStatus.FLAGGED)
    asked.requests.set_stars([row], 5)
    assert asked.verdicts([row]) == ["new"]
    asked.write()
    assert (asked.verdicts([row]), asked.inbox.stars.of(row), asked.changed) == (["flagged"], 5, [row, row])
    assert History(asked.inbox.database).entries(row)[-1].detail["by"] == "Anna"


def test_what_was_not_heard_enough_is_not_marked_as_reviewed(reviewed: ReviewedInbox, asked: Asked) -> None:
    rows = [reviewed.receive() for _ in range(3)]
    for row in rows:
        reviewed.download(row)  # 20 s, of which 5 s to 10 s are silent
    asked.inbox.settings = replace(asked.inbox.settings, reviewed_needs_percent=90)
    asked.inbox.heard.add(rows[0], [HeardSpan(0.0, 5.0, 1.0), HeardSpan(10.0, 20.0, 2.0)], now())
    asked.inbox.heard.add(rows[1], [HeardSpan(0.0, 10.0, 1.0)], now())
    asked.requests.set_verdict(rows, ReviewStatus.REVIEWED)
    asked.write()
    assert asked.verdicts(rows) == ["reviewed", "new", "new"]
    assert asked.refused == [
        "2 recordings are not marked as reviewed: less than 90 % was heard of each, which the settings ask for."
    ]
    asked.requests.set_verdict(rows[1:2], ReviewStatus.REVIEWED)
    asked.requests.set_verdict(rows[1:], ReviewStatus.FLAGGED)
    asked.write()
    assert asked.refused[1:] == ["Not marked as reviewed: 33 % of it was heard, and 90 % have to be, as the settings say."]
    assert asked.verdicts(rows) == ["reviewed", "flagged", "flagged"], "only reviewed asks for it"
    assert asked.said == ["Reviewed a recording", "Flagged 2 recordings"]


def test_tags_are_one_whatever_their_case_and_not_too_many(reviewed: ReviewedInbox, asked: Asked) -> None:
    row, other = reviewed.receive(), reviewed.receive()
    asked.requests.tag([row, other], "  Complaint,  urgent ")
    asked.requests.tag([row], "COMPLAINT URGENT")
    asked.requests.tag([row], " , ")
    asked.write()
    assert asked.inbox.tags.of(row) == ["COMPLAINT URGENT"]
    assert asked.inbox.tags.of(other) == ["Complaint urgent"]
    assert [count for _tag, count in asked.inbox.tags.all()] == [2]
    asked.requests.untag([row, other], "complaint urgent")
    for number in range(MOST_TAGS + 1):
        asked.requests.tag([row], f"t{number}")
    asked.write()
    assert asked.inbox.tags.of(other) == []
    assert len(asked.inbox.tags.of(row)) == MOST_TAGS
    assert asked.refused == [f"“t{MOST_TAGS}” is not given to it: {MOST_TAGS} tags are the most."]


def test_an_answer_is_kept_with_the_question_as_it_was_put(reviewed: ReviewedInbox, asked: Asked) -> None:
    row = reviewed.receive()
    asked.requests.answer(row, "Consent given?", "yes")
    asked.requests.answer(row, "Tone", "calm")
    asked.requests.answer(row, "Consent given?", "no")
    asked.requests.answer(row, "Tone", None)
    asked.write()
    assert asked.inbox.answers.of(row) == {"Consent given?": "no"}


def test_a_note_is_made_changed_deleted_and_brought_back(reviewed: ReviewedInbox, asked: Asked) -> None:
    row = reviewed.receive()
    made: list[Note] = []
    asked.requests.add_note(row, 4.5, None, "Asks who is there", made.append)
    asked.write()
    asked.requests.change_note(made[0], "Asks who calls")
    asked.requests.delete_note(made[0])
    asked.write()
    assert asked.inbox.notes.of(row) == []
    asked.requests.undo()
    asked.write()
    assert [(note.id, note.text, note.author) for note in asked.inbox.notes.of(row)] == [(made[0].id, "Asks who calls", "Anna")]
    assert asked.said == ["Deleted a note on r-1", "Undone: Deleted a note (r-1)"]
    asked.requests.redo()
    asked.requests.redo()
    asked.write()
    assert asked.said[2:] == ["Done again: Deleted a note (r-1)", "There is nothing to do again."]


def test_deleted_files_come_back_with_undo_and_go_again_with_redo(reviewed: ReviewedInbox, asked: Asked) -> None:
    rows = [reviewed.receive() for _ in range(3)]
    files = [reviewed.download(row) for row in rows[:2]]

    def status() -> list[DownloadStatus]:
        return [asked.inbox.recordings.rows(rows)[row].download_status for row in rows[:2]]

    asked.requests.delete_files(rows)
    asked.write()
    assert asked.said == ["2 files are in the trash. Undo brings them back."]
    assert [file.exists() for file in files] == [False, False]
    asked.requests.undo()
    asked.write()
    assert (status(), [file.exists() for file in files]) == ([DownloadStatus.DOWNLOADED] * 2, [True, True])
    asked.requests.redo()
    asked.write()
    assert (status(), [file.exists() for file in files]) == ([DownloadStatus.REMOVED] * 2, [False, False])
    asked.inbox.trash.empty(now())
    asked.requests.undo()
    asked.write()
    assert asked.refused == ["Not possible any more: Moved 2 files to the trash. Something else was changed there since."]
    assert [entry.detail["after"] for entry in History(asked.inbox.database).entries(rows[0])[-3:]] == ["trash", "here", "trash"]


def test_where_there_is_no_file_nothing_is_told_to_have_gone(reviewed: ReviewedInbox, asked: Asked) -> None:
    asked.requests.delete_files([reviewed.receive()])
    asked.requests.undo()
    asked.write()
    assert (asked.said, asked.refused) == (["There is nothing to undo."], ["There is no downloaded file to delete."])


def test_a_file_that_cannot_be_moved_is_told_and_nothing_is_undone(reviewed: ReviewedInbox, asked: Asked) -> None:
    row = reviewed.receive()
    file = reviewed.download(row)
    asked.requests.delete_files([row])
    asked.write()
    (asked.inbox.folder.trash / file.name).write_bytes(b"another")
    asked.requests.undo()
    asked.write()
    assert "not what was put into the trash" in asked.refused[0]
    assert len(asked.said) == 1


def test_more_than_can_be_taken_back_at_once_is_refused(asked: Asked) -> None:
    asked.requests.set_verdict(range(1, 20_002), ReviewStatus.REVIEWED)
    assert asked.waiting == []
    assert asked.refused == ["That would change 20,001 recordings; 10,000 at once are the most. Choose fewer."]
    with pytest.raises(ValueError, match="6 stars"):
        asked.requests.set_stars([1], 6)


def test_a_note_that_is_too_long_is_refused_and_the_one_before_stays(reviewed: ReviewedInbox, asked: Asked) -> None:
    row, made = reviewed.receive(), list[Note]()
    asked.requests.add_note(row, 1.0, None, "short", made.append)
    asked.write()
    asked.requests.change_note(made[0], "x" * (LONGEST_NOTE + 1))
    asked.write()
    assert [note.text for note in reviewed.inbox.notes.of(row)] == ["short"]
    (sentence,) = asked.refused
    assert sentence.startswith("A note holds 10,000 characters at most")
