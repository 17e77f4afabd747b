"""What was heard, and where it was left, from the player into the store."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from inbox.domain.coverage import HeardSpan
from inbox.domain.times import now
from inbox.pipeline.review_requests import Write

if TYPE_CHECKING:
    from inbox.pipeline.opened import OpenInbox


def _nobody(_spans: tuple[HeardSpan, ...]) -> None:
    pass


class ListeningRequests:
    """Every method returns at once; the store is written to by another thread."""

    def __init__(self, inbox: "OpenInbox", write: Write) -> None:
        self._inbox = inbox
        self._write = write

    def heard(self, row: int, spans: Sequence[HeardSpan], done: Callable[[tuple[HeardSpan, ...]], None] = _nobody) -> None:
        """This came out of the sound device just now; ``done`` hears, from another thread, of all that was heard by then."""
        moment = now()
        self._write(lambda: done(self._inbox.heard.add(row, spans, moment)))

    def stopped_at(self, row: int, position: float) -> None:
        """The person left it there, in seconds; 0 to begin at the start the next time."""
        moment = now()
        self._write(lambda: self._inbox.heard.stopped_at(row, position, moment))
