"""What keys do with the player."""

import sys
from functools import partial

from PySide6.QtCore import QObject

from inbox.domain.sound.sound_map import SpanOfTime
from inbox.gui.frame.actions import Actions, Group
from inbox.gui.frame.status_bar import StatusBar
from inbox.gui.player.play_at_click import PlayAtClick
from inbox.gui.player.player_bar import PlayerBar
from inbox.gui.player.volume_button import BOOST_STEP
from inbox.gui.widgets.rate_button import RATES

_ZOOM = 2.0
_A_LITTLE = 5.0
"""Seconds."""
_ONE_KEY = sys.platform.startswith("linux")
"""There the one key of a keyboard that plays and pauses comes as Media Play."""
_TOGGLES, _PLAYS = (("Media Play",), ()) if _ONE_KEY else ((), ("Media Play",))


class PlayerKeys(QObject):
    """Registers them, and does them."""

    def __init__(
        self, actions: Actions, player: PlayerBar, playing: PlayAtClick, status: StatusBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._player, self._playing, self._status = player, playing, status
        self._add_moving(actions)
        self._add_manner(actions)
        self._add_parts(actions)

    def _add_moving(self, actions: Actions) -> None:
        add = partial(actions.add, group=Group.LISTENING)
        add("play", "Play or pause what is loaded", keys=("K", "Toggle Media Play/Pause", *_TOGGLES), does=self._toggle)
        only_play, only_pause = partial(self._toggle, is_playing=False), partial(self._toggle, is_playing=True)
        add("only_play", "Play what is loaded", keys=_PLAYS, does=only_play, yields=True)
        add("only_pause", "Pause it", keys=("Media Pause",), does=only_pause, yields=True)
        for seconds, back, on in ((5, "Shift+Left", "Shift+Right"), (10, "J", "L"), (30, "Shift+J", "Shift+L")):
            go_back, go_on = partial(self._player.jump, -seconds), partial(self._player.jump, seconds)
            add(f"back_{seconds}", f"Back {seconds} seconds", keys=(back,), does=go_back, repeats=True)
            add(f"forward_{seconds}", f"On {seconds} seconds", keys=(on,), does=go_on, repeats=True)
        add("back_slower", "Back 5 seconds, and slower", keys=("B",), does=self._back_slower)

    def _add_manner(self, actions: Actions) -> None:
        add = partial(actions.add, group=Group.LISTENING)
        add("slower", "Slower", keys=("[",), does=partial(self._step_rate, -1))
        add("faster", "Faster", keys=("]",), does=partial(self._step_rate, 1))
        add("rate_1", "As fast as it was recorded", keys=("=",), does=partial(self._player.set_rate, 1.0))
        add("skip_silence", "Skip silence, or play it", keys=("S",), does=self._toggle_skip)
        add("louder", "Make quiet recordings louder", keys=("V",), does=partial(self._boost, BOOST_STEP))
        add("quieter", "Make them less loud again", keys=("Shift+V",), does=partial(self._boost, -BOOST_STEP))

    def _add_parts(self, actions: Actions) -> None:
        add, waveform = partial(actions.add, group=Group.LISTENING), self._player.waveform
        add("select_from", "Select from here", keys=("I",), does=self._select_from)
        add("select_to", "Select up to here", keys=("P",), does=self._select_to)
        add("select_none", "Select nothing", keys=("X",), does=partial(self._player.select, None))
        add("loop", "Play the selection, or all, again and again", keys=("O",), does=self._toggle_loop)
        add("zoom_in", "Show a part of the waveform larger", keys=("+",), does=partial(waveform.zoom, _ZOOM), repeats=True)
        add("zoom_out", "Show more of the waveform", keys=("-",), does=partial(waveform.zoom, 1 / _ZOOM), repeats=True)
        add("zoom_all", "Show all of the waveform", keys=("Z",), does=waveform.zoom_all)
        add("zoom_selection", "Show the selection as large as can be", keys=("Shift+Z",), does=self._show_selection)

    def _toggle(self, is_playing: bool | None = None) -> None:
        """``is_playing``: only where it plays, or does not."""
        recording = self._player.recording
        if is_playing is not None and self._player.is_playing is not is_playing:
            return
        if self._player.can_play or recording is None:
            self._player.toggle()
        else:
            self._playing.activate(recording)

    def _back_slower(self) -> None:
        self._player.jump(-_A_LITTLE)
        self._step_rate(-1)

    def _step_rate(self, steps: int) -> None:
        rate = self._player.audio.rate
        further = [choice for choice in RATES if (choice > rate if steps > 0 else choice < rate)]
        if further:
            self._player.set_rate(min(further) if steps > 0 else max(further))
            self._status.say(f"Speed {self._player.audio.rate:g}×")

    def _toggle_loop(self) -> None:
        self._player.set_loop(not self._player.plan.loops)

    def _toggle_skip(self) -> None:
        is_on = not self._player.plan.skips_silence
        self._player.set_skip(is_on)
        self._status.say(f"Silence is skipped. {self._player.plan.skip_hint}." if is_on else "Silence is played.")

    def _boost(self, decibels: int) -> None:
        volume = self._player.controls.volume
        volume.set_boost(volume.boost + decibels)
        self._status.say(f"Boost {volume.boost} dB" if volume.boost else "No boost")

    def _select_from(self) -> None:
        begin, length = self._player.position_seconds, self._player.audio.length
        selection = self._player.selection
        end = selection[1] if selection is not None and selection[1] > begin else length
        self._select((begin, end))

    def _select_to(self) -> None:
        end, selection = self._player.position_seconds, self._player.selection
        self._select((selection[0] if selection is not None and selection[0] < end else 0.0, end))

    def _select(self, span: SpanOfTime) -> None:
        if span[1] > span[0]:
            self._player.select(span)

    def _show_selection(self) -> None:
        selection = self._player.selection
        if selection is None:
            self._status.say("Nothing is selected. Shift and drag in the waveform selects a part.")
        else:
            self._player.waveform.set_view(*selection)
