"""What the person did to recordings, for the window to tell: it knows how a recording is named in local time."""

from collections.abc import Callable
from dataclasses import dataclass

from inbox.domain.recording import Recording


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is written now."""

    sentence: Callable[[str], str]
    """Makes of what names the recordings what was done, without a full stop."""
    what: str
    """How many recordings, in words: for where they are not named."""
    recording: Recording | None = None
    """The one that it was done to; None when it was several."""
    can_be_undone: bool = True
    """Not when it is an undo itself."""
