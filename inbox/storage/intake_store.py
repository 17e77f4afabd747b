"""The one write that an acknowledgement stands on: journal rows and recordings in one transaction."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from inbox.domain.delivery import Delivery, DeliveryOutcome
from inbox.domain.events import IgnoredEvent, RecordingEvent, RejectedInput, Understood
from inbox.domain.recording import expiry, title_of
from inbox.domain.statuses import DownloadStatus, RecordingStatus, ReviewStatus, Source, Verification
from inbox.domain.times import from_microseconds, to_microseconds
from inbox.storage.database import Database
from inbox.storage.merging import Key, MergedRecording, storable_event
from inbox.storage.sqlite_parts import COUNT_NEW, INDEX_NEW
from inbox.storage.storable_text import headers_text, storable, storable_or_none, title_key

_STORED = (
    "id", "recording_id", "conference_id", "account_id", "name", "tag", "status", "event_time", "started_at", "ended_at",
    "duration_seconds", "file_format", "channels", "media_url", "other_properties", "first_seen_at", "deliveries",
    "download_status", "error", "attempts", "next_try_at", "call_id", "from_number", "to_number", "direction", "verification",
)  # fmt: skip
_MERGED = (
    "name", "tag", "status", "event_time", "started_at", "ended_at", "duration_seconds", "file_format", "channels", "media_url",
    "other_properties", "deliveries", "download_status", "error", "attempts", "next_try_at", "from_number", "to_number",
    "direction", "title_key", "status_kind", "expires_at",
)  # fmt: skip
_INSERTED = (
    *_MERGED, "first_seen_at", "id", "recording_id", "conference_id", "account_id", "call_id", "review_status", "source",
    "verification", "verify_tries", "verify_next_at",
)  # fmt: skip
_KEYS_A_QUERY = 100

_INSERT_RECORDING = f"INSERT INTO recordings ({', '.join(_INSERTED)}) VALUES ({', '.join('?' * len(_INSERTED))})"
_UPDATE_RECORDING = f"UPDATE recordings SET {', '.join(f'{name} = ?' for name in _MERGED)} WHERE id = ?"
_INSERT_DELIVERY = (
    "INSERT INTO deliveries (id, received_at, method, target, headers, body, peer, outcome, reason, event_type, recording_row) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
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
        known = _stored(cursor, {_key(event) for event in events})
        next_delivery = _last_id(cursor, "deliveries") + 1
        next_recording = _last_id(cursor, "recordings") + 1 if events else 0
        new: set[int] = set()
        remaining = iter(events)
        committed: list[Committed] = []
        for delivery_id, (delivery, said) in enumerate(batch, next_delivery):
            match said:
                case RecordingEvent():
                    event = next(remaining)
                    recording = known.get(_key(event))
                    if is_new := recording is None:
                        recording = MergedRecording.first(next_recording, event, delivery.received_at)
                        known[_key(event)] = recording
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
        inserts = [_inserted(recording) for recording in known.values() if recording.id in new]
        updates = [(*_merged(recording), recording.id) for recording in known.values() if recording.id not in new]
        if inserts:
            cursor.executemany(_INSERT_RECORDING, inserts)
            cursor.execute(COUNT_NEW, (min(new),))
            for statement in INDEX_NEW:
                cursor.execute(statement)
        if updates:
            cursor.executemany(_UPDATE_RECORDING, updates)
        cursor.executemany(_INSERT_DELIVERY, _journal_rows(batch, committed))
        cursor.execute(_GROW_JOURNAL, (len(batch), sum(len(delivery.body) for delivery, _ in batch)))
    return committed


def _key(event: RecordingEvent) -> Key:
    return event.recording_id, event.conference_id, event.account_id


def _stored(cursor: sqlite3.Cursor, keys: set[Key]) -> dict[Key, MergedRecording]:
    wanted = list(keys)
    found: dict[Key, MergedRecording] = {}
    for start in range(0, len(wanted), _KEYS_A_QUERY):
        some = wanted[start : start + _KEYS_A_QUERY]
        places = ", ".join(["(?, ?, ?)"] * len(some))
        rows = cursor.execute(
            # CROSS JOIN: look each key up in the index, never scan the inbox for them
            f"WITH wanted(r, c, a) AS (VALUES {places}) SELECT {', '.join(_STORED)} FROM wanted CROSS JOIN recordings "
            "ON recording_id = r AND conference_id = c AND account_id = a",
            tuple(part for key in some for part in key),
        )
        for row in rows:
            found[row[1], row[2], row[3]] = _from_row(dict(zip(_STORED, row, strict=True)))
    return found


def _from_row(row: dict[str, Any]) -> MergedRecording:
    for name in ("event_time", "started_at", "ended_at", "first_seen_at", "next_try_at"):
        row[name] = from_microseconds(row[name])
    row["download_status"] = DownloadStatus(row["download_status"])
    row["verification"] = Verification(row["verification"])
    return MergedRecording(**row)


def _last_id(cursor: sqlite3.Cursor, table: str) -> int:
    """The highest id ever given, so that none comes twice; the write lock is held, so no one else gives one."""
    row = cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return 0 if row is None else int(row[0])


def _merged(recording: MergedRecording) -> tuple[object, ...]:
    expires = expiry(recording.ended_at, recording.started_at, recording.event_time, recording.first_seen_at)
    return (
        recording.name,
        recording.tag,
        recording.status,
        to_microseconds(recording.event_time),
        to_microseconds(recording.started_at),
        to_microseconds(recording.ended_at),
        recording.duration_seconds,
        recording.file_format,
        recording.channels,
        recording.media_url,
        recording.other_properties,
        recording.deliveries,
        recording.download_status.value,
        recording.error,
        recording.attempts,
        to_microseconds(recording.next_try_at),
        recording.from_number,
        recording.to_number,
        recording.direction,
        title_key(title_of(recording.name, recording.from_number, recording.to_number, recording.ids)),
        RecordingStatus.of(recording.status).value,
        to_microseconds(expires),
    )


def _inserted(recording: MergedRecording) -> tuple[object, ...]:
    return (
        *_merged(recording),
        to_microseconds(recording.first_seen_at),
        recording.id,
        recording.recording_id,
        recording.conference_id,
        recording.account_id,
        recording.call_id,
        ReviewStatus.NEW.value,
        Source.WEBHOOK.value,
        recording.verification.value,
        0,
        to_microseconds(recording.first_seen_at),
    )


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
