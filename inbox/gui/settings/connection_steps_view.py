"""What trying the connection to Bandwidth has shown: a line for each step."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from inbox.domain.connection_steps import Step
from inbox.domain.visible_text import visible
from inbox.gui.look.theme import Theme
from inbox.gui.widgets.form_parts import wrapped_text

_LONGEST = 1_000
_NAME_WIDTH = 166
"""Sentences stand under the controls of the form above."""


class ConnectionStepsView(QWidget):
    """A sign, the name, and the sentence of each step; hidden while there are none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._steps: tuple[Step, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 4)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(1, _NAME_WIDTH)
        self._grid.setColumnStretch(2, 1)
        self.hide()

    @property
    def lines(self) -> list[str]:
        """What is shown, as text."""
        return [f"{_sign(step)} {step.name}: {visible(step.sentence, _LONGEST)}" for step in self._steps]

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Takes the place of what was shown."""
        self._steps = tuple(steps)
        self._fill()

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        self._fill()

    def _fill(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        theme = self._theme
        for row, step in enumerate(self._steps):
            colour = (theme.complete if step.is_well else theme.error).name()
            sign, name, sentence = QLabel(_sign(step)), QLabel(step.name), wrapped_text()
            sign.setStyleSheet(f"color: {colour}")
            sign.setAccessibleName("works" if step.is_well else "does not work")
            name.setTextFormat(Qt.TextFormat.PlainText)
            name.setStyleSheet(f"color: {theme.text.name()}")
            sentence.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)  # as high as its lines at this width
            sentence.setText(visible(step.sentence, _LONGEST))
            sentence.setStyleSheet(f"color: {(theme.secondary if step.is_well else theme.error).name()}")
            for column, label in enumerate((sign, name, sentence)):
                label.setFont(theme.body_font())
                self._grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop if column < 2 else Qt.AlignmentFlag(0))
        self.setVisible(bool(self._steps))


def _sign(step: Step) -> str:
    return "✓" if step.is_well else "✖"
