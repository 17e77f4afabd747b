"""The player at the desk: its keys, what is silent in what it loads, and the verdicts beside it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from inbox.domain.problems import Problem
from inbox.domain.recording import Recording
from inbox.domain.sound.sound_map import SoundMap
from inbox.gui.frame.key_tips import KeyTips
from inbox.gui.look.theme import Theme
from inbox.gui.player.player_keys import PlayerKeys
from inbox.gui.review.verdict_buttons import VerdictButtons
from inbox.gui.widgets.query_worker import QueryWorker

if TYPE_CHECKING:
    from inbox.gui.review.desk import Desk

_LEAST_DETAILS = 100
"""Pixels: in a low window the tabs below are cut, never the player."""


class PlayerDesk(QObject):
    """A `DeskPart`. Where a recording is silent is asked in a thread, which the first one starts."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk.window)
        self._desk, self._player = desk, desk.player
        self._worker: QueryWorker | None = None
        self._is_over = False
        self._keys = PlayerKeys(desk.actions, desk.player, desk.playing, desk.status, self)
        tips = KeyTips(desk.actions, self)
        for control, names in desk.player.controls.keyed:
            tips.add(control, *names)
        desk.details.setMinimumHeight(_LEAST_DETAILS)
        desk.player.loaded.connect(self._look)
        desk.player.became_whole.connect(self._look)
        desk.player.playing_changed.connect(lambda _plays: self._go_by_settings())
        self._verdicts = VerdictButtons(
            desk.actions, desk.player, desk.judged, desk.rows_read, desk.themes.theme, desk.player.controls.add
        )

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._verdicts.set_theme(theme)

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
        row, is_unwanted = recording.id, self._worker.is_unwanted
        self._worker.submit(
            "silences", lambda: sound.map_of(row, is_unwanted), partial(self._take, row), partial(self._tell, row)
        )

    def _go_by_settings(self) -> None:
        self._player.go_by(self._desk.parts.current_settings())

    def _take(self, row: int, found: SoundMap | None) -> None:
        loaded = self._player.recording
        if loaded is not None and loaded.id == row:
            self._player.set_sound_map(found)

    def _tell(self, row: int, problem: Problem) -> None:
        self._desk.status.say(f"Where the recording is silent could not be read: {problem}", True)
