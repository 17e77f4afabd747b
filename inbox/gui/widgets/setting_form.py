"""How settings stand on a page: sections, and in each a name, its control, and what there is to say about it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from inbox.gui.look.theme import Theme
from inbox.gui.widgets.form_parts import wrapped_text

_NAME_WIDTH = 184
_ROW = 32
_WIDEST = 760
"""Longer lines are hard to read."""


class SettingForm(QWidget):
    """Filled from top to bottom."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles: list[QLabel] = []
        self._notes: list[QLabel] = []
        self._theme = theme
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnMinimumWidth(0, _NAME_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self.setMaximumWidth(_WIDEST)
        # no maximum of height: it would be that of sentences at their widest, and cut those that take more lines here
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def add_section(self, title: str, note: str = "") -> None:
        """What comes next belongs together."""
        row = self._grid.rowCount()
        if self._titles:
            self._grid.setRowMinimumHeight(row, 14)
            row += 1
        label = QLabel(title)
        label.setTextFormat(Qt.TextFormat.PlainText)
        self._titles.append(label)
        self._grid.addWidget(label, row, 0, 1, 2)
        if note:
            self._grid.addWidget(self._note(note), row + 1, 0, 1, 2)
        self._dress()

    def add_setting(self, name: str, control: QWidget, note: str = "") -> QLabel:
        """A name, its control, and a sentence below it, which is given back: it may be changed, and hides while it is empty."""
        row = self._grid.rowCount()
        label = QLabel(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setBuddy(control)
        if name and not control.accessibleName():
            control.setAccessibleName(name)
        label.setMinimumHeight(_ROW if name else 0)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignVCenter)
        is_wide = control.sizePolicy().horizontalPolicy() == QSizePolicy.Policy.Expanding
        side = Qt.AlignmentFlag.AlignVCenter if is_wide else Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        self._grid.addWidget(control, row, 1, side)
        said = self._note(note)
        said.setVisible(bool(note))
        control.setAccessibleDescription(note)
        self._grid.addWidget(said, row + 1, 1)
        self._dress()
        return said

    def add_note(self) -> QLabel:
        """A sentence of its own under the controls; hidden until there is one."""
        note = self._note("")
        note.hide()
        self._grid.addWidget(note, self._grid.rowCount(), 1)
        return note

    def add_widget(self, widget: QWidget) -> None:
        """Something that takes the whole width."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        self._dress()

    def _note(self, text: str) -> QLabel:
        note = wrapped_text()
        note.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)  # as high as its lines at this width
        note.setText(text)
        note.setContentsMargins(0, 0, 0, 6)
        self._notes.append(note)
        return note

    def _dress(self) -> None:
        for title in self._titles:
            title.setFont(self._theme.body_font(QFont.Weight.DemiBold))
        for note in self._notes:
            note.setFont(self._theme.small_font())
            note.setStyleSheet(f"color: {self._theme.secondary.name()}")


def scrolled(content: QWidget) -> QScrollArea:
    """``content`` with the margins of a page, scrolled where it does not fit."""
    inner = QWidget()
    column = QVBoxLayout(inner)
    column.setContentsMargins(28, 22, 28, 24)
    column.setSpacing(0)
    column.addWidget(content)
    column.addStretch(1)
    return scrolling(inner)


def scrolling(inner: QWidget) -> QScrollArea:
    """A page as it is, scrolled where the window is lower than what has to be seen of it."""
    area = QScrollArea()
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.viewport().setAutoFillBackground(False)
    inner.setAutoFillBackground(False)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area
