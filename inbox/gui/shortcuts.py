"""Every key of the window, in one list: it makes the shortcuts, and the page that tells of them."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QGridLayout, QLabel, QWidget

from inbox.gui.theme import Theme


@dataclass(frozen=True, slots=True)
class Key:
    """A key and what it does."""

    keys: str
    does: str


IN_LIST = (
    Key("Enter", "Download if need be, and play"),
    Key("Space", "The same; pauses what plays"),
    Key("↑  ↓", "Select, without playing"),
    Key("R", "Mark as reviewed"),
    Key("F", "Flag, or take the flag away"),
    Key("N", "Mark as new"),
    Key("Ctrl+C", "Copy the recording's id"),
    Key("Menu", "Everything else about the selected recordings"),
)
IN_WINDOW = (
    Key("Ctrl+F", "Search"),
    Key("Esc", "Empty the search; back to the list"),
    Key("Ctrl+1 … 7", "The folders"),
    Key("Ctrl+J", "The journal: deliveries, who was turned away, what was seen for the first time"),
    Key("Ctrl+,", "The settings: account, downloads, storage, gaps"),
    Key("Tab", "The next part of the window"),
    Key("F1", "This page"),
    Key("Ctrl+Q", "Quit"),
)
IN_JOURNAL = (
    Key("Ctrl+1 … 3", "The pages"),
    Key("↑  ↓", "Select a delivery"),
    Key("←  →", "In the filter or the views: the next one"),
    Key("Enter", "On what was first seen: its delivery"),
    Key("Ctrl+J  Esc", "Close the journal"),
)


class ShortcutsPage(QDialog):
    """Tells of every key."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard")
        grid = QGridLayout(self)
        grid.setContentsMargins(24, 20, 24, 24)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        row = 0
        for title, keys in (("In the list", IN_LIST), ("In the window", IN_WINDOW), ("In the journal", IN_JOURNAL)):
            heading = _label(title)
            heading.setFont(theme.body_font(QFont.Weight.DemiBold))
            grid.addWidget(heading, row, 0, 1, 2)
            for key in keys:
                row += 1
                name = _label(key.keys)
                name.setFont(theme.mono_font())
                grid.addWidget(name, row, 0)
                grid.addWidget(_label(key.does), row, 1)
            row += 1
            grid.setRowMinimumHeight(row, 12)
            row += 1


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
