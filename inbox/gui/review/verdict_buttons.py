"""The buttons beside the player that judge the current recording: each says what it will do, and which key does the same."""

from collections.abc import Callable
from functools import partial
from html import escape

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from inbox.domain.statuses import ReviewStatus
from inbox.gui.frame.actions import Actions
from inbox.gui.listing.recording_table import RecordingTable
from inbox.gui.look.icons import icon
from inbox.gui.look.theme import Theme

_ICONS = {"flag": "flag", "reviewed_next": "check"}
"""Actions that have a button, and its icon."""
_OTHERS = {"flag": "unflag", "reviewed_next": "next"}
"""What an action does to a recording that has its verdict already."""
_TEXTS = {
    "flag": ("Flag", "Flag this recording"),
    "unflag": ("Unflag", "Take the flag away: it is new again"),
    "reviewed_next": ("Reviewed, next", "Mark as reviewed, and play the next one"),
    "next": ("Next", "It is reviewed already: play the next one"),
}
"""What stands on a button, and what it does, in words."""


class VerdictButtons(QObject):
    """Comes with the actions, follows the chosen keys, and what is judged of the current recording."""

    def __init__(self, actions: Actions, table: RecordingTable, theme: Theme, add: Callable[[QWidget], None]) -> None:
        """``add`` gives a button its place."""
        super().__init__(table)
        self._actions, self._table, self._theme, self._add = actions, table, theme, add
        self.buttons: dict[str, QPushButton] = {}
        actions.changed.connect(self._offer)
        table.current_changed.connect(lambda _recording: self._say())
        table.model().dataChanged.connect(lambda _first, _last: self._say())
        table.model().modelReset.connect(self._say)
        self._offer()

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        for name, button in self.buttons.items():
            is_primary = button.property("kind") == "primary"
            button.setIcon(icon(_ICONS[name], theme, theme.on_accent if is_primary else None))
        self._say()

    def _offer(self) -> None:
        """A button for each verdict that there is an action for."""
        known = {action.name for action in self._actions.all}
        for name in _ICONS:
            if name in known and name not in self.buttons:
                button = self.buttons[name] = _Button(name)
                button.setObjectName(name)
                if name == "reviewed_next":
                    button.setProperty("kind", "primary")
                button.clicked.connect(partial(self._actions.trigger, name))
                self._add(button)
        self.set_theme(self._theme)

    def _say(self) -> None:
        """What each would do now."""
        current = self._table.current_recording()
        verdict = current.review_status if current is not None else ReviewStatus.NEW
        done = {ReviewStatus.FLAGGED: "flag", ReviewStatus.REVIEWED: "reviewed_next"}.get(verdict)
        for name, button in self.buttons.items():
            text, does = _TEXTS[_OTHERS[name] if name == done else name]
            keys = ", ".join(self._actions.keys(name))
            button.setText(text)
            button.setAccessibleName(does)
            button.setToolTip(f"<p>{escape(f'{does} ({keys})' if keys else does)}</p>")


class _Button(QPushButton):
    """As wide as its longest text, so that nothing moves when it says something else."""

    def __init__(self, name: str) -> None:
        super().__init__(_TEXTS[name][0])
        self._texts = _TEXTS[name][0], _TEXTS[_OTHERS[name]][0]

    def sizeHint(self) -> QSize:
        hint, measure = super().sizeHint(), self.fontMetrics()
        width, *others = (measure.size(Qt.TextFlag.TextShowMnemonic, text).width() for text in (self.text(), *self._texts))
        return QSize(hint.width() - width + max(others), hint.height())
