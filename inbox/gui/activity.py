"""What goes on in the store, read off the GUI thread for sidebar and status bar."""

from dataclasses import dataclass

from inbox.domain.query import RecordingQuery, SortColumn, Term
from inbox.gui.status_bar import Activity
from inbox.storage.folder_counts import FolderCounts
from inbox.storage.journal import Journal
from inbox.storage.recordings import Recordings

_COUNTED_AT_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Census:
    """Counts of the folders, and what the status bar tells."""

    folders: FolderCounts
    activity: Activity


def take_census(recordings: Recordings, journal: Journal) -> Census:
    """Reads counts, the last delivery and the queue; its cost is bounded whatever the inbox holds."""
    folders = recordings.folder_counts()
    last = next(iter(journal.entries(limit=1)), None)
    waiting = _count(recordings, "waiting")
    activity = Activity(
        recordings=folders.inbox,
        new=folders.new,
        last_event_at=last.delivery.received_at if last is not None else None,
        downloads_running=_count(recordings, "downloading"),
        downloads_waiting=waiting,
        waiting_is_least=waiting == _COUNTED_AT_MOST,
    )
    return Census(folders, activity)


def _count(recordings: Recordings, status: str) -> int:
    query = RecordingQuery((Term("download", status),), sort=SortColumn.FIRST_SEEN)
    return len(recordings.ids(query, _COUNTED_AT_MOST))
