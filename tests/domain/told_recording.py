"""A recording as it is right after an event told of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from inbox.domain.events import RecordingEvent, understand_properties
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus, ReviewStatus, Source

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
EVENT: dict[str, Any] = {
    "eventType": "conferenceRecordingAvailable",
    "accountId": "5555555",
    "conferenceId": "conf-1",
    "name": "stand-up",
    "recordingId": "r-1",
    "channels": 1,
    "startTime": "2026-06-01T10:00:00.235Z",
    "endTime": "2026-06-01T10:00:20.291Z",
    "duration": "PT20.056S",
    "fileFormat": "wav",
    "mediaUrl": "https://voice.bandwidth.com/api/v2/accounts/5555555/conferences/conf-1/recordings/r-1/media",
    "status": "complete",
    "recordingName": "main",
}


def told(**changes: Any) -> Recording:
    """The recording of `EVENT` with these properties changed; None leaves one out."""
    event = understand_properties({**EVENT, **changes})
    assert isinstance(event, RecordingEvent)
    return Recording(
        id=1,
        recording_id=event.recording_id,
        conference_id=event.conference_id,
        account_id=event.account_id,
        name=event.name,
        tag=event.tag,
        status=event.status,
        download_status=DownloadStatus.WAITING,
        review_status=ReviewStatus.NEW,
        started_at=event.started_at,
        ended_at=event.ended_at,
        duration_seconds=event.duration_seconds,
        file_format=event.file_format,
        channels=event.channels,
        media_url=event.media_url,
        media_path=None,
        media_bytes=None,
        media_sha256=None,
        deliveries=1,
        source=Source.WEBHOOK,
        event_time=event.event_time,
        first_seen_at=NOW,
        expires_at=NOW + timedelta(days=30),
        error=None,
        other_properties=event.other_properties,
        call_id=event.call_id,
        from_number=event.from_number,
        to_number=event.to_number,
        direction=event.direction,
    )
