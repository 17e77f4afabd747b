"""The one write that an acknowledgement stands on: journal rows and recordings in one transaction."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from inbox.domain.delivery import Delivery, DeliveryOutcome
from inbox.domain.events import IgnoredEvent, RecordingEvent, RejectedInput, Understood
from inbox.domain.times import to_microseconds
from inbox.storage.database import Database
from inbox.storage.journal.first_seen import count_novelties
from inbox.storage.journal.merged_rows import (
    INSERT_RECORDINGS,
    first_values,
    inserted_values,
    key_of,
    stored_recordings,
    update_recordings,
)
from inbox.storage.journal.merging import Key, MergedRecording, storable_event
from inbox.storage.journal.row_inserts import Insert
from inbox.storage.sqlite_parts import COUNT_NEW
from inbox.storage.storable_text import headers_text, storable, storable_or_none

_INSERT_DELIVERIES = Insert(
    "deliveries",
    ("id", "received_at", "method", "target", "headers", "body", "peer", "outcome", "reason", "event_type", "recording_row"),
)
_LAST_IDS = """SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'deliveries'), 0),
    coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'recordings'), 0)"""
_GROW_JOURNAL = "UPDATE journal_size SET deliveries = deliveries + ?, body_bytes = body_bytes + ?"


@dataclass(frozen=True, slots=True)
class Committed:
    """What became of one delivery of a batch."""

    delivery_id: int
    outcome: DeliveryOutcome
    reason: str
    recording_row: int | None
    is_new: bool
    """Whether the recording was not known before."""


def commit_deliveries(database: Database, batch: Sequence[tuple[Delivery, Understood]]) -> list[Committed]:
    """Keep every delivery in the journal and fold its event into its recording, in ONE transaction that is on disk on return.

    Raises StoreFailing when the store did not take the batch; then nothing of it is stored.
    """
    if not batch:
        return []
    events = [storable_event(said) for _, said in batch if isinstance(said, RecordingEvent)]
    with database.writing_rows() as cursor:
        known = stored_recordings(cursor, {key_of(event) for event in events})
        next_delivery, first_new = _next_ids(cursor)
        next_recording = first_new
        new: dict[Key, tuple[int, RecordingEvent, datetime]] = {}
        remaining = iter(events)
        committed: list[Committed] = []
        for delivery_id, (delivery, said) in enumerate(batch, next_delivery):
            match said:
                case RecordingEvent():
                    event = next(remaining)
                    key = key_of(event)
                    if key in new:  # a second event of one batch
                        known[key] = MergedRecording.first(*new.pop(key))
                    if (recording := known.get(key)) is None:
                        new[key] = next_recording, event, delivery.received_at
                        committed.append(Committed(delivery_id, DeliveryOutcome.RECORDING, "", next_recording, True))
                        next_recording += 1
                    else:
                        recording.merge(event, delivery.received_at)
                        committed.append(Committed(delivery_id, DeliveryOutcome.DUPLICATE, "", recording.id, False))
                case IgnoredEvent():
                    committed.append(Committed(delivery_id, DeliveryOutcome.IGNORED, storable(said.reason), None, False))
                case RejectedInput():
                    committed.append(Committed(delivery_id, DeliveryOutcome.REJECTED, storable(said.reason), None, False))
                case _:
                    assert_never(said)
        inserts = [first_values(*first) for first in new.values()]
        inserts += [inserted_values(recording) for recording in known.values() if recording.id >= first_new]
        updates = [recording for recording in known.values() if recording.id < first_new]
        if inserts:
            INSERT_RECORDINGS.run(cursor, inserts)
            cursor.execute(COUNT_NEW, (first_new,))
        if updates:
            update_recordings(cursor, updates)
        _INSERT_DELIVERIES.run(cursor, list(_journal_rows(batch, committed)))
        cursor.execute(_GROW_JOURNAL, (len(batch), sum([len(delivery.body) for delivery, _ in batch])))
        if novelties := [
            (kept.delivery_id, delivery, said.novelties)
            for (delivery, said), kept in zip(batch, committed, strict=True)
            if not isinstance(said, RejectedInput) and said.novelties
        ]:
            count_novelties(cursor, novelties)
    return committed


def _next_ids(cursor: sqlite3.Cursor) -> tuple[int, int]:
    """The next delivery's and the next recording's: none comes twice, and while the write lock is held no one else gives one."""
    delivery, recording = cursor.execute(_LAST_IDS).fetchone()
    return delivery + 1, recording + 1


def _journal_rows(batch: Sequence[tuple[Delivery, Understood]], committed: Sequence[Committed]) -> Iterator[tuple[object, ...]]:
    for (delivery, said), kept in zip(batch, committed, strict=True):
        yield (
            kept.delivery_id,
            to_microseconds(delivery.received_at),
            storable(delivery.method),
            storable(delivery.target),
            headers_text(delivery.headers),
            delivery.body,
            storable(delivery.peer),
            kept.outcome.value,
            kept.reason,
            storable_or_none(said.event_type),
            kept.recording_row,
        )
