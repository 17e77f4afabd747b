"""Notes, stars, tags and answers at the desk: shown for what is chosen and for what is loaded, written as the person asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from inbox.domain.notes import Note
from inbox.domain.recording import Recording
from inbox.gui.look.theme import Theme
from inbox.gui.review.deed_text import deed_text
from inbox.gui.review.form_watch import FormWatch
from inbox.gui.review.judged_reader import Judged, JudgedReader
from inbox.gui.review.judging import Judging
from inbox.gui.review.note_keys import NoteKeys, stars_hint
from inbox.gui.review.review_pane import ReviewPane

if TYPE_CHECKING:
    from inbox.gui.review.desk import Desk
    from inbox.pipeline.requests.deed import Deed
    from inbox.pipeline.requests.review_requests import ReviewRequests

_AFTER_THE_FIRST_PAINT_MS = 400
_NO_NOTES = "No notes yet. A note is about a moment, or about the part that is selected."


@dataclass(frozen=True, slots=True)
class _Draft:
    """A note that is being written."""

    row: int
    begin: float
    end: float | None
    note: Note | None
    """The one that gets other words; None for a new one."""


def _nothing(_told: object) -> None:
    pass


class NotesDesk(QObject):
    """A `DeskPart`. Nothing is read or written in the GUI thread."""

    _written = Signal(object)
    _said = Signal(str, bool)
    _did = Signal(object)
    _made = Signal(object)

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk.window)
        self._desk, self._player = desk, desk.player
        self._shown: Recording | None = None
        self._loaded_notes: Sequence[Note] = ()
        self._draft: _Draft | None = None
        self._made_note = 0
        self.reader = JudgedReader(desk.parts, self)
        self._first_tags = QTimer(self)
        self._first_tags.setSingleShot(True)
        self._first_tags.setInterval(_AFTER_THE_FIRST_PAINT_MS)
        self._first_tags.timeout.connect(self.reader.read_tags)
        self._judging = Judging(desk, self)
        self.pane: ReviewPane | None = None
        reviews = desk.parts.reviews
        if reviews is not None and desk.parts.notes is not None:
            self.pane = ReviewPane(desk.themes.theme, lambda: reviews.author)
            self._form = FormWatch(self.pane.answers, desk.parts.current_settings, desk.settings, self)
            self._connect(reviews, self.pane)
            self._connect_player(self.pane)
            self._first_tags.start()
            desk.details.add_pane(self.pane, "Notes", before="Deliveries")

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        if self.pane is not None:
            self.pane.set_theme(theme)

    def stop(self) -> None:
        """Keeps the note that is being written, and joins the thread."""
        self._first_tags.stop()
        self._judging.stop()
        self._keep_draft()
        reviews = self._desk.parts.reviews
        if reviews is not None:
            reviews.on_written = reviews.on_done = reviews.on_said = reviews.on_refused = _nothing
        self.reader.stop()

    def _connect(self, reviews: "ReviewRequests", pane: ReviewPane) -> None:
        queued = Qt.ConnectionType.QueuedConnection
        self._written.connect(self._take_news, queued)
        self._said.connect(self._desk.status.say, queued)
        self._did.connect(self._tell_done, queued)
        self._made.connect(self._choose_made, queued)
        reviews.on_written = self._written.emit
        reviews.on_done = self._did.emit
        reviews.on_said = lambda sentence: self._said.emit(sentence, False)
        reviews.on_refused = lambda sentence: self._said.emit(sentence, True)
        self.reader.shown.connect(self._take_shown)
        self.reader.loaded.connect(self._take_loaded)
        self.reader.tags.connect(lambda tags: pane.tags.set_known([tag for tag, _count in tags]))
        self.reader.tags.connect(self._desk.sidebar.set_tags)
        self.reader.problem.connect(lambda sentence: self._desk.status.say(sentence, True))
        pane.recording_came.connect(self._show)
        pane.editor.saved.connect(partial(self._save, reviews))
        pane.editor.closed.connect(self._forget_draft)
        pane.editor.cut.connect(lambda sentence: self._desk.status.say(sentence, True))
        pane.done.connect(self._desk.table.take_keyboard)
        pane.list.edit_asked.connect(self._edit)
        pane.list.delete_asked.connect(reviews.delete_note)
        pane.stars.given.connect(lambda stars: self._with_rows(lambda rows: reviews.set_stars(rows, stars or None)))
        pane.tags.added.connect(lambda tag: self._with_rows(lambda rows: reviews.tag(rows, tag)))
        pane.tags.removed.connect(lambda tag: self._with_rows(lambda rows: reviews.untag(rows, tag)))
        pane.answers.answered.connect(partial(self._answer, reviews))

    def _connect_player(self, pane: ReviewPane) -> None:
        desk, player = self._desk, self._player
        self._keys = NoteKeys(
            desk.actions,
            player,
            desk.status,
            begin_note=self._begin_note,
            tag=self._tag,
            answer=self._go_to_form,
            go_to=lambda note: self._go_to(note, False),
            notes=lambda: self._loaded_notes,
        )
        pane.note_asked.connect(lambda: self._begin_note(player.position_seconds, None))
        pane.list.place_asked.connect(self._go_to)
        player.loaded.connect(self._load)
        player.note_pressed.connect(self._press)
        desk.actions.changed.connect(self._name_key)
        self._name_key()

    def _show(self, recording: Recording) -> None:
        assert self.pane is not None
        if self._shown is None or self._shown.id != recording.id:
            self._keep_draft()
            self.pane.show_judged(Judged(), self._form.questions)
            self._desk.details.set_name(self.pane, "Notes")
            self.reader.read_tags()
        self._shown = recording
        self.reader.read_shown(recording.id)

    def _load(self, recording: Recording | None) -> None:
        self._take_loaded_notes(())
        if recording is not None:
            self.reader.read_loaded(recording.id)

    def _tell_done(self, deed: "Deed") -> None:
        self._desk.status.say_done(deed_text(deed, self._desk.actions.first_key("undo")))

    def _take_news(self, rows: Sequence[int]) -> None:
        loaded = self._player.recording
        if self._shown is not None and self._shown.id in rows:
            self.reader.read_shown(self._shown.id)
        if loaded is not None and loaded.id in rows:
            self.reader.read_loaded(loaded.id)
        self.reader.read_tags()

    def _take_shown(self, judged: Judged) -> None:
        if self.pane is None or self._shown is None or self._shown.id != judged.row:
            return
        self.pane.show_judged(judged, self._form.questions)
        self._desk.details.set_name(self.pane, f"Notes {len(judged.notes)}" if judged.notes else "Notes")
        if self._made_note and self.pane.list.choose(self._made_note):
            self._made_note = 0

    def _take_loaded(self, judged: Judged) -> None:
        loaded = self._player.recording
        if loaded is not None and loaded.id == judged.row:
            self._take_loaded_notes(judged.notes)

    def _take_loaded_notes(self, notes: Sequence[Note]) -> None:
        self._loaded_notes = notes
        self._player.set_notes(notes)

    def _name_key(self) -> None:
        known = any(action.name == "note" for action in self._desk.actions.all)
        keys = self._desk.actions.keys("note") if known else ()
        if self.pane is not None:
            self.pane.add.setToolTip(f"A note at the moment that is heard ({keys[0]})" if keys else "")
            self.pane.stars.set_hint(stars_hint(self._desk.actions))
            self.pane.say_empty(f"{_NO_NOTES}\nThe key {keys[0]} begins one." if keys else _NO_NOTES)

    def _begin_note(self, begin: float, end: float | None) -> None:
        recording = self._player.recording
        if recording is None or self.pane is None:
            self._desk.status.say("Play a recording first: a note is about a place in it.")
            return
        if (self._shown is None or self._shown.id != recording.id) and not self._desk.table.select_id(recording.id):
            self._desk.details.show_recording(recording)
        self._keep_draft()
        self._desk.details.show_pane(self.pane)
        self._draft = _Draft(recording.id, begin, end, None)
        self.pane.begin_note(begin, end)

    def _edit(self, note: Note) -> None:
        if self.pane is not None:
            self._keep_draft()
            self._draft = _Draft(note.recording_row, note.begin, note.end, note)
            self.pane.edit_note(note)

    def _save(self, reviews: "ReviewRequests", text: str) -> None:
        draft, self._draft = self._draft, None
        if draft is not None:
            if draft.note is not None:
                reviews.change_note(draft.note, text)
            else:
                reviews.add_note(draft.row, draft.begin, draft.end, text, self._made.emit)
        if self.pane is not None:
            self.pane.end_editing()

    def _forget_draft(self) -> None:
        self._draft = None

    def _keep_draft(self) -> None:
        """What was written so far is a note: nothing that was typed is lost, and undo takes it away."""
        reviews = self._desk.parts.reviews
        if self.pane is not None and reviews is not None and self._draft is not None:
            text = self.pane.editor.words
            if text:
                self._save(reviews, text)
            else:
                self._draft = None
                self.pane.end_editing()

    def _choose_made(self, note: Note) -> None:
        if self.pane is not None and not self.pane.list.choose(note.id):
            self._made_note = note.id

    def _press(self, number: str) -> None:
        """A mark in the waveform was clicked: its note is shown."""
        if self.pane is None or self._player.recording is None:
            return
        if self._shown is None or self._shown.id != self._player.recording.id:
            self._desk.table.select_id(self._player.recording.id)
        self._desk.details.show_pane(self.pane)
        if not self.pane.list.choose(int(number)):
            self._made_note = int(number)

    def _go_to(self, note: Note, is_play: bool) -> None:
        shown, loaded = self._shown, self._player.recording
        if loaded is None or loaded.id != note.recording_row:
            if shown is None or shown.id != note.recording_row:
                return
            self._player.load(shown)
        if self._player.can_play:
            self._player.audio.seek(note.begin)
            if is_play and not self._player.is_playing:
                self._player.audio.play()
        elif is_play and shown is not None:
            self._desk.playing.activate(shown)
        else:
            self._desk.status.say("The recording is not here yet.")

    def _tag(self) -> None:
        if self.pane is not None and self._has_shown():
            self._desk.details.show_pane(self.pane)
            self.pane.focus_tags()

    def _go_to_form(self) -> None:
        if self.pane is not None and self._has_shown():
            self._desk.details.show_pane(self.pane)
            self._form.look()
            if not self.pane.focus_answers():
                self._desk.status.say("There is no question to answer yet. The settings, under Review, have the form.")

    def _has_shown(self) -> bool:
        """What is judged is what is shown from now on."""
        rows = self._desk.judged.rows()
        is_other = len(rows) == 1 and (self._shown is None or self._shown.id != rows[0])
        if is_other and not self._desk.table.select_id(rows[0]):
            found = self._desk.judged.recording(rows[0])
            if found is not None:
                self._desk.details.show_recording(found)
        return bool(rows)

    def _with_rows(self, act: Callable[[list[int]], None]) -> None:
        """What is shown, with all that is selected beside it."""
        if self._shown is not None:
            rows = self._desk.table.selected_ids()
            act(rows if self._shown.id in rows else [self._shown.id])

    def _answer(self, reviews: "ReviewRequests", question: str, answer: str | None) -> None:
        if self._shown is not None:
            reviews.answer(self._shown.id, question, answer)
