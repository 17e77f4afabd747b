"""What is said of recordings that a conference is played without."""

from collections.abc import Sequence
from dataclasses import dataclass

from inbox.domain.recording import Recording
from inbox.domain.visible_text import visible
from inbox.gui.look.time_text import clock_time_text

_LONGEST_ID = 40
_MOST_NAMED = 5
_REFUTED = "Bandwidth does not know it."
_LOST = "It was not downloaded."


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A recording that was not heard, or not to its end."""

    recording: Recording
    is_rest: bool
    """Whether some of it was heard before."""

    @property
    def name(self) -> str:
        """By its time: in one conference that is what tells recordings apart."""
        one = self.recording
        return clock_time_text(one.started_at) if one.started_at is not None else visible(one.recording_id, _LONGEST_ID)


def why_lost(recording: Recording) -> str:
    """Why a recording cannot be heard that nobody has to try."""
    return recording.error or (_REFUTED if recording.is_refused else _LOST)


def goes_on_text(one: LeftOut, why: str) -> str:
    """One was left out, and the next follows."""
    what = "the rest of the recording" if one.is_rest else "the recording"
    return f"The conference goes on without {what} of {one.name}: {why}"


def done_text(left_out: Sequence[LeftOut], why: str = "") -> str:
    """It is over; ``why`` is of the last one, where that was left out just now."""
    if not left_out:
        return "The conference was played to its end."
    named = [f"the rest of {one.name}" if one.is_rest else one.name for one in left_out[:_MOST_NAMED]]
    if more := len(left_out) - len(named):
        named.append(f"{more} more")
    names = f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else named[0]
    return f"The conference was played to its end, without {names}. {why}".rstrip()
