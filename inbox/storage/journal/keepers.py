"""Which deliveries of a recording still matter: those from which it could be made again as it is."""

import sqlite3
from datetime import datetime

from inbox.domain.event_moment import is_later, put_back
from inbox.domain.events import RecordingEvent
from inbox.domain.statuses import DownloadStatus, ReviewStatus
from inbox.storage.journal.folding import understood
from inbox.storage.listing.row_reading import DELIVERY_COLUMNS, stored_delivery

_REMEMBERED = 10_000
_WAS_HERE = {DownloadStatus.DOWNLOADED, DownloadStatus.REMOVED}
_STATUSES = "SELECT review_status, download_status FROM recordings WHERE id = ?"
_DELIVERIES = f"SELECT {DELIVERY_COLUMNS} FROM deliveries WHERE recording_row = ? AND recording_row IS NOT NULL ORDER BY id"


class Keepers:
    """Remembers, for the time of one pass over the journal, what it found out about a recording."""

    def __init__(self) -> None:
        self._kept: dict[int, frozenset[int] | None] = {}

    def keeps(self, cursor: sqlite3.Cursor, recording_row: int, delivery_id: int) -> bool:
        """Whether this delivery of that recording has to stay."""
        if recording_row not in self._kept:
            if len(self._kept) >= _REMEMBERED:
                self._kept.clear()
            self._kept[recording_row] = _keepers(cursor, recording_row)
        kept = self._kept[recording_row]
        return kept is None or delivery_id in kept


def _keepers(cursor: sqlite3.Cursor, recording_row: int) -> frozenset[int] | None:
    """The deliveries that have to stay; None: all of them."""
    statuses = cursor.execute(_STATUSES, (recording_row,)).fetchone()
    if statuses is None or (statuses[0] == ReviewStatus.REVIEWED and statuses[1] in _WAS_HERE):
        return frozenset()
    if statuses[0] == ReviewStatus.FLAGGED:
        return None
    first: int | None = None
    winner: tuple[datetime | None, datetime | None, int] | None = None
    for row in cursor.connection.cursor().execute(_DELIVERIES, (recording_row,)):
        kept = stored_delivery(row)
        first = kept.id if first is None else first
        said = understood(kept.delivery)
        if isinstance(said, RecordingEvent):
            counts_at = put_back(said.event_time, kept.delivery.received_at)
            if winner is None or is_later(said.event_time, counts_at, *winner[:2]):  # as `MergedRecording` decides
                winner = said.event_time, counts_at, kept.id
    return frozenset(row for row in (first, winner[2] if winner else None) if row is not None)
