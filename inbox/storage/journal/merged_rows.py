"""Recordings that events are folded into, as rows: found by their keys, read, written."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from inbox.domain.bandwidth_word import made_at
from inbox.domain.event_moment import put_back
from inbox.domain.events import RecordingEvent
from inbox.domain.recording import expiry, title_of, why_nothing_to_download
from inbox.domain.statuses import Doubt, DownloadStatus, RecordingStatus, ReviewStatus, Source, Verification
from inbox.domain.times import from_microseconds, now, to_microseconds
from inbox.storage.journal.merging import Key, MergedRecording
from inbox.storage.journal.row_inserts import Insert
from inbox.storage.problems import StoreDamaged
from inbox.storage.storable_text import title_key

STORED = (
    "id", "recording_id", "conference_id", "account_id", "name", "tag", "status", "event_time", "started_at", "ended_at",
    "duration_seconds", "file_format", "channels", "media_url", "other_properties", "first_seen_at", "deliveries",
    "download_status", "error", "attempts", "next_try_at", "call_id", "from_number", "to_number", "direction", "verification",
    "metadata_at", "event_counts_at", "bandwidth_metadata", "doubt",
)  # fmt: skip
MERGED = (
    "name", "tag", "status", "event_time", "started_at", "ended_at", "duration_seconds", "file_format", "channels", "media_url",
    "other_properties", "deliveries", "download_status", "error", "attempts", "next_try_at", "from_number", "to_number",
    "direction", "event_counts_at", "title_key", "status_kind", "expires_at",
)  # fmt: skip
_INSERTED = (
    *MERGED, "first_seen_at", "id", "recording_id", "conference_id", "account_id", "call_id", "review_status", "source",
    "verification", "verify_tries", "verify_next_at",
)  # fmt: skip
_KEYS_A_QUERY = 96
_KEYS_IN_STEPS_OF = 8
"""The last key is repeated up to a multiple of this, so that few statements are compiled."""
_WAITING, _GIVEN_UP = DownloadStatus.WAITING.value, DownloadStatus.GIVEN_UP.value
_NEW, _WEBHOOK, _UNVERIFIED = ReviewStatus.NEW.value, Source.WEBHOOK.value, Verification.UNVERIFIED.value

INSERT_RECORDING = f"INSERT INTO recordings ({', '.join(_INSERTED)}) VALUES ({', '.join('?' * len(_INSERTED))})"
INSERT_RECORDINGS = Insert("recordings", _INSERTED)
_UPDATE_RECORDING = f"UPDATE recordings SET {', '.join(f'{name} = ?' for name in MERGED)} WHERE id = ?"
_MINUTE = 60_000_000
# so that no recording is asked about more than once a minute, whatever events say, and whatever the clock does
_ASK_AGAIN = f"""UPDATE recordings SET doubt = ?1, verify_tries = min(verify_tries, 1),
    verify_next_at = min(coalesce(verify_next_at, max(?2, coalesce(verified_at, 0) + {_MINUTE})), ?2 + {_MINUTE}) WHERE id = ?3"""


def key_of(event: RecordingEvent) -> Key:
    """What makes two events tell of one recording."""
    return event.recording_id, event.conference_id, event.account_id


def stored_recordings(cursor: sqlite3.Cursor, keys: Iterable[Key]) -> dict[Key, MergedRecording]:
    """The recordings of the inbox with these keys."""
    wanted = list(keys)
    found: dict[Key, MergedRecording] = {}
    for start in range(0, len(wanted), _KEYS_A_QUERY):
        some = wanted[start : start + _KEYS_A_QUERY]
        some += some[-1:] * (-len(some) % _KEYS_IN_STEPS_OF)
        places = ", ".join(["(?, ?, ?)"] * len(some))
        rows = cursor.execute(
            # CROSS JOIN: look each key up in the index, never scan the inbox for them
            f"WITH wanted(r, c, a) AS (VALUES {places}) SELECT {', '.join(STORED)} FROM wanted CROSS JOIN recordings "
            "ON recording_id = r AND conference_id = c AND account_id = a",
            tuple(part for key in some for part in key),
        )
        for row in rows:
            found[row[1], row[2], row[3]] = merged_recording(dict(zip(STORED, row, strict=True)))
    return found


def merged_recording(row: dict[str, Any]) -> MergedRecording:
    """The recording of a row of `STORED`, which is taken over. Raises StoreDamaged when it is not what was written."""
    try:
        for name in ("event_time", "started_at", "ended_at", "first_seen_at", "next_try_at", "metadata_at", "event_counts_at"):
            row[name] = from_microseconds(row[name])
        row["download_status"] = DownloadStatus(row["download_status"])
        row["verification"] = Verification(row["verification"])
        row["doubt"] = None if row["doubt"] is None else Doubt(row["doubt"])
    except (ValueError, OverflowError, TypeError):
        raise StoreDamaged(
            f"The inbox could not be read: it is damaged (recording {row['id']} is not what was written)."
        ) from None
    return MergedRecording(**row)


def last_id(cursor: sqlite3.Cursor, table: str) -> int:
    """The highest id ever given, so that none comes twice; the write lock is held, so no one else gives one."""
    row = cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,)).fetchone()
    return 0 if row is None else int(row[0])


def update_recordings(cursor: sqlite3.Cursor, recordings: Iterable[MergedRecording]) -> None:
    """Write what was folded into recordings that are there; Bandwidth is asked again about those that are verified no longer."""
    changed = list(recordings)
    cursor.executemany(_UPDATE_RECORDING, [(*merged_values(recording), recording.id) for recording in changed])
    doubted = [(recording.doubt, recording.id) for recording in changed if recording.is_to_be_asked]
    if doubted:
        moment = to_microseconds(now())
        cursor.executemany(_ASK_AGAIN, [(doubt, moment, row) for doubt, row in doubted])


def merged_values(recording: MergedRecording) -> tuple[object, ...]:
    """The values of `MERGED`. When Bandwidth deletes it is Bandwidth's to say, where it was asked."""
    made = made_at(recording.bandwidth_metadata) or recording.ended_at
    expires = expiry(made, recording.started_at, recording.event_time, recording.first_seen_at)
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
        to_microseconds(recording.event_counts_at),
        title_key(title_of(recording.name, recording.from_number, recording.to_number, recording.ids)),
        RecordingStatus.of(recording.status).value,
        to_microseconds(expires),
    )


