"""Where a note is written: what place it is for, its words, and what to do with them."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from inbox.domain.durations import clock_text
from inbox.domain.notes import LONGEST_NOTE, Note
from inbox.gui.look.theme import Theme
from inbox.gui.review.note_list import place_text
from inbox.gui.widgets.form_parts import small_button

_HEIGHT = 52


class NoteEditor(QWidget):
    """Enter saves, Shift+Enter begins a line, Escape cancels. It is asked to be closed; it does not close by itself."""

    saved = Signal(str)
    """The words, with something in them."""
    closed = Signal()
    """Nothing is to be saved (any more)."""
    cut = Signal(str)
    """A sentence: what was typed or pasted is too long, and not all of it is here."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = QLabel()
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.text = _Words()
        self._save, self._cancel = small_button("Save"), small_button("Cancel")
        self._save.setToolTip("Save (Enter)")
        self._cancel.setToolTip("Cancel (Esc)")
        for button in (self._save, self._cancel):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._title, 1)
        head.addWidget(self._cancel)
        head.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 12, 8)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.text)
        self.text.entered.connect(self._finish)
        self.text.cancelled.connect(self.closed)
        self._save.clicked.connect(self._finish)
        self._cancel.clicked.connect(self.closed)
        self.text.textChanged.connect(self._limit)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._title.setFont(theme.body_font(QFont.Weight.DemiBold))
        self._title.setStyleSheet(f"color: {theme.accent.name()}")
        self.text.setFont(theme.body_font())

    @property
    def words(self) -> str:
        """What is written, without blanks at its ends."""
        return self.text.toPlainText().strip()

    def begin(self, begin: float, end: float | None) -> None:
        """For a new note, in seconds from the start."""
        self._show("Note at " + clock_text(begin) + ("" if end is None else f"–{clock_text(end)}"), "")

    def edit(self, note: Note) -> None:
        """For other words."""
        self._show(f"Note at {place_text(note)}", note.text)

    def _show(self, title: str, text: str) -> None:
        self._title.setText(title)
        self.text.setAccessibleName(title)
        self.text.setPlainText(text)
        self.text.selectAll()
        self.text.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _finish(self) -> None:
        if self.words:
            self.saved.emit(self.words)
        else:
            self.closed.emit()

    def _limit(self) -> None:
        text = self.text.toPlainText()
        if len(text) > LONGEST_NOTE:
            cursor = QTextCursor(self.text.document())
            cursor.setPosition(len(text[:LONGEST_NOTE].encode("utf-16-le")) // 2)  # Qt counts in these
            cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
            cursor.removeSelectedText()
            left_out = len(text) - LONGEST_NOTE
            characters = "The last character is" if left_out == 1 else f"The last {left_out:,} characters are"
            self.cut.emit(f"A note holds {LONGEST_NOTE:,} characters at most. {characters} left out.")


class _Words(QPlainTextEdit):
    entered = Signal()
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText("What is to be remembered. Enter saves, Shift+Enter begins a line.")
        self.setTabChangesFocus(True)
        self.setFixedHeight(_HEIGHT)
        self.setProperty("kind", "note")

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)
