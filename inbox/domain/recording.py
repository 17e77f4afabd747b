"""A recording, as the whole program sees it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from inbox.domain.identifiers import RecordingIds
from inbox.domain.progress import DownloadProgress
from inbox.domain.statuses import Doubt, DownloadStatus, RecordingStatus, ReviewStatus, Source, Verification
from inbox.domain.times import iso_z

KEPT_BY_BANDWIDTH = timedelta(days=30)
"""Bandwidth deletes a recording this long after it was made."""

REMOVED = "The downloaded file was moved to the trash."
"""What is said of a recording whose file was removed, unless it has a sentence of its own."""


@dataclass(frozen=True, slots=True)
class Recording:
    """One row of the inbox. Times are aware UTC; ``id`` is the row id of this inbox, never Bandwidth's."""

    id: int
    recording_id: str
    conference_id: str
    account_id: str
    name: str | None
    tag: str | None
    status: str | None
    """Bandwidth's word as it came; `recording_status` is what it means."""
    download_status: DownloadStatus
    review_status: ReviewStatus
    started_at: datetime | None
    ended_at: datetime | None
    duration_seconds: float | None
    file_format: str | None
    channels: int | None
    media_url: str | None
    media_path: str | None
    """Absolute path of the downloaded file."""
    media_bytes: int | None
    media_sha256: str | None
    deliveries: int
    source: Source
    event_time: datetime | None
    first_seen_at: datetime
    expires_at: datetime
    """When Bandwidth deletes the media (30 days after it was made)."""
    error: str | None
    """A sentence for the person: why there is no media yet."""
    other_properties: str | None = None
    attempts: int = 0
    next_try_at: datetime | None = None
    call_id: str = ""
    """Of a call's recording; empty for a conference's."""
    from_number: str | None = None
    to_number: str | None = None
    direction: str | None = None
    verification: Verification = Verification.UNVERIFIED
    verification_note: str | None = None
    """A sentence: why it is not verified, or that Bandwidth does not know it."""
    verified_at: datetime | None = None
    """When Bandwidth last gave an answer about it."""
    media_seconds: float | None = None
    """How long the downloaded file is, as its sound was decoded."""
    held: str | None = None
    """Why its download rests although it is not done: ``paused`` by the person, or held back by a ``rule``."""
    asked_at: datetime | None = None
    """When the person asked for its download, which no rule and no pause of all downloads holds up then; None: nobody did."""
    stars: int | None = None
    """1 to 5, as the person gave them."""
    part: DownloadProgress | None = None
    """What of its file is on the disk while its download waits, rests, or is to be tried again; None: nothing."""
    doubt: Doubt | None = None
    """Why its verification does not hold for all that is shown of it."""

    @property
    def recording_status(self) -> RecordingStatus:
        """What Bandwidth's word means."""
        return RecordingStatus.of(self.status)

    @property
    def is_refused(self) -> bool:
        """Whether it is not downloaded, at a click or by itself, because Bandwidth does not know it."""
        return self.verification is Verification.REFUTED and self.download_status is DownloadStatus.GIVEN_UP

    @property
    def is_cancelled(self) -> bool:
        """Whether the person ended its download: nothing is wrong. What Bandwidth does not know is refuted all the same."""
        is_ended = self.download_status is DownloadStatus.GIVEN_UP and self.held == "paused"
        return is_ended and self.verification is not Verification.REFUTED

    @property
    def is_to_come(self) -> bool:
        """Whether its download waits for its turn, or for another try."""
        is_open = self.download_status in (DownloadStatus.WAITING, DownloadStatus.FAILED)
        return is_open and self.held is None

    @property
    def rest_text(self) -> str:
        """Why its download rests, in words; empty where it does not."""
        if self.download_status not in (DownloadStatus.WAITING, DownloadStatus.FAILED):
            return ""
        return {"paused": "paused", "rule": "held back by your rules"}.get(self.held or "", "")

    @property
    def title(self) -> str:
        """What to call it in the window."""
        return title_of(self.name, self.from_number, self.to_number, self.ids)

    @property
    def ids(self) -> RecordingIds:
        """The ids by which Bandwidth knows it."""
        return RecordingIds(self.account_id, self.conference_id, self.call_id, self.recording_id)

    def as_json(self) -> dict[str, Any]:
        """The keys of the command line's contract, times as ISO 8601 with ``Z``."""
        is_removed = self.download_status is DownloadStatus.REMOVED  # a word that the contract does not have
        return {
            "recording_id": self.recording_id,
            "conference_id": self.conference_id or None,
            "account_id": self.account_id or None,
            "name": self.name,
            "tag": self.tag,
            "status": self.status,
            "download_status": DownloadStatus.GIVEN_UP.value if is_removed else self.download_status.value,
            "review_status": self.review_status.value,
            "started_at": iso_z(self.started_at),
            "ended_at": iso_z(self.ended_at),
            "duration_seconds": self.duration_seconds,
            "file_format": self.file_format,
            "channels": self.channels,
            "media_url": self.media_url,
            "media_path": self.media_path,
            "media_bytes": self.media_bytes,
            "media_sha256": self.media_sha256,
            "deliveries": self.deliveries,
            "source": self.source.value,
            "event_time": iso_z(self.event_time),
            "first_seen_at": iso_z(self.first_seen_at),
            "expires_at": iso_z(self.expires_at),
            "error": self.error or (REMOVED if is_removed else None),
            "call_id": self.call_id or None,
            "from": self.from_number,
            "to": self.to_number,
            "direction": self.direction,
            "verification": self.verification.value,
        }


def expiry(*moments: datetime | None) -> datetime:
    """30 days after the first of the given moments that is known (end, start, event, first seen)."""
    made = next(moment for moment in moments if moment is not None)
    try:
        return made + KEPT_BY_BANDWIDTH
    except OverflowError:
        return made


def title_of(name: str | None, from_number: str | None, to_number: str | None, ids: RecordingIds) -> str:
    """The conference's name; of a call, who called whom; else the id of the conference, the call, or the recording."""
    given = (name or "").strip()
    if not given and ids.call_id and (from_number or to_number):
        given = f"{from_number or 'unknown'} → {to_number or 'unknown'}"
    return given or ids.conference_id or ids.call_id or ids.recording_id


def why_nothing_to_download(status: str | None, media_url: str | None, ids: RecordingIds) -> str | None:
    """The sentence that says why no download can be tried; None when one can."""
    match RecordingStatus.of(status):
        case RecordingStatus.ERROR if media_url is None:
            return "Bandwidth reports an error for this recording and gives no media, so there is nothing to download."
        case RecordingStatus.DELETED:
            return "Bandwidth reports that this recording was deleted, so there is nothing to download."
        case _:
            pass
    if unusable := ids.unusable():
        return f"The event's {' and '.join(unusable)} cannot be used in an address, so the media cannot be asked for."
    return None