def first_values(row: int, event: RecordingEvent, received_at: datetime) -> tuple[object, ...]:
    """`inserted_values` of `MergedRecording.first`, written out: it is what intake does most."""
    ids = event.ids
    why_not = why_nothing_to_download(event.status, event.media_url, ids)
    first_seen = to_microseconds(received_at)
    return (
        event.name,
        event.tag,
        event.status,
        to_microseconds(event.event_time),
        to_microseconds(event.started_at),
        to_microseconds(event.ended_at),
        event.duration_seconds,
        event.file_format,
        event.channels,
        event.media_url,
        event.other_properties,
        1,
        _WAITING if why_not is None else _GIVEN_UP,
        why_not,
        0,
        None,
        event.from_number,
        event.to_number,
        event.direction,
        to_microseconds(put_back(event.event_time, received_at)),
        title_key(title_of(event.name, event.from_number, event.to_number, ids)),
        RecordingStatus.of(event.status).value,
        to_microseconds(expiry(event.ended_at, event.started_at, event.event_time, received_at)),
        first_seen,
        row,
        event.recording_id,
        event.conference_id,
        event.account_id,
        event.call_id,
        _NEW,
        _WEBHOOK,
        _UNVERIFIED,
        0,
        0,
    )


def inserted_values(recording: MergedRecording, source: Source = Source.WEBHOOK) -> tuple[object, ...]:
    """The values for `INSERT_RECORDING`. Bandwidth is to be asked about it, at any time, unless its own list told of it."""
    asked = source is Source.CATCH_UP
    return (
        *merged_values(recording),
        to_microseconds(recording.first_seen_at),
        recording.id,
        recording.recording_id,
        recording.conference_id,
        recording.account_id,
        recording.call_id,
        _NEW,
        source.value,
        recording.verification.value,
        int(asked),
        None if asked else 0,
    )
