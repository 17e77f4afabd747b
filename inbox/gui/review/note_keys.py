"""What keys do with notes, tags and the review form."""

from collections.abc import Callable, Sequence
from functools import partial

from inbox.domain.notes import Note
from inbox.gui.frame.actions import Actions, Group
from inbox.gui.frame.status_bar import StatusBar
from inbox.gui.player.player_bar import PlayerBar

_SAME_PLACE = 0.75
"""Seconds; who has just come to a note goes on to the one before it."""


def stars_hint(actions: Actions) -> str:
    """Which keys give stars now, as a sentence; empty when none does."""
    give = [key for count in (1, 2, 3, 4, 5) if (key := actions.first_key(f"stars_{count}"))]
    none = actions.first_key("stars_0")
    few = f"{', '.join(give[:-1])} and {give[-1]}" if len(give) > 1 else "".join(give)
    keys = "1 to 5" if give == ["1", "2", "3", "4", "5"] else few
    gives = f"The keys {keys} give them" if len(give) > 1 else f"The key {keys} gives them" if give else ""
    takes = f"{none} takes them away" if gives else f"The key {none} takes them away"
    return f"{', '.join(part for part in (gives, takes if none else '') if part)}." if give or none else ""


class NoteKeys:
    """Registers them."""

    def __init__(
        self,
        actions: Actions,
        player: PlayerBar,
        status: StatusBar,
        *,
        begin_note: Callable[[float, float | None], None],
        tag: Callable[[], None],
        answer: Callable[[], None],
        go_to: Callable[[Note], None],
        notes: Callable[[], Sequence[Note]],
    ) -> None:
        """``notes`` gives those on what is loaded, in order; ``begin_note`` takes a place, or two, in seconds."""
        self._player, self._status = player, status
        self._begin_note, self._go_to, self._notes = begin_note, go_to, notes
        add = partial(actions.add, group=Group.JUDGING)
        add("note", "A note at this moment", keys=("T",), does=self._note)
        add("note_range", "A note on the selected part", keys=("Shift+T",), does=self._note_on_range)
        add("next_note", "To the next note", keys=(".",), does=partial(self._step, 1))
        add("previous_note", "To the note before", keys=(",",), does=partial(self._step, -1))
        add("tag", "Tag", keys=("G",), does=tag)
        add("answer", "Answer the review form", keys=("Q",), does=answer)

    def _note(self) -> None:
        self._begin_note(self._player.position_seconds, None)

    def _note_on_range(self) -> None:
        selection = self._player.selection
        if selection is None:
            self._status.say("Nothing is selected. Shift and drag in the waveform selects a part.")
        else:
            self._begin_note(*selection)

    def _step(self, way: int) -> None:
        position = self._player.position_seconds
        if way > 0:
            further = [note for note in self._notes() if note.begin > position + 0.05]
        else:
            further = [note for note in reversed(self._notes()) if note.begin < position - _SAME_PLACE]
        if further:
            self._go_to(further[0])
        else:
            self._status.say("There is no further note." if way > 0 else "There is no note before this place.")
