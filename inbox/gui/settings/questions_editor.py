"""The review form as the person defines it: questions with their choices, to be added, removed, and put in order."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from inbox.domain.review_form import MOST_QUESTIONS, ReviewQuestion, review_question
from inbox.gui.look.icons import icon
from inbox.gui.look.theme import Theme
from inbox.gui.widgets.form_parts import small_button, wrapped_text

_LONGEST_QUESTION, _LONGEST_CHOICES = 110, 80
_HINT = "A question is asked once it has at least two choices, with “ / ” between them."
_EQUALS = "A question is asked once it holds no “=”: in the settings that stands between it and its choices."


class QuestionsEditor(QWidget):
    """Tells the lines of the setting when the person has made up their mind. A question without choices waits for them."""

    settled = Signal(tuple)
    """The questions that can be asked, as the settings have them, when they are others than before."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._kept: tuple[str, ...] = ()
        self.rows: list[_Row] = []
        self._hint = wrapped_text()
        self._hint.setText(_HINT)
        self.add_button = small_button("Add a question")
        self.add_button.clicked.connect(self._add)
        self._list = QVBoxLayout()
        self._list.setSpacing(6)
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addWidget(self._hint, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._list)
        column.addLayout(foot)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Maximum)
        self.set_theme(theme)

    @property
    def lines(self) -> tuple[str, ...]:
        """The questions that can be asked."""
        return tuple(row.line for row in self.rows if row.asked is not None)

    @property
    def hint(self) -> str:
        """What is said about the questions; empty while there is nothing to say."""
        return self._hint.text()

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        self._hint.setFont(theme.small_font())
        for row in self.rows:
            row.set_theme(theme)
        self._check()

    def show_questions(self, lines: Sequence[str]) -> None:
        """Shows what is in force, unless that is what the person made of it here."""
        if tuple(lines) in (self._kept, self.lines):
            self._kept = tuple(lines)
            return
        self._kept = tuple(lines)
        while self.rows:
            self._drop(self.rows[0])
        for line in lines:
            self._insert(line)
        self._check()

    def _add(self) -> None:
        self._insert("").question.setFocus(Qt.FocusReason.OtherFocusReason)
        self._check()

    def _insert(self, line: str) -> "_Row":
        row = _Row(line, self._theme)
        row.edited.connect(self._settle)
        row.up.clicked.connect(partial(self._move, row, -1))
        row.down.clicked.connect(partial(self._move, row, 1))
        row.remove.clicked.connect(partial(self._remove, row))
        self.rows.append(row)
        self._list.addWidget(row)
        return row

    def _drop(self, row: "_Row") -> None:
        self.rows.remove(row)
        self._list.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _remove(self, row: "_Row") -> None:
        place = self.rows.index(row)
        self._drop(row)
        left = self.rows[min(place, len(self.rows) - 1)].remove if self.rows else self.add_button
        left.setFocus(Qt.FocusReason.OtherFocusReason)
        self._settle()

    def _move(self, row: "_Row", way: int) -> None:
        place = self.rows.index(row) + way
        if 0 <= place < len(self.rows):
            self.rows.remove(row)
            self.rows.insert(place, row)
            self._list.removeWidget(row)
            self._list.insertWidget(place, row)
            self._settle()

    def _settle(self) -> None:
        self._check()
        if self.lines != self._kept:
            self._kept = self.lines
            self.settled.emit(self.lines)

    def _check(self) -> None:
        """What keeps a question from being asked is said; where one can go is offered."""
        seen: set[str] = set()
        said = _HINT if any(row.is_incomplete for row in self.rows) else ""
        said = _EQUALS if any(row.has_equals for row in self.rows) else said
        for place, row in enumerate(self.rows):
            question = row.asked
            if question is not None and question.text in seen:
                said = f"“{question.text}” is asked twice: only the first counts."
            if question is not None:
                seen.add(question.text)
            row.up.setEnabled(place > 0)
            row.down.setEnabled(place < len(self.rows) - 1)
        self.add_button.setEnabled(len(self.rows) < MOST_QUESTIONS)
        is_problem = bool(said)
        self._hint.setText(said or ("" if self.rows else "For example: Consent given? with yes / no / n/a."))
        colour = self._theme.partial if is_problem else self._theme.secondary
        self._hint.setStyleSheet(f"color: {colour.name()}")


class _Row(QWidget):
    edited = Signal()

    def __init__(self, line: str, theme: Theme) -> None:
        super().__init__()
        asked, _equals, choices = line.partition("=")
        self.question, self.choices = QLineEdit(asked.strip()), QLineEdit(choices.strip())
        for field, name, example, most in (
            (self.question, "Question", "Question", _LONGEST_QUESTION),
            (self.choices, "Choices", "yes / no / n/a", _LONGEST_CHOICES),
        ):
            field.setAccessibleName(name)
            field.setPlaceholderText(example)
            field.setMaxLength(most)
            field.setCursorPosition(0)
            field.editingFinished.connect(self.edited)
        self.up, self.down, self.remove = QToolButton(), QToolButton(), QToolButton()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self.question, 5)
        row.addWidget(self.choices, 4)
        for button, name, tip in (
            (self.up, "arrow-up", "Ask this earlier"),
            (self.down, "arrow-down", "Ask this later"),
            (self.remove, "cross", "Ask this no longer; answers stay"),
        ):
            button.setProperty("kind", "quiet")
            button.setObjectName(name)
            button.setToolTip(tip)
            button.setAccessibleName(tip)
            button.setIconSize(QSize(16, 16))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self.set_theme(theme)

    @property
    def line(self) -> str:
        """As the settings have it."""
        return f"{self.question.text().strip()} = {self.choices.text().strip()}"

    @property
    def has_equals(self) -> bool:
        return "=" in self.question.text()

    @property
    def asked(self) -> ReviewQuestion | None:
        """None while it cannot be asked."""
        return None if self.has_equals else review_question(self.line)

    @property
    def is_incomplete(self) -> bool:
        return bool(self.question.text().strip() or self.choices.text().strip()) and self.asked is None

    def set_theme(self, theme: Theme) -> None:
        for button in (self.up, self.down, self.remove):
            button.setIcon(icon(button.objectName(), theme, theme.secondary))
