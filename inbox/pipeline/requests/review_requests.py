"""What the person makes of recordings, from the window: written in order by another thread, each action for one undo."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from inbox.domain.notes import Note
from inbox.domain.review_change import ReviewField
from inbox.domain.statuses import ReviewStatus
from inbox.domain.tags import MOST_TAGS, tag_key, tidy_tag
from inbox.pipeline.requests.deed import Deed
from inbox.storage.problems import StorageProblem
from inbox.storage.review.review_undo import ReviewUndo, TakenBack, delete_files
from inbox.storage.review.reviews import MOST_AT_ONCE, Marked, change, mark
from inbox.storage.settings.reviewer import account_name, reviewer
from inbox.storage.settings.settings import Settings

if TYPE_CHECKING:
    from inbox.pipeline.opened import OpenInbox

Write = Callable[[Callable[[], None]], None]
"""Has something written soon in a thread of its own, and tells the person when the store did not take it."""

_LONGEST_QUESTION = 200
_VERDICTS = {
    ReviewStatus.REVIEWED: "Reviewed {}".format,
    ReviewStatus.FLAGGED: "Flagged {}".format,
    ReviewStatus.NEW: "New again: {}".format,
}
_NOTE_DELETED = "Deleted a note on {}".format


def _nothing(_told: object) -> None:
    pass


def _heard_already() -> None:
    pass


class ReviewRequests:
    """Every method returns at once; ``changed`` hears of the rows, from another thread, when it is written."""

    def __init__(
        self, inbox: "OpenInbox", settings: Callable[[], Settings], write: Write, changed: Callable[[Sequence[int]], None]
    ) -> None:
        self._inbox = inbox
        self._settings = settings
        self._write = write
        self._changed = changed
        self._undo = ReviewUndo(inbox.database, inbox.trash)
        self.before_verdict: Callable[[Sequence[int]], None] = _nothing
        """Is called in the thread that writes, just before it: what was heard by then stands before the verdict."""
        self.before_asking: Callable[[], None] = _heard_already
        """Is called where a verdict is asked for, before it is: has written first what is heard right now."""
        self.on_done: Callable[[Deed], None] = _nothing
        """Hears, from another thread, what was done. Set before anything is asked."""
        self.on_said: Callable[[str], None] = _nothing
        """Hears, from another thread, a sentence that is about no recording."""
        self.on_refused: Callable[[str], None] = _nothing
        """Hears, from another thread, a sentence: why what was asked was not done, or not wholly."""
        self.on_written: Callable[[Sequence[int]], None] = _nothing
        """Hears, from another thread, of which recordings something is written now."""

    @property
    def author(self) -> str:
        """Under which name the person's notes are kept."""
        return reviewer(self._settings())

    @property
    def account_name(self) -> str:
        """The same where the settings name nobody."""
        return account_name()

    def set_verdict(self, rows: Sequence[int], status: ReviewStatus, done: Callable[[bool], None] = _nothing) -> None:
        """The person's word on these; what was not heard enough to be reviewed is left, and that is said.

        ``done`` hears, from another thread, whether all of them have it now.
        """
        settings = self._settings()
        by, needs = reviewer(settings), settings.reviewed_needs_percent

        def write() -> None:
            self.before_verdict(rows)
            marked = mark(self._inbox.database, rows, status, by, needs / 100)
            if marked.count:
                what = "a recording" if marked.count == 1 else f"{marked.count:,} recordings"
                self._tell_done(_VERDICTS[status], rows, what)
            if marked.unheard:
                self.on_refused(_unheard_sentence(marked, len(rows), needs))
            self._tell(rows)
            done(not marked.unheard)

        if self._is_few(rows):
            self.before_asking()
            self._do(write)

    def set_stars(self, rows: Sequence[int], stars: int | None) -> None:
        """1 to 5, None for none. Raises ValueError for any other number."""
        if stars is not None and not 1 <= stars <= 5:
            raise ValueError(f"{stars} stars")
        given = "Took the stars from {}" if stars is None else f"Gave {stars} star{'' if stars == 1 else 's'} to {{}}"
        self._change(rows, ReviewField.STARS, stars, given.format)

    def tag(self, rows: Sequence[int], tag: str) -> None:
        """Gives them a tag of the person's own; one of the same letters in another case is replaced."""
        tidy = tidy_tag(tag)
        if not tidy:
            return
        by = reviewer(self._settings())

        def write() -> None:
            full = [row for row in rows if len(of := self._inbox.tags.of(row)) >= MOST_TAGS and tidy not in of]
            if full:
                what = "it" if len(rows) == 1 else f"{len(full):,} of them"
                self.on_refused(f"“{tidy}” is not given to {what}: {MOST_TAGS} tags are the most.")
            left = [row for row in rows if row not in set(full)]
            self._write_change(left, ReviewField.TAG, tidy, lambda what: f"Gave the tag {tidy} to {what}", by, tag_key(tidy))

        if self._is_few(rows):
            self._do(write)

    def untag(self, rows: Sequence[int], tag: str) -> None:
        """Takes the tag away."""
        self._change(rows, ReviewField.TAG, None, lambda what: f"Took the tag {tidy_tag(tag)} from {what}", tag_key(tag))

    def answer(self, row: int, question: str, answer: str | None) -> None:
        """The answer to a question of the form, as it is put; None takes the answer back."""
        asked = question.strip()[:_LONGEST_QUESTION]
        said = f"Answered “{asked}”" if answer is not None else f"Took back the answer to “{asked}”"
        self._change([row], ReviewField.ANSWER, answer, lambda what: f"{said} for {what}", asked)

    def add_note(self, row: int, begin: float, end: float | None, text: str, done: Callable[[Note], None] = _nothing) -> None:
        """A note on a moment or a range, in seconds from the start; ``done`` hears from another thread what it became."""
        by = reviewer(self._settings())

        def write() -> None:
            note = self._inbox.notes.add(row, begin, end, text, by)
            if note is not None:
                self._tell([row])
                done(note)

        self._do(write)

    def change_note(self, note: Note, text: str) -> None:
        """Other words for a note; empty ones delete it."""
        by = reviewer(self._settings())

        def write() -> None:
            self._inbox.notes.change(note, text, by)
            self._tell([note.recording_row])
            if not text.strip():
                self._tell_done(_NOTE_DELETED, [note.recording_row], "a recording")

        self._do(write)

    def delete_note(self, note: Note) -> None:
        """The note goes; undo brings it back."""
        by = reviewer(self._settings())

        def write() -> None:
            self._inbox.notes.delete(note, by)
            self._tell([note.recording_row])
            self._tell_done(_NOTE_DELETED, [note.recording_row], "a recording")

        self._do(write)

    def delete_files(self, rows: Sequence[int]) -> None:
        """Their downloaded files go to the trash; undo brings them back for as long as the trash keeps them."""
        by = reviewer(self._settings())

        def write() -> None:
            gone = delete_files(self._inbox.database, self._inbox.trash, rows, by)
            self._tell(gone)
            if not gone:
                self.on_refused("There is no downloaded file to delete.")
            elif len(gone) == 1:
                self.on_said("The file is in the trash. Undo brings it back.")
            else:
                self.on_said(f"{len(gone):,} files are in the trash. Undo brings them back.")

        if self._is_few(rows):
            self._do(write)

    def undo(self) -> None:
        """Takes back what was done last, by whatever window and before whatever restart."""
        by = reviewer(self._settings())
        self._do(lambda: self._tell_taken_back(self._undo.undo(by), "Undone", "There is nothing to undo."))

    def redo(self) -> None:
        """Does again what was taken back last, as long as nothing was done since."""
        by = reviewer(self._settings())
        self._do(lambda: self._tell_taken_back(self._undo.redo(by), "Done again", "There is nothing to do again."))

    def _change(
        self, rows: Sequence[int], field: ReviewField, after: object, sentence: Callable[[str], str], key: str = ""
    ) -> None:
        by = reviewer(self._settings())
        if rows and self._is_few(rows):
            self._do(lambda: self._write_change(rows, field, after, sentence, by, key))

    def _write_change(
        self, rows: Sequence[int], field: ReviewField, after: object, sentence: Callable[[str], str], by: str, key: str
    ) -> None:
        changed = ""

        def told(what: str) -> str:
            nonlocal changed
            changed = what
            return sentence(what)

        if change(self._inbox.database, rows, field, after, told, by, key) is not None:
            self._tell(rows)
            self._tell_done(sentence, rows, changed)

    def _is_few(self, rows: Sequence[int]) -> bool:
        if len(rows) > MOST_AT_ONCE:
            self.on_refused(f"That would change {len(rows):,} recordings; {MOST_AT_ONCE:,} at once are the most. Choose fewer.")
        return len(rows) <= MOST_AT_ONCE

    def _do(self, write: Callable[[], None]) -> None:
        def told() -> None:
            try:
                write()
            except StorageProblem as problem:  # StoreFailing is told by whoever writes
                self.on_refused(str(problem))

        self._write(told)

    def _tell(self, rows: Sequence[int]) -> None:
        if rows:
            self._changed(rows)
            self.on_written(rows)

    def _tell_taken_back(self, done: TakenBack | None, word: str, nothing: str) -> None:
        if done is None:
            self.on_said(nothing)
            return
        self._tell(done.rows)
        if not done.rows:
            self.on_refused(f"Not possible any more: {done.sentence}. Something else was changed there since.")
            return
        left = f". {_changes(done.left_out)} something else was changed there since" if done.left_out else ""
        is_one = len(done.rows) == 1
        self._tell_done(
            lambda what: f"{word}: {done.sentence}{f' ({what})' if is_one else ''}{left}", done.rows, "", can_be_undone=False
        )

    def _tell_done(self, sentence: Callable[[str], str], rows: Sequence[int], what: str, *, can_be_undone: bool = True) -> None:
        """``what`` stands where no one recording can be named."""
        one = self._inbox.recordings.rows(rows).get(rows[0]) if len(rows) == 1 else None
        self.on_done(Deed(sentence, what, one, can_be_undone))


def _changes(count: int) -> str:
    return "One change stays as it is:" if count == 1 else f"{count:,} changes stay as they are:"


def _unheard_sentence(marked: Marked, asked: int, needs: int) -> str:
    if asked == 1:
        heard = int(marked.unheard[0][1] * 100)
        return f"Not marked as reviewed: {heard} % of it was heard, and {needs} % have to be, as the settings say."
    count = len(marked.unheard)
    were = "1 recording is" if count == 1 else f"{count:,} recordings are"
    return f"{were} not marked as reviewed: less than {needs} % was heard of each, which the settings ask for."
