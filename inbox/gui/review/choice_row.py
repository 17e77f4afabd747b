"""The choices of one question: one stop for the keyboard, in which the arrows choose, as they do among radio buttons."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from inbox.domain.review_form import ReviewQuestion
from inbox.domain.visible_text import visible
from inbox.gui.widgets.flow import Flow

_LONGEST = 60
_WAYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class ChoiceRow(QWidget):
    """One of them may be down. The one that is down is taken back by pressing it again, which Space does too."""

    answered = Signal(object)
    """The answer, or None."""

    def __init__(self, question: ReviewQuestion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.question = question
        self.setAccessibleName(visible(question.text))
        self.buttons = [self._button(choice) for choice in question.choices]
        flow = Flow(self, spacing=4)
        for button in self.buttons:
            flow.addWidget(button)
        self._stop_at(self.buttons[0])

    @property
    def stop(self) -> QPushButton:
        """Where Tab comes to: what is answered, else where the keyboard was last."""
        return next(button for button in self.buttons if button.focusPolicy() != Qt.FocusPolicy.NoFocus)

    def show_answer(self, answer: str | None) -> None:
        """Shows it, and only it, as down."""
        for choice, button in zip(self.question.choices, self.buttons, strict=True):
            button.setChecked(choice == answer)
            if choice == answer and not any(other.hasFocus() for other in self.buttons):
                self._stop_at(button)

    def _button(self, choice: str) -> "_Choice":
        button = _Choice(visible(choice, _LONGEST).replace("&", "&&"), self)
        button.setAccessibleName(f"{visible(self.question.text)} {visible(choice, _LONGEST)}")
        button.clicked.connect(lambda is_down: self._choose(button, is_down))
        button.moved.connect(lambda way: self._go_on(button, way))
        return button

    def _go_on(self, button: "_Choice", way: int) -> None:
        following = self.buttons[(self.buttons.index(button) + way) % len(self.buttons)]
        following.setFocus(Qt.FocusReason.OtherFocusReason)
        if not following.isChecked():
            following.click()

    def _choose(self, chosen: "_Choice", is_down: bool) -> None:
        for button in self.buttons:
            if button is not chosen:
                button.setChecked(False)
        self._stop_at(chosen)
        self.answered.emit(self.question.choices[self.buttons.index(chosen)] if is_down else None)

    def _stop_at(self, stop: QPushButton) -> None:
        for button in self.buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus if button is stop else Qt.FocusPolicy.NoFocus)


class _Choice(QPushButton):
    moved = Signal(int)

    def __init__(self, text: str, parent: QWidget) -> None:
        super().__init__(text, parent)
        self.setCheckable(True)
        self.setProperty("kind", "choice")

    def event(self, event: QEvent) -> bool:
        """The arrows are no keys of the window while they choose."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _way(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        way = _way(event)
        if way:
            self.moved.emit(way)
        else:
            super().keyPressEvent(event)


def _way(event: QKeyEvent) -> int:
    is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return _WAYS.get(Qt.Key(event.key()), 0) if is_plain else 0
