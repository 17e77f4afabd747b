"""Fields for settings: numbers with their unit, lists of patterns. Each tells when the person has made up their mind."""

import csv
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QDoubleSpinBox, QLineEdit, QWidget

_WIDTH = 150


class NumberField(QDoubleSpinBox):
    """A number with its unit; what stands for none or without limit is said in words."""

    settled = Signal(float)
    """What the person chose, not what the program showed."""

    def __init__(
        self,
        low: float,
        high: float,
        unit: str,
        *,
        one: str = "",
        nothing: str = "",
        decimals: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        """``one`` is the unit of exactly 1 where it differs; ``nothing`` is what ``low`` means, in words."""
        super().__init__(parent)
        self.setDecimals(decimals)
        self.setRange(low, high)
        self._unit, self._one = unit, one or unit
        self._name_unit(low)
        self.setSpecialValueText(nothing)
        self.setStepType(QAbstractSpinBox.StepType.AdaptiveDecimalStepType if high > 1_000 else self.stepType())
        self.lineEdit().setTextMargins(9, 0, 8, 0)  # the style sheet leaves the buttons no room; NoButtons would hide the text
        self.setKeyboardTracking(False)
        self.setCorrectionMode(QAbstractSpinBox.CorrectionMode.CorrectToNearestValue)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedWidth(_WIDTH)
        self._shown = self.value()
        self.valueChanged.connect(self._name_unit)
        self.valueChanged.connect(self._settle)

    def show_value(self, value: float) -> None:
        """Shows what is in force, unless the person is typing."""
        if self.hasFocus() and self.lineEdit().isModified():
            return
        self._shown = value
        if value != self.value():
            self.setValue(value)

    def fixup(self, text: str) -> str:
        """An emptied field has the number again that it had; one that does not fit becomes the nearest that does."""
        is_number = any(letter.isdigit() for letter in text.removesuffix(self.suffix()))
        return super().fixup(text) if is_number else self.textFromValue(self.value()) + self.suffix()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolls the page; changes the number only where the keyboard is."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _name_unit(self, value: float) -> None:
        unit = self._one if value == 1 else self._unit
        self.setSuffix(f" {unit}" if unit else "")

    def _settle(self, value: float) -> None:
        if value != self._shown:
            self._shown = value
            self.settled.emit(value)


class PatternsField(QLineEdit):
    """Patterns beside each other, with commas between them; one that holds a comma stands in quotation marks."""

    settled = Signal(tuple)
    """The patterns, when the person leaves the field or presses Enter, and they are others than before."""

    def __init__(self, example: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(example)
        self.setMaxLength(4_000)
        self._shown: tuple[str, ...] = ()
        self.editingFinished.connect(self._settle)

    def show_patterns(self, patterns: Sequence[str]) -> None:
        """Shows what is in force, unless the person is typing."""
        if tuple(patterns) != self._shown and not (self.hasFocus() and self.isModified()):
            self._shown = tuple(patterns)
            self.setText(patterns_text(patterns))

    def _settle(self) -> None:
        patterns = patterns_of(self.text())
        if patterns != self._shown:
            self._shown = patterns
            self.setModified(False)
            self.settled.emit(patterns)


def patterns_of(text: str) -> tuple[str, ...]:
    """``Board *, "Smith, Jones"`` as its two patterns; what stands twice counts once."""
    cells = next(csv.reader([text.replace("\n", " ")], skipinitialspace=True), [])
    return tuple(dict.fromkeys(cell.strip() for cell in cells if cell.strip()))


def patterns_text(patterns: Sequence[str]) -> str:
    """The same the other way round."""
    quoted = ('"' + pattern.replace('"', '""') + '"' if "," in pattern or '"' in pattern else pattern for pattern in patterns)
    return ", ".join(quoted)
