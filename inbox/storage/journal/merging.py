"""How events become one recording: of two events for one key the later eventTime wins."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from inbox.domain.bandwidth_word import why_nothing
from inbox.domain.differences import differences
from inbox.domain.event_moment import is_later, put_back
from inbox.domain.events import RecordingEvent
from inbox.domain.identifiers import RecordingIds
from inbox.domain.recording import why_nothing_to_download
from inbox.domain.statuses import Doubt, DownloadStatus, RecordingStatus, Verification
from inbox.storage.storable_text import storable, storable_or_none

Key = tuple[str, str, str]
"""recordingId, conferenceId, accountId: what makes two events tell of one recording."""

_FROM_EVENT = (
    "name", "tag", "status", "event_time", "started_at", "ended_at", "duration_seconds", "file_format", "channels",
    "media_url", "other_properties", "from_number", "to_number", "direction",
)  # fmt: skip
_MOVES_WITH_STATUS = ("status", "media_url", "ended_at", "duration_seconds")
"""What Bandwidth's lists may change of a recording that events told of; its other differences are shown only."""
_SHOWN = (
    "name", "tag", "status", "started_at", "ended_at", "duration_seconds", "file_format", "channels", "media_url",
    "from_number", "to_number", "direction",
)  # fmt: skip
"""What Bandwidth is asked about again when an event changes it."""
_LEFT_ALONE = (DownloadStatus.DOWNLOADED, DownloadStatus.DOWNLOADING, DownloadStatus.REMOVED)


@dataclass(slots=True)
class MergedRecording:
    """A recording while a batch of events is folded into it."""

    id: int
    recording_id: str
    conference_id: str
    account_id: str
    name: str | None
    tag: str | None
    status: str | None
    event_time: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    duration_seconds: float | None
    file_format: str | None
    channels: int | None
    media_url: str | None
    other_properties: str | None
    first_seen_at: datetime
    deliveries: int
    download_status: DownloadStatus
    error: str | None
    attempts: int
    next_try_at: datetime | None
    call_id: str
    from_number: str | None
    to_number: str | None
    direction: str | None
    verification: Verification
    metadata_at: datetime | None = None
    """When Bandwidth's list last told something of it: what `_MOVES_WITH_STATUS` names is changed by later events only."""
    event_counts_at: datetime | None = None
    """To when ``event_time`` was put back, because it was later than the event's receipt; None when it counts as it is."""
    bandwidth_metadata: str | None = None
    """What Bandwidth, asked by the ids, last said of it (JSON)."""
    doubt: Doubt | None = None
    is_to_be_asked: bool = False
    """Whether Bandwidth is to be asked again, since something of it is another than when it was last asked."""

    @classmethod
    def first(cls, row: int, event: RecordingEvent, received_at: datetime) -> Self:
        """The recording that ``event`` is the first to tell of."""
        why_not = why_nothing_to_download(event.status, event.media_url, event.ids)
        return cls(
            id=row,
            recording_id=event.recording_id,
            conference_id=event.conference_id,
            account_id=event.account_id,
            name=event.name,
            tag=event.tag,
            status=event.status,
            event_time=event.event_time,
            started_at=event.started_at,
            ended_at=event.ended_at,
            duration_seconds=event.duration_seconds,
            file_format=event.file_format,
            channels=event.channels,
            media_url=event.media_url,
            other_properties=event.other_properties,
            first_seen_at=received_at,
            deliveries=1,
            download_status=DownloadStatus.WAITING if why_not is None else DownloadStatus.GIVEN_UP,
            error=why_not,
            attempts=0,
            next_try_at=None,
            call_id=event.call_id,
            from_number=event.from_number,
            to_number=event.to_number,
            direction=event.direction,
            verification=Verification.UNVERIFIED,
            event_counts_at=put_back(event.event_time, received_at),
        )

    def merge(self, event: RecordingEvent, received_at: datetime) -> None:
        """Fold a further event in, which came at ``received_at``.

        The later eventTime wins, though none counts as later than its event's receipt; no eventTime loses against one, and wins
        against none. What the winner leaves out stays as it was, what only the loser knows is added: so two events give the same
        recording in either order. What a list told later than the event stays.
        """
        self.deliveries += 1
        before, shown = self._download_stands_on(), self._shown()
        counts_at = put_back(event.event_time, received_at)
        wins = is_later(event.event_time, counts_at, self.event_time, self.event_counts_at)
        listed = () if self._is_past_list(counts_at or event.event_time) else _MOVES_WITH_STATUS
        if wins and event.event_time is not None:
            self.event_counts_at = counts_at
        for name in _FROM_EVENT:
            value = getattr(event, name)
            if value is not None and ((wins and name not in listed) or getattr(self, name) is None):
                setattr(self, name, value)
        self._look_at_change(before, shown)

    def correct(self, folded: Self, *, is_whole: bool) -> None:
        """Take over what its events say when they are folded anew, as ``folded`` has it.

        ``is_whole``: every event that ever told of it is among them. Otherwise what they leave out stays as it was, and so does
        what a later event said that is not among them. A length that only the media told stays as well.
        """
        before, shown = self._download_stands_on(), self._shown()
        is_older = folded.event_time is None or is_later(
            self.event_time, self.event_counts_at, folded.event_time, folded.event_counts_at
        )
        wins = is_whole or self.event_time is None or not is_older
        listed = () if self._is_past_list(folded.event_counts_at or folded.event_time) else _MOVES_WITH_STATUS
        if is_whole or (wins and folded.event_time is not None):
            self.event_counts_at = folded.event_counts_at
        for name in _FROM_EVENT:
            value = getattr(folded, name)
            stays = value is None and (not is_whole or name == "duration_seconds")
            if not stays and ((wins and name not in listed) or getattr(self, name) is None):
                setattr(self, name, value)
        self._look_at_change(before, shown)

    def take_listed(self, listed: RecordingEvent, at: datetime) -> bool:
        """Take over what Bandwidth's list says of it, read at ``at``; whether anything is different then.

        When the status has moved on since its newest event, it is the list's, with address, end and length. Otherwise the list
        only adds what no event told.
        """
        before, shown = self._download_stands_on(), self._shown()
        is_newer = (self._happened_at is None or self._happened_at < at) and (self.metadata_at is None or self.metadata_at < at)
        moved = is_newer and listed.status is not None and not _means_the_same(listed.status, self.status)
        is_different = False
        for name in _FROM_EVENT:
            value, kept = getattr(listed, name), getattr(self, name)
            adds = kept is None and name not in ("event_time", "other_properties")
            if value is not None and value != kept and (adds or (moved and name in _MOVES_WITH_STATUS)):
                setattr(self, name, value)
                is_different = True
        if is_different:
            self.metadata_at = at if self.metadata_at is None else max(at, self.metadata_at)
        self._look_at_change(before, shown, by_bandwidth=True)
        return is_different

    @property
    def ids(self) -> RecordingIds:
        """The ids by which Bandwidth knows it."""
        return RecordingIds(self.account_id, self.conference_id, self.call_id, self.recording_id)

    @property
    def _happened_at(self) -> datetime | None:
        """When its newest event counts as having happened."""
        return self.event_counts_at or self.event_time

    def _is_past_list(self, moment: datetime | None) -> bool:
        """Whether what happened then is newer than what a list told."""
        return self.metadata_at is None or (moment is not None and moment > self.metadata_at)

    def _download_stands_on(self) -> tuple[str | None, RecordingStatus, bool]:
        return self._nothing_to_download(), RecordingStatus.of(self.status), self.media_url is not None

    def _shown(self) -> tuple[object, ...]:
        return tuple(getattr(self, name) for name in _SHOWN)

    def _nothing_to_download(self) -> str | None:
        """Bandwidth's own word, from a list or asked by the ids, outranks an event's."""
        if self.metadata_at is not None and not self._is_past_list(self._happened_at):
            return why_nothing_to_download(self.status, self.media_url, self.ids)
        is_verified = self.verification is Verification.VERIFIED
        return why_nothing(self.status, self.media_url, self.ids, self.bandwidth_metadata, is_verified=is_verified)

    def _look_at_change(
        self, before: tuple[str | None, RecordingStatus, bool], shown: tuple[object, ...], *, by_bandwidth: bool = False
    ) -> None:
        """What is different from ``before`` may concern its download; what is, of what is ``shown``, its verification."""
        after = self._download_stands_on()
        if after != before:
            self._reconsider_download(after[0])
        if self.verification is not Verification.VERIFIED or self._shown() == shown:
            return
        if by_bandwidth and self.bandwidth_metadata is None:
            return
        is_told_otherwise = not by_bandwidth and bool(differences(self, self.bandwidth_metadata))
        self.doubt = Doubt.DIFFERS if is_told_otherwise else Doubt.CHANGED
        self.is_to_be_asked = True

    def _reconsider_download(self, why_not: str | None) -> None:
        """What is here, comes, was removed or is refuted is left alone; the rest waits again, or is given up with the reason.

        What an event says that Bandwidth contradicts gives nothing up, nor does it begin anything anew.
        """
        is_refuted = self.verification is Verification.REFUTED
        if is_refuted or self.download_status in _LEFT_ALONE:
            return
        told = why_nothing_to_download(self.status, self.media_url, self.ids)
        if why_not is None and told not in (None, self.error):
            return
        self.download_status = DownloadStatus.WAITING if why_not is None else DownloadStatus.GIVEN_UP
        self.error, self.attempts, self.next_try_at = why_not, 0, None


