"""The player at the desk: its keys, what is silent in what it loads, and the verdicts beside it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QPushButton

from inbox.domain.problems import Problem
from inbox.domain.recording import Recording
from inbox.domain.sound_map import SoundMap
from inbox.gui.icons import icon
from inbox.gui.player_keys import PlayerKeys
from inbox.gui.query_worker import QueryWorker
from inbox.gui.theme import Theme

if TYPE_CHECKING:
    from inbox.gui.review_desk import Desk

_VERDICTS = (("flag", "Flag", "flag"), ("reviewed_next", "Reviewed, next", "check"))
"""Actions that have a button beside the player, its text, and its icon."""
_LEAST_DETAILS = 100
"""Pixels: in a low window the tabs below are cut, never the player."""


class PlayerDesk(QObject):
    """A `DeskPart`. Where a recording is silent is asked in a thread, which the first one starts."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk.window)
        self._desk, self._player = desk, desk.player
        self._worker: QueryWorker | None = None
        self._is_over = False
        self._buttons: list[tuple[QPushButton, str]] = []
        self._keys = PlayerKeys(desk.actions, desk.player, desk.playing, desk.status, self)
        desk.details.setMinimumHeight(_LEAST_DETAILS)
        desk.player.loaded.connect(self._look)
        desk.player.became_whole.connect(self._look)
        desk.player.playing_changed.connect(lambda _plays: self._go_by_settings())
        desk.actions.changed.connect(self._offer_verdicts)
        self._offer_verdicts()

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        for button, picture in self._buttons:
            is_primary = button.property("kind") == "primary"
            button.setIcon(icon(picture, theme, theme.on_accent if is_primary else None))

    def stop(self) -> None:
        """Joins the thread, and begins none any more."""
        self._is_over = True
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def _look(self, recording: Recording | None) -> None:
        """Finds out where it is silent."""
        self._go_by_settings()
        sound = self._desk.parts.sound
        if recording is None or recording.media_path is None or sound is None or self._is_over:
            return
        if self._worker is None:
            self._worker = QueryWorker("silences", self)
            self._worker.start()
        row = recording.id
        self._worker.submit("silences", lambda: sound.map_of(row), partial(self._take, row), partial(self._tell, row))

    def _go_by_settings(self) -> None:
        self._player.go_by(self._desk.parts.current_settings())

    def _take(self, row: int, found: SoundMap | None) -> None:
        loaded = self._player.recording
        if loaded is not None and loaded.id == row:
            self._player.set_sound_map(found)

    def _tell(self, row: int, problem: Problem) -> None:
        self._desk.status.say(f"Where the recording is silent could not be read: {problem}", True)

    def _offer_verdicts(self) -> None:
        """A button for each verdict that there is an action for; its tool tip names the key."""
        known = {action.name: action for action in self._desk.actions.all}
        offered = {button.objectName(): button for button, _ in self._buttons}
        for name, text, picture in _VERDICTS:
            if name in known and name not in offered:
                button = QPushButton(text)
                button.setObjectName(name)
                if name == "reviewed_next":
                    button.setProperty("kind", "primary")
                button.clicked.connect(partial(self._desk.actions.trigger, name))
                self._buttons.append((button, picture))
                offered[name] = button
                self._player.controls.add(button)
                self.set_theme(self._desk.themes.theme)
            if name in offered:
                keys = ", ".join(self._desk.actions.keys(name))
                offered[name].setToolTip(f"{known[name].text} ({keys})" if keys else known[name].text)
