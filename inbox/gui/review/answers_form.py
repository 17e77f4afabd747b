"""The review form as it is filled in: each question with its choices, of which one may be down."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from inbox.domain.review_form import ReviewQuestion
from inbox.domain.visible_text import visible
from inbox.gui.look.theme import Theme
from inbox.gui.widgets.flow import Flow
from inbox.gui.widgets.form_parts import wrapped_text


class AnswersForm(QWidget):
    """Shows what it is told. A choice that is down already is taken back by pressing it again."""

    answered = Signal(str, object)
    """The question, and the answer or None."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._questions: tuple[ReviewQuestion, ...] = ()
        self._answers: dict[str, str] = {}
        self._buttons: dict[tuple[str, str], QPushButton] = {}
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
        for (question, choice), button in self._buttons.items():
            button.setChecked(answers.get(question) == choice)
        lines = [line for line in (_further(question, answers) for question in self._questions) if line]
        asked = {question.text for question in self._questions}
        lines += [f"{question} {answer}" for question, answer in answers.items() if question not in asked]
        self._earlier.setText("\n".join(visible(line) for line in lines))
        self._earlier.setVisible(bool(lines))

    @property
    def first(self) -> QWidget | None:
        """The first choice of the first question without an answer, or of the first; None when there is no question."""
        wanted = [question for question in self._questions if question.text not in self._answers] or list(self._questions)
        return self._buttons[wanted[0].text, wanted[0].choices[0]] if wanted else None

    def _make(self, questions: tuple[ReviewQuestion, ...]) -> None:
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            row = item.widget() if item is not None else None
            if row is not None:
                row.deleteLater()
        self._questions = questions
        self._buttons.clear()
        self._labels.clear()
        for place, question in enumerate(questions):
            self._column.insertWidget(place, self._row(question))
        self.set_theme(self._theme)

    def _row(self, question: ReviewQuestion) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 2, 0, 4)
        column.setSpacing(3)
        label = wrapped_text()
        label.setText(visible(question.text))
        self._labels.append(label)
        choices = QWidget()
        flow = Flow(choices, spacing=4)
        for choice in question.choices:
            button = QPushButton(visible(choice, 60).replace("&", "&&"))
            button.setCheckable(True)
            button.setProperty("kind", "choice")
            button.setAccessibleName(f"{visible(question.text)} {visible(choice, 60)}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda is_down, asked=question.text, word=choice: self._choose(asked, word, is_down))
            self._buttons[question.text, choice] = button
            flow.addWidget(button)
        column.addWidget(label)
        column.addWidget(choices)
        return row

    def _choose(self, question: str, choice: str, is_down: bool) -> None:
        for (other, word), button in self._buttons.items():
            if other == question and word != choice:
                button.setChecked(False)
        self.answered.emit(question, choice if is_down else None)


def _further(question: ReviewQuestion, answers: Mapping[str, str]) -> str:
    """An answer that is no longer among the choices."""
    answer = answers.get(question.text)
    return "" if answer is None or answer in question.choices else f"{question.text} {answer}"
