"""What plays next: the next recording of the list, the one before, or the next part that was not heard."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from inbox.domain.coverage import HeardSpan, unheard_parts
from inbox.gui.frame.actions import Group
from inbox.gui.listing.recording_table_model import RecordingTableModel
from inbox.gui.look.theme import Theme

if TYPE_CHECKING:
    from inbox.gui.review.desk import Desk


class PlayOrder(QObject):
    """A `DeskPart`: does what the keys ``next``, ``previous`` and ``next_unheard`` say."""

    def __init__(self, desk: "Desk", heard: Callable[[], Sequence[HeardSpan]]) -> None:
        """``heard`` gives what was heard of the recording that is loaded."""
        super().__init__(desk.window)
        self._desk, self._heard = desk, heard
        add = partial(desk.actions.add, group=Group.LISTENING)
        add("next", "Play the next recording of the list", keys=("Ctrl+Down", "Media Next"), does=partial(self._step, 1))
        add("previous", "Play the one before it", keys=("Ctrl+Up", "Media Previous"), does=partial(self._step, -1))
        add("next_unheard", "Play the next part that was not heard", keys=("U",), does=self._play_unheard)

    def set_theme(self, _theme: Theme) -> None:
        """Nothing: it is not seen."""

    def stop(self) -> None:
        """Nothing: it has no thread."""

    def _step(self, step: int) -> None:
        """From what plays, or else from the current row: there stands what could not be played."""
        model = self._desk.table.model()
        assert isinstance(model, RecordingTableModel)
        place = self._place(model)
        place = place + step if place is not None else 0
        if not 0 <= place < model.rowCount():
            end = "last" if step > 0 else "first"
            self._desk.status.say(f"This is the {end} recording of the list." if model.rowCount() else "The list is empty.")
            return
        row = model.ids[place]
        recording = model.recording_at(place) or self._desk.judged.recording(row)
        if recording is not None and self._desk.table.select_id(row):
            self._desk.playing.activate(recording)

    def _place(self, model: RecordingTableModel) -> int | None:
        playing = self._desk.player.recording if self._desk.player.is_playing else None
        place = model.row_of(playing.id) if playing is not None else None
        current = self._desk.table.currentIndex()
        return place if place is not None or not current.isValid() else current.row()

    def _play_unheard(self) -> None:
        """From where it stands; while an unheard part plays, the next one. After the last the first comes."""
        player, say, heard = self._desk.player, self._desk.status.say, self._heard()
        length, position = player.audio.length, player.position_seconds
        if not player.can_play or length <= 0:
            say("Nothing is loaded whose parts could be told.")
            return
        sound = player.plan.sound
        parts = unheard_parts(heard, sound.silences if sound is not None else (), length)
        if not parts:
            say("All of it was heard.")
            return
        here = next((part for part in parts if part[0] <= position < part[1]), None)
        if here is not None and not player.is_playing:
            player.audio.play()
            return
        others = [part for part in parts if part is not here]
        if not others:
            say("This is the only part that was not heard.")
            return
        player.audio.seek(next((begin for begin, _ in others if begin > position), others[0][0]))
        player.audio.play()
