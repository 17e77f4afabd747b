"""The review form as it is filled in: each question with its choices, of which one may be down."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from inbox.domain.review_form import ReviewQuestion
from inbox.domain.visible_text import visible
from inbox.gui.look.theme import Theme
from inbox.gui.review.choice_row import ChoiceRow
from inbox.gui.widgets.form_parts import wrapped_text


class AnswersForm(QWidget):
    """Shows what it is told. Tab goes from question to question."""

    answered = Signal(str, object)
    """The question, and the answer or None."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._questions: tuple[ReviewQuestion, ...] = ()
        self._answers: dict[str, str] = {}
        self._rows: list[ChoiceRow] = []
        self._labels: list[QLabel] = []
        self._earlier = wrapped_text()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addWidget(self._earlier)
        self._earlier.hide()

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        for label in self._labels:
            label.setFont(theme.body_font())
        self._earlier.setFont(theme.small_font())
        self._earlier.setStyleSheet(f"color: {theme.secondary.name()}")

    def show_form(self, questions: Sequence[ReviewQuestion], answers: Mapping[str, str]) -> None:
        """Shows the questions of the form with their answers; answers to other questions are told below them."""
        if tuple(questions) != self._questions:
            self._make(tuple(questions))
        self._answers = dict(answers)
        for row in self._rows:
            row.show_answer(answers.get(row.question.text))
        lines = [line for line in (_further(question, answers) for question in self._questions) if line]
        asked = {question.text for question in self._questions}
        lines += [f"{question} {answer}" for question, answer in answers.items() if question not in asked]
        self._earlier.setText("\n".join(visible(line) for line in lines))
        self._earlier.setVisible(bool(lines))

    def show_questions(self, questions: Sequence[ReviewQuestion]) -> None:
        """Shows another form with the answers that are known."""
        if tuple(questions) != self._questions:
            self.show_form(questions, self._answers)

    @property
    def first(self) -> QWidget | None:
        """Where the first question without an answer is answered, or the first; None when there is no question."""
        waiting = [row for row in self._rows if row.question.text not in self._answers] or self._rows
        return waiting[0].stop if waiting else None

    def _make(self, questions: tuple[ReviewQuestion, ...]) -> None:
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            shown = item.widget() if item is not None else None
            if shown is not None:
                shown.deleteLater()
        self._questions = questions
        self._rows.clear()
        self._labels.clear()
        for place, question in enumerate(questions):
            self._column.insertWidget(place, self._question(question))
        self.set_theme(self._theme)

    def _question(self, question: ReviewQuestion) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 2, 0, 4)
        column.setSpacing(3)
        label = wrapped_text()
        label.setText(visible(question.text))
        row = ChoiceRow(question)
        row.answered.connect(partial(self.answered.emit, question.text))
        self._labels.append(label)
        self._rows.append(row)
        column.addWidget(label)
        column.addWidget(row)
        return whole


def _further(question: ReviewQuestion, answers: Mapping[str, str]) -> str:
    """An answer that is no longer among the choices."""
    answer = answers.get(question.text)
    return "" if answer is None or answer in question.choices else f"{question.text} {answer}"
