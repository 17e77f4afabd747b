"""What is not heard yet, read for the queue by time: of a large inbox the shortest and what is soon lost, never all of it."""

from dataclasses import dataclass
from datetime import datetime

from inbox.domain.coverage import left_to_hear, unheard_parts
from inbox.domain.expiring import STILL_TO_COME, is_expiring
from inbox.domain.query import RecordingQuery, SortColumn, Term
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus, RecordingStatus, Verification
from inbox.domain.time_queue import Unheard, in_order
from inbox.storage.database import Database
from inbox.storage.listing.recordings import Recordings
from inbox.storage.review.heard import Heard, spans_in
from inbox.storage.review.sound_maps import read_sound_map

_SOURCES = (
    ((Term("is", "expiring"), Term("review", "new")), SortColumn.EXPIRES, 200),
    ((Term("is", "expiring"), Term("review", "flagged")), SortColumn.EXPIRES, 50),
    ((Term("review", "new"), Term("download", "downloaded")), SortColumn.LENGTH, 500),
    ((Term("review", "new"), Term("download", "waiting")), SortColumn.LENGTH, 100),
    ((Term("review", "flagged"), Term("download", "downloaded")), SortColumn.LENGTH, 200),
)
_SHORTEST = 0.5
"""Seconds; of what has less left all was heard."""


@dataclass(frozen=True, slots=True)
class UnheardList:
    """What can be heard, in order."""

    unheard: list[Unheard]
    is_all: bool
    """Whether nothing else is unheard."""
    speed_today: float | None
    """How fast the person listened since the day began, 1 as recorded; None: not at all."""


class TimeQueue:
    """Safe from any thread; may take a second where the inbox is large."""

    def __init__(self, database: Database, recordings: Recordings, heard: Heard) -> None:
        self._database, self._recordings, self._heard = database, recordings, heard

    def read(self, at: datetime, day_began: datetime, skip_over: float, warning_days: int) -> UnheardList:
        """Everything as it is at ``at``; only silences of more than ``skip_over`` seconds are left out. Raises StoreFailing."""
        rows: dict[int, None] = {}
        is_all = True
        for terms, sort, most in _SOURCES:
            found = self._recordings.ids(RecordingQuery(terms, (), sort, descending=False), most)
            is_all = is_all and len(found) < most
            rows |= dict.fromkeys(found)
        unheard = []
        recordings = self._recordings.rows(list(rows))
        with self._database.reading_rows() as cursor:
            for row, recording in recordings.items():
                if not _can_be_heard(recording):
                    continue
                spans, sound = spans_in(cursor, row), read_sound_map(cursor, row)
                length = sound.duration_seconds if sound is not None else recording.media_seconds or recording.duration_seconds
                silences = sound.longer_than(skip_over) if sound is not None else ()
                left = left_to_hear(spans, silences, length or 0.0)
                if left >= _SHORTEST:
                    unheard.append(Unheard(recording, left, bool(spans), is_expiring(recording, warning_days, at)))
        return UnheardList(in_order(unheard), is_all, self._heard.speed_since(day_began))

    def first_unheard(self, row: int) -> float | None:
        """Where the first part of a recording begins that was not heard; None where nothing was heard, or all of it.

        Reads a few short rows. Raises StoreFailing.
        """
        with self._database.reading_rows() as cursor:
            spans, sound = spans_in(cursor, row), read_sound_map(cursor, row)
        recording = None if sound is not None else self._recordings.rows([row]).get(row)
        length = sound.duration_seconds if sound is not None else recording.media_seconds if recording is not None else None
        parts = unheard_parts(spans, sound.silences if sound is not None else (), length or 0.0) if spans else []
        return parts[0][0] if parts else None


def _can_be_heard(recording: Recording) -> bool:
    """Whether its sound is here or can come."""
    if recording.recording_status is RecordingStatus.ERROR:
        return False
    if recording.download_status is DownloadStatus.DOWNLOADED:
        return recording.media_path is not None
    return recording.download_status in STILL_TO_COME and recording.verification is not Verification.REFUTED
