"""What goes on in the store, read off the GUI thread for sidebar and status bar."""

import time
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from inbox.gui.frame.status_bar import Activity
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.storage.journal.journal import Journal
from inbox.storage.listing.folder_counts import FolderCounts
from inbox.storage.listing.recordings import Recordings

_PAUSE_MS = 250
_RESTS = 5
"""So many times as long as a census took there is none: a count of very many rows must not take all of a processor."""
_RETRY_MS = 1_000
"""After the store could not be read."""


@dataclass(frozen=True, slots=True)
class Census:
    """Counts of the folders, and what the status bar tells."""

    folders: FolderCounts
    activity: Activity


class CensusTaker(QObject):
    """Takes the census after changes, at most four times a second, less often where it takes long. Lives in the GUI thread."""

    taken = Signal(object)
    """A `Census`."""

    def __init__(self, recordings: Recordings, journal: Journal, worker: QueryWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recordings, self._journal, self._worker = recordings, journal, worker
        self._took = 0.0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self.take)

    def take(self) -> None:
        """Takes it now; when the store cannot be read, again until it can (the list says what is wrong)."""
        self._worker.submit(
            "census",
            self._timed,
            self._show,
            lambda _problem: self._pause.start(_RETRY_MS),
        )

    def take_soon(self) -> None:
        """Takes it when the changes of the next moment have come too."""
        if not self._pause.isActive():
            self._pause.start(max(_PAUSE_MS, round(_RESTS * self._took * 1_000)))

    def stop(self) -> None:
        """Takes none any more."""
        self._pause.stop()

    def _timed(self) -> tuple[Census, float]:
        began = time.monotonic()
        return take_census(self._recordings, self._journal), time.monotonic() - began

    def _show(self, found: tuple[Census, float]) -> None:
        census, self._took = found
        self.taken.emit(census)


def take_census(recordings: Recordings, journal: Journal) -> Census:
    """Reads counts, the last delivery and the queue; its cost is bounded whatever the inbox holds."""
    folders = recordings.folder_counts()
    last = next(iter(journal.entries(limit=1)), None)
    activity = Activity(
        recordings=folders.inbox,
        new=folders.new,
        last_event_at=last.delivery.received_at if last is not None else None,
        downloads=recordings.download_counts(),
    )
    return Census(folders, activity)
