"""What Bandwidth's lists tell of recordings, put into the inbox: those that no event told of, and those that moved on since."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from inbox.domain.events import RecordingEvent
from inbox.domain.statuses import Source, Verification
from inbox.domain.times import to_microseconds
from inbox.storage.database import Database
from inbox.storage.downloads.verifications import ASK_SOON
from inbox.storage.journal.merged_rows import (
    INSERT_RECORDING,
    inserted_values,
    key_of,
    last_id,
    stored_recordings,
    update_recordings,
)
from inbox.storage.journal.merging import MergedRecording, storable_event
from inbox.storage.sqlite_parts import COUNT_NEW

_TOLD_BY_LIST = "UPDATE recordings SET verified_at = ?, metadata_at = ? WHERE id = ?"
_MOVED_BY_LIST = "UPDATE recordings SET metadata_at = ? WHERE id = ?"


class Taken(StrEnum):
    """What a list told the inbox of a recording."""

    ADDED = "added"
    """No event had told of it."""
    CHANGED = "changed"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class TakenRow:
    """What became of one recording of a list."""

    row: int
    outcome: Taken


def take_listed(database: Database, listed: Sequence[RecordingEvent], at: datetime) -> list[TakenRow]:
    """Put what Bandwidth's list said at ``at`` into the inbox, in one transaction; gives what became of each, in this order.

    What no event told of is inserted: verified, as Bandwidth itself named it, and with no delivery. Of what is known only that
    is changed which `MergedRecording.take_listed` takes over; review, media and deliveries stay. One that is refuted, and stands
    in the list all the same, is asked about again. Events wait meanwhile: to be called with some hundred at most. Raises
    StoreFailing; then nothing was stored.
    """
    if not listed:
        return []
    events = [storable_event(event) for event in listed]
    with database.writing_rows() as cursor:
        known = stored_recordings(cursor, {key_of(event) for event in events})
        next_row = last_id(cursor, "recordings") + 1
        taken: list[TakenRow] = []
        for event in events:
            recording = known.get(key_of(event))
            if recording is None:
                known[key_of(event)] = recording = _insert(cursor, next_row, event, at)
                next_row += 1
                taken.append(TakenRow(recording.id, Taken.ADDED))
            else:
                taken.append(TakenRow(recording.id, _update(cursor, recording, event, at)))
    return taken


def _insert(cursor: sqlite3.Cursor, row: int, event: RecordingEvent, at: datetime) -> MergedRecording:
    recording = MergedRecording.first(row, event, at)
    recording.deliveries = 0
    recording.verification = Verification.VERIFIED
    recording.metadata_at = at
    moment = to_microseconds(at)
    cursor.execute(INSERT_RECORDING, inserted_values(recording, Source.CATCH_UP))
    cursor.execute(COUNT_NEW, (row,))  # at once: a further entry of the list may change it
    cursor.execute(_TOLD_BY_LIST, (moment, moment, row))
    return recording


def _update(cursor: sqlite3.Cursor, recording: MergedRecording, event: RecordingEvent, at: datetime) -> Taken:
    if recording.verification is Verification.REFUTED:
        cursor.execute(ASK_SOON, (recording.id,))
    if not recording.take_listed(event, at):
        return Taken.KNOWN
    update_recordings(cursor, [recording])
    cursor.execute(_MOVED_BY_LIST, (to_microseconds(recording.metadata_at), recording.id))
    return Taken.CHANGED
