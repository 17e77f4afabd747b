"""A row of buttons of which one is down: which view, which filter."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget


class Segments(QWidget):
    """The arrow keys go from one to the next; Tab goes past them all."""

    chosen = Signal(str)
    """The word of the button that is down now; also when it was chosen by `choose`."""

    def __init__(self, name: str, words: Sequence[str], parent: QWidget | None = None) -> None:
        """``name`` is said to a screen reader before the words."""
        super().__init__(parent)
        self.setAccessibleName(name)
        self._buttons: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for word in words:
            button = QPushButton(word)
            button.setCheckable(True)
            button.setProperty("kind", "segment")
            button.setAccessibleName(f"{name}: {word}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.toggled.connect(lambda on, word=word: self._toggled(word, on))
            group.addButton(button)
            row.addWidget(button)
            self._buttons[word] = button
        self._word = ""
        self.choose(words[0])

    @property
    def word(self) -> str:
        """The word of the button that is down."""
        return self._word

    def choose(self, word: str) -> None:
        """Presses a button."""
        self._buttons[word].setChecked(True)

    def _toggled(self, word: str, is_down: bool) -> None:
        if is_down and word != self._word:
            self._word = word
            self.chosen.emit(word)
