"""The buttons beside the player that judge the recording in it: each says what it will do, and by which key that is done."""

from collections.abc import Callable, Mapping
from functools import partial
from html import escape

from PySide6.QtCore import QObject, QSize, Qt, SignalInstance
from PySide6.QtWidgets import QPushButton, QWidget

from inbox.domain.recording import Recording
from inbox.domain.statuses import ReviewStatus
from inbox.gui.frame.actions import Actions
from inbox.gui.listing.judged_rows import JudgedRows
from inbox.gui.look.icons import icon
from inbox.gui.look.theme import Theme
from inbox.gui.player.player_bar import PlayerBar

_ICONS = {"flag": "flag", "reviewed_next": "check"}
"""Actions that have a button, and its icon."""
_OTHERS = {"flag": "unflag", "reviewed_next": "next"}
"""What an action does to a recording that has its verdict already."""
_TEXTS = {
    "flag": ("Flag", "Flag the recording in the player"),
    "unflag": ("Unflag", "Take the flag from the recording in the player: it is new again"),
    "reviewed_next": ("Reviewed, next", "Mark the recording in the player as reviewed, and play the next one"),
    "next": ("Next", "The recording in the player is reviewed already: play the next one"),
}
"""What stands on a button, and what it does, in words."""


class VerdictButtons(QObject):
    """Comes with the actions, follows the chosen keys, and what is judged of the recording that the player shows."""

    def __init__(
        self,
        actions: Actions,
        player: PlayerBar,
        judged: JudgedRows,
        rows_read: SignalInstance,
        theme: Theme,
        add: Callable[[QWidget], None],
    ) -> None:
        """``rows_read`` tells a dict of changed rows; ``add`` gives a button its place."""
        super().__init__(player)
        self._actions, self._judged, self._theme, self._add = actions, judged, theme, add
        self._verdict = ReviewStatus.NEW
        self.buttons: dict[str, QPushButton] = {}
        actions.changed.connect(self._offer)
        player.loaded.connect(self._load)
        rows_read.connect(self._follow)
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
                button.clicked.connect(partial(self._judge, name))
                self._add(button)
        self.set_theme(self._theme)

    def _judge(self, name: str, _is_checked: bool = False) -> None:
        with self._judged.meaning(self._judged.in_player()):
            self._actions.trigger(name)

    def _load(self, recording: Recording | None) -> None:
        self._verdict = recording.review_status if recording is not None else ReviewStatus.NEW
        self._say()

    def _follow(self, rows: Mapping[int, Recording]) -> None:
        found = next((rows[row] for row in self._judged.in_player() if row in rows), None)
        if found is not None:
            self._load(found)

    def _say(self) -> None:
        """What each would do now."""
        done = {ReviewStatus.FLAGGED: "flag", ReviewStatus.REVIEWED: "reviewed_next"}.get(self._verdict)
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
