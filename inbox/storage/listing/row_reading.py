"""Rows of the store as the domain's values; driver rows, because the list reads hundreds of them between two frames."""

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from inbox.domain.delivery import Delivery, DeliveryOutcome, StoredDelivery
from inbox.domain.progress import DownloadProgress
from inbox.domain.recording import Recording
from inbox.domain.statuses import Doubt, DownloadStatus, ReviewStatus, Source, Verification
from inbox.storage.problems import StoreDamaged

RECORDING_COLUMNS = (
    "id, recording_id, conference_id, account_id, name, tag, status, download_status, review_status, started_at, ended_at, "
    "duration_seconds, file_format, channels, media_url, media_name, media_bytes, media_sha256, deliveries, source, event_time, "
    "first_seen_at, expires_at, error, other_properties, attempts, next_try_at, call_id, from_number, to_number, direction, "
    "verification, verification_note, verified_at, doubt, media_seconds, held, asked_at, "
    "(SELECT stars FROM recording_stars WHERE recording_row = recordings.id), "
    "CASE WHEN download_status IN ('waiting', 'failed') THEN "
    "(SELECT synced_bytes FROM part_files WHERE recording_row = recordings.id) END, "
    "CASE WHEN download_status IN ('waiting', 'failed') THEN "
    "(SELECT total_bytes FROM part_files WHERE recording_row = recordings.id) END"
)
DELIVERY_COLUMNS = (
    "id, received_at, method, target, headers, body, peer, outcome, reason, event_type, recording_row, answer_microseconds"
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)  # as `from_microseconds`, written out: five times a row
_DOWNLOAD = {status.value: status for status in DownloadStatus}
_REVIEW = {status.value: status for status in ReviewStatus}
_SOURCE = {source.value: source for source in Source}
_VERIFICATION = {verification.value: verification for verification in Verification}
_DOUBT = {doubt.value: doubt for doubt in Doubt}


def folder_prefix(media: Path) -> str:
    """What stands before a file's name in its absolute path."""
    return f"{media.absolute()}{os.sep}"


def recording(row: Sequence[Any], media: str) -> Recording:
    """The recording of a row of `RECORDING_COLUMNS`; ``media`` is the folder of its file, with a separator at its end.

    Raises StoreDamaged when it is not what was written.
    """
    try:
        return _recording(row, media)
    except KeyError as word:
        raise StoreDamaged(f"The inbox could not be read: it is damaged ({word} is no status).") from None
    except (OverflowError, TypeError):
        raise StoreDamaged(f"The inbox could not be read: it is damaged (recording {row[0]} is not what was written).") from None


def _recording(row: Sequence[Any], media: str) -> Recording:
    (
        row_id, recording_id, conference_id, account_id, name, tag, status, download_status, review_status, started_at, ended_at,
        duration_seconds, file_format, channels, media_url, media_name, media_bytes, media_sha256, deliveries, source, event_time,
        first_seen_at, expires_at, error, other_properties, attempts, next_try_at, call_id, from_number, to_number, direction,
        verification, verification_note, verified_at, doubt, media_seconds, held, asked_at, stars, part_bytes, part_of_bytes,
    ) = row  # fmt: skip
    return Recording(
        row_id,
        recording_id,
        conference_id,
        account_id,
        name,
        tag,
        status,
        _DOWNLOAD[download_status],
        _REVIEW[review_status],
        None if started_at is None else _EPOCH + timedelta(0, 0, started_at),
        None if ended_at is None else _EPOCH + timedelta(0, 0, ended_at),
        duration_seconds,
        file_format,
        channels,
        media_url,
        None if media_name is None else media + media_name,
        media_bytes,
        media_sha256,
        deliveries,
        _SOURCE[source],
        None if event_time is None else _EPOCH + timedelta(0, 0, event_time),
        _EPOCH + timedelta(0, 0, first_seen_at),
        _EPOCH + timedelta(0, 0, expires_at),
        error,
        other_properties,
        attempts,
        None if next_try_at is None else _EPOCH + timedelta(0, 0, next_try_at),
        call_id,
        from_number,
        to_number,
        direction,
        _VERIFICATION[verification],
        verification_note,
        None if verified_at is None else _EPOCH + timedelta(0, 0, verified_at),
        media_seconds,
        held,
        None if asked_at is None else _EPOCH + timedelta(0, 0, asked_at),
        stars,
        DownloadProgress(part_bytes, part_of_bytes) if part_bytes else None,
        doubt=None if doubt is None else _DOUBT[doubt],
    )


def stored_delivery(row: Sequence[Any]) -> StoredDelivery:
    """The delivery of a row of `DELIVERY_COLUMNS`. Raises StoreDamaged when it is not what was written."""
    try:
        return _stored_delivery(row)
    except (ValueError, OverflowError, TypeError):
        raise StoreDamaged(f"The inbox could not be read: it is damaged (delivery {row[0]} is not what was written).") from None


def _stored_delivery(row: Sequence[Any]) -> StoredDelivery:
    row_id, received_at, method, target, headers, body, peer, outcome, reason, event_type, recording_row, answered = row
    pairs = tuple((name, value) for name, value in json.loads(headers))
    return StoredDelivery(
        id=row_id,
        delivery=Delivery(_EPOCH + timedelta(0, 0, received_at), method, target, pairs, bytes(body), peer),
        outcome=DeliveryOutcome(outcome),
        reason=reason,
        event_type=event_type,
        recording_row=recording_row,
        answer_seconds=None if answered is None else answered / 1e6,
    )