def _means_the_same(word: str, kept: str | None) -> bool:
    """Whether two words of Bandwidth's are one status: ``complete`` is ``completed``."""
    meant = RecordingStatus.of(word)
    if meant is not RecordingStatus.of(kept):
        return False
    return meant is not RecordingStatus.UNKNOWN or word.strip().lower() == (kept or "").strip().lower()


def storable_event(event: RecordingEvent) -> RecordingEvent:
    """The event with text and numbers that any database takes; its bytes as they came are in the journal."""
    seconds, channels = event.duration_seconds, event.channels
    texts = (event.recording_id, event.conference_id, event.account_id, event.name, event.tag, event.status, event.file_format,
             event.media_url, event.other_properties, event.call_id, event.from_number, event.to_number,
             event.direction)  # fmt: skip
    together = "".join(filter(None, texts))
    is_finite = seconds is None or math.isfinite(seconds)
    if together.isascii() and "\x00" not in together and is_finite and (channels is None or abs(channels) < 2**31):
        return event  # nearly all of them
    return RecordingEvent(
        recording_id=storable(event.recording_id),
        conference_id=storable(event.conference_id),
        account_id=storable(event.account_id),
        event_time=event.event_time,
        name=storable_or_none(event.name),
        tag=storable_or_none(event.tag),
        status=storable_or_none(event.status),
        started_at=event.started_at,
        ended_at=event.ended_at,
        duration_seconds=seconds if seconds is not None and math.isfinite(seconds) else None,
        file_format=storable_or_none(event.file_format),
        channels=channels if channels is not None and abs(channels) < 2**31 else None,
        media_url=storable_or_none(event.media_url),
        other_properties=storable_or_none(event.other_properties),
        event_type=event.event_type,
        call_id=storable(event.call_id),
        from_number=storable_or_none(event.from_number),
        to_number=storable_or_none(event.to_number),
        direction=storable_or_none(event.direction),
        novelties=event.novelties,
    )
