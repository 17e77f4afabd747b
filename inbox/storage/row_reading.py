"""Rows of the store as the domain's values; driver rows, because the list reads hundreds of them between two frames."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from inbox.domain.delivery import Delivery, DeliveryOutcome, StoredDelivery
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus, ReviewStatus, Source
from inbox.domain.times import from_microseconds

RECORDING_COLUMNS = (
    "id, recording_id, conference_id, account_id, name, tag, status, download_status, review_status, started_at, ended_at, "
    "duration_seconds, file_format, channels, media_url, media_name, media_bytes, media_sha256, deliveries, source, event_time, "
    "first_seen_at, expires_at, error, other_properties, attempts, next_try_at"
)
DELIVERY_COLUMNS = "id, received_at, method, target, headers, body, peer, outcome, reason, event_type, recording_row"

_DOWNLOAD = {status.value: status for status in DownloadStatus}
_REVIEW = {status.value: status for status in ReviewStatus}
_SOURCE = {source.value: source for source in Source}


def recording(row: Sequence[Any], media: Path) -> Recording:
    """The recording of a row of `RECORDING_COLUMNS`; ``media`` is the folder of its file."""
    (
        row_id, recording_id, conference_id, account_id, name, tag, status, download_status, review_status, started_at, ended_at,
        duration_seconds, file_format, channels, media_url, media_name, media_bytes, media_sha256, deliveries, source, event_time,
        first_seen_at, expires_at, error, other_properties, attempts, next_try_at,
    ) = row  # fmt: skip
    first_seen, expires = from_microseconds(first_seen_at), from_microseconds(expires_at)
    assert first_seen is not None  # NOT NULL in the schema, as the next
    assert expires is not None
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
        from_microseconds(started_at),
        from_microseconds(ended_at),
        duration_seconds,
        file_format,
        channels,
        media_url,
        None if media_name is None else str(media / media_name),
        media_bytes,
        media_sha256,
        deliveries,
        _SOURCE[source],
        from_microseconds(event_time),
        first_seen,
        expires,
        error,
        other_properties,
        attempts,
        from_microseconds(next_try_at),
    )


def stored_delivery(row: Sequence[Any]) -> StoredDelivery:
    """The delivery of a row of `DELIVERY_COLUMNS`."""
    row_id, received_at, method, target, headers, body, peer, outcome, reason, event_type, recording_row = row
    received = from_microseconds(received_at)
    assert received is not None  # NOT NULL in the schema
    pairs = tuple((name, value) for name, value in json.loads(headers))
    return StoredDelivery(
        id=row_id,
        delivery=Delivery(received, method, target, pairs, bytes(body), peer),
        outcome=DeliveryOutcome(outcome),
        reason=reason,
        event_type=event_type,
        recording_row=recording_row,
    )
