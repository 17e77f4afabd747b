"""The page that tells of every key: those in force, as the actions have them, and those that are always the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from inbox.gui.frame.actions import Action, Actions, Group
from inbox.gui.listing.judged_rows import RULE
from inbox.gui.look.theme import Theme
from inbox.gui.widgets.form_parts import small_button, wrapped_text
from inbox.gui.widgets.key_chips import ELLIPSIS, chips
from inbox.gui.widgets.setting_form import scrolling

if TYPE_CHECKING:
    from PySide6.QtWidgets import QPushButton

_KEYS_WIDTH = 148
_TEXT_WIDTH = 250
_BETWEEN_COLUMNS = 36
_SCROLL_BAR = 12
_AROUND = QSize(24, 56)
"""What the window's frame and the desktop's bars take."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key and what it does."""

    keys: tuple[str, ...]
    does: str


_SAME_IN_LIST = (
    Key(("Enter",), "Download if need be, and play"),
    Key(("Up", "Down"), "Select, without playing"),
    Key(("Home", "End"), "The first, the last"),
)
_SAME_IN_WINDOW = (
    Key(("Tab",), "The next part of the window"),
    Key(("Esc",), "Empty the search; back to the list"),
)
_IN_JOURNAL = (
    Key(("Ctrl+1", ELLIPSIS, "Ctrl+3"), "The pages"),
    Key(("Up", "Down"), "Select a delivery"),
    Key(("Left", "Right"), "In the filter or the views: the next one"),
    Key(("Enter",), "On what was first seen: its delivery"),
    Key(("Ctrl+J", "Esc"), "Close the journal"),
)
_ALWAYS = {Group.LIST: _SAME_IN_LIST, Group.WINDOW: _SAME_IN_WINDOW}
_RULES = {Group.JUDGING.value: RULE}
"""What holds for all keys of a group, by its title."""


