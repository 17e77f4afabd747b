"""What the pointer does on a waveform: it seeks, or it selects a part, or it moves an end of what is selected."""

from dataclasses import dataclass
from enum import Enum, auto

from inbox.domain.sound.sound_map import SpanOfTime

GRIP = 5
"""Pixels from an end of the selection within which the pointer takes hold of it."""


class Hold(Enum):
    """What a pressed button moves."""

    PLAYHEAD = auto()
    SELECTION = auto()


@dataclass(frozen=True, slots=True)
class Drag:
    """A button that is held down; places are seconds."""

    hold: Hold
    anchor: float
    """Where it was pressed, or the end of the selection that stays."""
    is_new: bool = False
    """Whether a selection begins with it: without a movement nothing is selected then."""

    def selection_to(self, place: float) -> SpanOfTime | None:
        """What is selected when the pointer is at ``place``; None for nothing."""
        begin, end = sorted((self.anchor, place))
        return (begin, end) if end > begin else None


def drag_of_end(selection: SpanOfTime | None, place: float, reach: float) -> Drag | None:
    """Taking hold of an end of the selection that is within ``reach`` seconds of ``place``; None when neither is."""
    if selection is None:
        return None
    begin, end = selection
    nearest, stays = (begin, end) if abs(begin - place) <= abs(end - place) else (end, begin)
    return Drag(Hold.SELECTION, stays) if abs(nearest - place) <= reach else None
