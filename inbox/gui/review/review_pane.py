"""The Notes tab: the notes of the recording on the left, and on the right its stars, tags and the review form."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from inbox.domain.notes import Note
from inbox.domain.recording import Recording
from inbox.domain.review_form import ReviewQuestion
from inbox.gui.look.theme import Theme
from inbox.gui.review.answers_form import AnswersForm
from inbox.gui.review.judged_reader import Judged
from inbox.gui.review.note_editor import NoteEditor
from inbox.gui.review.note_list import NoteList
from inbox.gui.review.stars_view import StarsView
from inbox.gui.review.tag_field import TagField
from inbox.gui.widgets.form_parts import small_button

_JUDGED_WIDTH = 296
_LOWEST = 112
"""Pixels that the editor needs, or two notes and the buttons."""
_ROOM_FOR_BOTH = 158


class ReviewPane(QWidget):
    """Shows what it is told; `NotesDesk` reads it, and writes what the person asks for here."""

    recording_came = Signal(object)
    """The `Recording` that is to be shown, or the latest of it."""
    note_asked = Signal()
    """A note at the moment that is heard."""
    done = Signal()
    """The person is done writing here: the list should take the keyboard."""

    def __init__(self, theme: Theme, me: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = NoteList(theme, me)
        self.editor = NoteEditor(theme)
        self.stars, self.tags, self.answers = StarsView(theme), TagField(theme), AnswersForm(theme)
        self.empty = QLabel()
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.add, self.edit, self.delete = small_button("Note at this moment"), small_button("Edit"), small_button("Delete")
        self._layers = QStackedWidget()
        self._layers.addWidget(self.empty)
        self._layers.addWidget(self.list)
        self._line = QFrame()
        self._line.setFixedWidth(1)
        self._stars_label = QLabel("Stars")
        self._compose()
        self._connect()
        self.end_editing()
        self.show_judged(Judged(), ())
        self.set_theme(theme)

    @property
    def widget(self) -> QWidget:
        """The tab's page."""
        return self

    def show_recording(self, recording: Recording) -> None:
        """Passes it on: what is shown of it comes with `show_judged`."""
        self.recording_came.emit(recording)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        for part in (self.list, self.editor, self.stars, self.tags, self.answers):
            part.set_theme(theme)
        for label in (self.empty, self._stars_label):
            label.setFont(theme.body_font())
            label.setStyleSheet(f"color: {theme.secondary.name()}")
        self._line.setStyleSheet(f"background: {theme.line.name()}")

    def show_judged(self, judged: Judged, questions: Sequence[ReviewQuestion]) -> None:
        """Shows it."""
        self.list.show_notes(judged.notes)
        self._layers.setCurrentWidget(self.list if judged.notes else self.empty)
        self.stars.set_stars(judged.stars)
        self.tags.set_tags(judged.tags)
        self.answers.show_form(questions, dict(judged.answers))
        self._offer()

    def say_empty(self, sentence: str) -> None:
        """What stands in the place of the notes while there are none."""
        self.empty.setText(sentence)

    def focus_tags(self) -> None:
        """The keyboard goes to the field for another tag."""
        self._bring(self.tags.field)

    def focus_answers(self) -> bool:
        """The keyboard goes to the first question that waits for its answer; False when there is none at all."""
        first = self.answers.first
        if first is not None:
            self._bring(first)
        return first is not None

    def _bring(self, part: QWidget) -> None:
        part.setFocus(Qt.FocusReason.ShortcutFocusReason)
        QTimer.singleShot(0, self, self._scroll_to_focus)  # once its place is known

    def _scroll_to_focus(self) -> None:
        part = self.focusWidget()
        if self._area.isAncestorOf(part):
            self._area.ensureWidgetVisible(part, 0, 12)

    def begin_note(self, begin: float, end: float | None) -> None:
        """The person writes a new one."""
        self._open_editor()
        self.editor.begin(begin, end)

    def edit_note(self, note: Note) -> None:
        """The person writes other words."""
        self._open_editor()
        self.editor.edit(note)

    def end_editing(self) -> None:
        """The editor goes."""
        had_focus = self.editor.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        self.editor.hide()
        self._foot.show()
        self._share_room()
        if had_focus:
            self.done.emit()

    @property
    def is_editing(self) -> bool:
        """Whether a note is being written."""
        return not self.editor.isHidden()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape, wherever the keyboard is in here, goes back to the list of recordings."""
        if event.key() == Qt.Key.Key_Escape:
            self.done.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the list makes way for the editor."""
        super().resizeEvent(event)
        self._share_room()

    def _open_editor(self) -> None:
        self._foot.hide()
        self.editor.show()
        self._share_room()

    def _share_room(self) -> None:
        self._layers.setVisible(not self.is_editing or self.height() >= _ROOM_FOR_BOTH)

    def _compose(self) -> None:
        self._foot = QWidget()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(16, 3, 12, 5)
        foot.setSpacing(6)
        for button in (self.add, self.edit, self.delete):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            foot.addWidget(button)
        foot.addStretch(1)
        left = QVBoxLayout()
        left.setContentsMargins(0, 2, 0, 0)
        left.setSpacing(0)
        left.addWidget(self._layers, 1)
        left.addWidget(self.editor)
        left.addWidget(self._foot)
        inner = QWidget()
        right = QVBoxLayout(inner)
        right.setContentsMargins(16, 8, 16, 10)
        right.setSpacing(8)
        stars = QHBoxLayout()
        stars.addWidget(self._stars_label)
        stars.addStretch(1)
        stars.addWidget(self.stars)
        right.addLayout(stars)
        right.addWidget(self.tags)
        right.addWidget(self.answers)
        right.addStretch(1)
        area = self._area = QScrollArea()
        area.setWidget(inner)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName("Stars, tags and answers")
        area.setFixedWidth(_JUDGED_WIDTH)
        area.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        self.setMinimumHeight(_LOWEST)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(left, 1)
        whole.addWidget(self._line)
        whole.addWidget(area)

    def _connect(self) -> None:
        self.add.clicked.connect(self.note_asked)
        self.edit.clicked.connect(lambda: self._with_chosen(self.list.edit_asked.emit))
        self.delete.clicked.connect(lambda: self._with_chosen(self.list.delete_asked.emit))
        self.list.selectionModel().currentChanged.connect(lambda _now, _before: self._offer())
        self.list.model().modelReset.connect(self._offer)
        self.editor.closed.connect(self.end_editing)
        self.tags.left.connect(self.done)

    def _with_chosen(self, ask: Callable[[Note], None]) -> None:
        note = self.list.chosen
        if note is not None:
            ask(note)

    def _offer(self) -> None:
        for button in (self.edit, self.delete):
            button.setVisible(self.list.chosen is not None)