class ShortcutsPage(QDialog):
    """Follows the actions while it is to be seen."""

    def __init__(self, theme: Theme, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._actions = theme, actions
        self.setWindowTitle("Keyboard")
        self.setObjectName("keyboard_page")
        self._heading = QLabel("Keyboard")
        self._problems = wrapped_text()
        self._inner = QWidget()
        self._columns = QHBoxLayout(self._inner)
        self._columns.setContentsMargins(24, 4, 24, 20)
        self._columns.setSpacing(_BETWEEN_COLUMNS)
        self._content: QWidget | None = None
        self._top = QHBoxLayout()
        self._top.setContentsMargins(24, 18, 24, 6)
        self._top.addWidget(self._heading, 1)
        self._change: QPushButton | None = None
        note = QWidget()
        column = QVBoxLayout(note)
        column.setContentsMargins(24, 0, 24, 6)
        column.addWidget(self._problems)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(self._top)
        whole.addWidget(note)
        self._area = scrolling(self._inner)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName("Keys")
        whole.addWidget(self._area, 1)
        actions.changed.connect(self._follow)
        self.set_theme(theme)

    def offer_choice(self, choose: Callable[[], object]) -> None:
        """A button that leads to where the person chooses other keys."""
        self._change = button = small_button("Change keys…")
        button.clicked.connect(lambda: (self.close(), choose()))
        self._top.addWidget(button)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        self._heading.setFont(theme.body_font(QFont.Weight.DemiBold))
        self._problems.setFont(theme.small_font())
        self._problems.setStyleSheet(f"color: {theme.error.name()}")
        self._follow()

    def open(self) -> None:
        """Shows it, in front, as large as the keys need, if the screen has the room."""
        if not self.isVisible():
            self._fill()
            self._columns.activate()
            wanted = self._columns.totalSizeHint().grownBy(QMargins(0, 0, _SCROLL_BAR, self._top.sizeHint().height()))
            self.resize(wanted.boundedTo(self.screen().availableSize() - _AROUND))
        self.show()
        self.raise_()
        self.activateWindow()
        self._area.setFocus()

    def _follow(self) -> None:
        if self.isVisible():
            self._fill()

    def _fill(self) -> None:
        problems = self._actions.problems()
        self._problems.setText("\n".join(problems))
        self._problems.setVisible(bool(problems))
        if self._content is not None:
            self._columns.removeWidget(self._content)
            self._content.deleteLater()
        self._content = QWidget()
        row = QHBoxLayout(self._content)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_BETWEEN_COLUMNS)
        left, right = _column(row), _column(row)
        heights = [0, 0]
        for title, keys in self._groups():
            shorter = 0 if heights[0] <= heights[1] else 1
            self._add_group((left, right)[shorter], title, keys)
            heights[shorter] += len(keys) + 2
        for column in (left, right):
            column.setRowStretch(column.rowCount(), 1)
        self._columns.addWidget(self._content)
        self._content.setVisible(True)

    def _groups(self) -> list[tuple[str, Sequence[Key]]]:
        """In the order in which they stand, each with its keys; an action without one is told all the same."""
        told: list[tuple[str, Sequence[Key]]] = []
        for group in Group:
            keys = (*_ALWAYS.get(group, ()), *self._of(group))
            if keys:
                told.append((group.value, keys))
        return [*told, ("In the journal", _IN_JOURNAL)]

    def _of(self, group: Group) -> list[Key]:
        """Its actions; those that are counted up (the folders, the stars), with a key each, stand in one line."""
        lines: list[list[Action]] = []
        for action in (action for action in self._actions.all if action.group is group):
            goes_on = bool(lines) and _follows(action.name, lines[-1][-1].name)
            if goes_on and all(len(self._actions.keys(a.name)) == 1 for a in (action, lines[-1][-1])):
                lines[-1].append(action)
            else:
                lines.append([action])
        return [self._line(line[0], line[-1]) for line in lines]

    def _line(self, first: Action, last: Action) -> Key:
        if first is last:
            return Key(self._actions.keys(first.name), first.text)
        keys = (*self._actions.keys(first.name), ELLIPSIS, *self._actions.keys(last.name))
        return Key(keys, f"{first.text} … {last.text}")

    def _add_group(self, grid: QGridLayout, title: str, keys: Sequence[Key]) -> None:
        row = grid.rowCount()
        heading = QLabel(title)
        heading.setFont(self._theme.body_font(QFont.Weight.DemiBold))
        grid.addWidget(heading, row, 0, 1, 2)
        if title in _RULES:
            rule = wrapped_text()
            rule.setText(_RULES[title])
            rule.setFont(self._theme.body_font())
            rule.setStyleSheet(f"color: {self._theme.secondary.name()}")
            row += 1
            grid.addWidget(rule, row, 0, 1, 2)
        for key in keys:
            row += 1
            grid.addWidget(chips(key.keys, self._theme), row, 0, Qt.AlignmentFlag.AlignTop)
            text = wrapped_text()
            text.setText(key.does)
            text.setFont(self._theme.body_font())
            text.setMinimumWidth(_TEXT_WIDTH)
            grid.addWidget(text, row, 1, Qt.AlignmentFlag.AlignVCenter)
        grid.setRowMinimumHeight(row + 1, 10)
        grid.addWidget(QWidget(), row + 1, 0)


def _follows(name: str, other: str) -> bool:
    """``stars_2`` follows ``stars_1``."""
    (base, _, number), (other_base, _, other_number) = name.rpartition("_"), other.rpartition("_")
    return bool(base) and base == other_base and number.isdecimal() and other_number == str(int(number) - 1)


def _column(row: QHBoxLayout) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(14)
    grid.setVerticalSpacing(4)
    grid.setColumnMinimumWidth(0, _KEYS_WIDTH)
    grid.setColumnStretch(1, 1)
    row.addLayout(grid, 1)
    return grid
