"""The one write that an acknowledgement stands on: journal rows and recordings in one transaction."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from inbox.domain.delivery import Delivery, DeliveryOutcome
from inbox.domain.events import IgnoredEvent, RecordingEvent, RejectedInput, Understood
from inbox.domain.times import to_microseconds
from inbox.storage.database import Database
from inbox.storage.first_seen import count_novelties
from inbox.storage.merged_rows import (
    INSERT_RECORDINGS,
    UPDATE_RECORDING,
    inserted_values,
    key_of,
    merged_values,
    stored_recordings,
)
from inbox.storage.merging import MergedRecording, storable_event
from inbox.storage.row_inserts import Insert
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
    with database.writing_rows() as cursor:
        events = [storable_event(said) for _, said in batch if isinstance(said, RecordingEvent)]
        known = stored_recordings(cursor, {key_of(event) for event in events})
        next_delivery, next_recording = _next_ids(cursor)
        new: set[int] = set()
        remaining = iter(events)
        committed: list[Committed] = []
        for delivery_id, (delivery, said) in enumerate(batch, next_delivery):
            match said:
                case RecordingEvent():
                    event = next(remaining)
                    recording = known.get(key_of(event))
                    if is_new := recording is None:
                        recording = MergedRecording.first(next_recording, event, delivery.received_at)
                        known[key_of(event)] = recording
                        new.add(next_recording)
                        next_recording += 1
                    else:
                        recording.merge(event)
                    outcome = DeliveryOutcome.RECORDING if is_new else DeliveryOutcome.DUPLICATE
                    committed.append(Committed(delivery_id, outcome, "", recording.id, is_new))
                case IgnoredEvent():
                    committed.append(Committed(delivery_id, DeliveryOutcome.IGNORED, storable(said.reason), None, False))
                case RejectedInput():
                    committed.append(Committed(delivery_id, DeliveryOutcome.REJECTED, storable(said.reason), None, False))
                case _:
                    assert_never(said)
        inserts = [inserted_values(recording) for recording in known.values() if recording.id in new]
        updates = [(*merged_values(recording), recording.id) for recording in known.values() if recording.id not in new]
        if inserts:
            INSERT_RECORDINGS.run(cursor, inserts)
            cursor.execute(COUNT_NEW, (min(new),))
        if updates:
            cursor.executemany(UPDATE_RECORDING, updates)
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
