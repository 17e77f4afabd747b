"""What was heard, and where it was left, from the player into the store."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from inbox.domain.coverage import Coverage, HeardSpan, heard_seconds, with_heard
from inbox.domain.history import HistoryKind
from inbox.domain.times import now
from inbox.pipeline.requests.review_requests import Write
from inbox.storage.settings.reviewer import reviewer

if TYPE_CHECKING:
    from inbox.pipeline.opened import OpenInbox


def _nobody(_coverage: Coverage) -> None:
    pass


class ListeningRequests:
    """Every method returns at once; the store is written to by another thread."""

    def __init__(self, inbox: "OpenInbox", write: Write) -> None:
        self._inbox = inbox
        self._write = write
        self._untold: dict[int, list[HeardSpan]] = {}  # by row: what the history does not know yet; of the thread that writes

    def heard(self, row: int, spans: Sequence[HeardSpan], done: Callable[[Coverage], None] = _nobody) -> None:
        """This came out of the sound device just now; ``done`` hears, from another thread, of all that was heard by then."""
        moment = now()

        def write() -> None:
            merged = self._inbox.heard.add(row, spans, moment)
            self._untold.setdefault(row, []).extend(spans)
            done(Coverage(merged, self._inbox.heard.share(row)))

        self._write(write)

    def stopped_at(self, row: int, position: float) -> None:
        """The person left it there, in seconds; 0 to begin at the start the next time."""
        moment = now()
        self._write(lambda: self._inbox.heard.stopped_at(row, position, moment))

    def played(self, row: int) -> None:
        """A sitting is over: what was heard in it is told to the history."""
        self._write(lambda: self.tell_played([row]))

    def tell_played(self, rows: Sequence[int]) -> None:
        """The same of several, at once: for the thread that writes."""
        for row in rows:
            spans = with_heard((), self._untold.get(row, ()))
            if spans:
                detail = {
                    "by": reviewer(self._inbox.settings),
                    "seconds": round(heard_seconds(spans), 3),
                    "spans": [[round(span.begin, 3), round(span.end, 3), round(span.rate, 2)] for span in spans],
                }
                self._inbox.history.add(row, HistoryKind.PLAYED, detail, now())
            self._untold.pop(row, None)
