"""A simulated recording: all of it follows from its identity and the account."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from inbox.domain.media_format import MediaFormat
from inbox.domain.recording import KEPT_BY_BANDWIDTH
from inbox.domain.times import iso_z
from inbox.simulator.clips import CLIPS, Clip
from inbox.simulator.conference import SimulatedConference, chance
from inbox.simulator.identity import Identity, IdKind, id_of, identity_of
from inbox.simulator.scenario import Scenario

_STEP = timedelta(seconds=65)
_GAP = timedelta(seconds=10)
_UNKNOWN_WORDS = ("archived", "quarantined", "transcoding", "redacted")


@dataclass(frozen=True)
class SimulatedRecording:
    """One recording. Equal wherever it is derived, in the sender and in the server."""

    account_id: str
    identity: Identity

    @classmethod
    def from_id(cls, account_id: str, recording_id: str) -> "SimulatedRecording | None":
        """The recording of that id; None when the id is foreign to the simulation of this account."""
        identity = identity_of(IdKind.RECORDING, recording_id, account_id)
        return None if identity is None else cls(account_id, identity)

    @cached_property
    def recording_id(self) -> str:
        """``r-…``."""
        return id_of(IdKind.RECORDING, self.identity, self.account_id)

    @cached_property
    def conference_id(self) -> str:
        """``conf-…``; of a call's recording, an id that no conference has."""
        return self.conference.conference_id

    @cached_property
    def call_id(self) -> str:
        """``c-…``; of a conference's recording, an id that no call has."""
        return id_of(IdKind.CALL, self.identity, self.account_id)

    @property
    def is_of_call(self) -> bool:
        """Whether a call was recorded, not a conference."""
        return self.identity.scenario is Scenario.CALL

    @property
    def clip(self) -> Clip:
        """What is heard."""
        return CLIPS[(self.identity.clip + self.identity.index) % len(CLIPS)]

    @cached_property
    def seconds(self) -> float:
        """Length of the media, and the ``duration`` that Bandwidth gives."""
        return round(self.clip.seconds * self.identity.loops, 3)

    @cached_property
    def ended_at(self) -> datetime:
        """When the recording ended."""
        return self.identity.made_at + (_STEP * self.identity.loops + _GAP) * self.identity.index

    @property
    def started_at(self) -> datetime:
        """When it started: the distance to `ended_at` is some hundred milliseconds off the length, as it is with Bandwidth."""
        return self.ended_at - timedelta(seconds=self.seconds) + timedelta(milliseconds=150 + 2 * self._chance(0, 200))

    @property
    def expires_at(self) -> datetime:
        """When Bandwidth deletes it."""
        return self.ended_at + KEPT_BY_BANDWIDTH

    @property
    def status(self) -> str:
        """Bandwidth's word for it, in the end."""
        match self.identity.scenario:
            case Scenario.PARTIAL:
                return "partial"
            case Scenario.ERROR:
                return "error"
            case Scenario.UNKNOWN_STATUS:
                return _UNKNOWN_WORDS[self._chance(1, len(_UNKNOWN_WORDS))]
            case _:
                return "complete"

    @property
    def has_media(self) -> bool:
        """Whether there is, or will be, something to download."""
        return self.identity.scenario is not Scenario.ERROR

    def media_url(self, voice_url: str) -> str | None:
        """Where its media is at the Bandwidth at ``voice_url``; None when there is none."""
        if not self.has_media:
            return None
        whole = f"calls/{self.call_id}" if self.is_of_call else f"conferences/{self.conference_id}"
        return f"{voice_url.rstrip('/')}/accounts/{self.account_id}/{whole}/recordings/{self.recording_id}/media"

    def metadata(self, voice_url: str) -> dict[str, Any]:
        """What REST says of it."""
        found = {
            "accountId": self.account_id,
            **(self._call_parties() if self.is_of_call else {"conferenceId": self.conference_id, "name": self.conference.name}),
            "recordingId": self.recording_id,
            "channels": 1,
            "startTime": iso_z(self.started_at),
            "endTime": iso_z(self.ended_at),
            "duration": duration_text(self.seconds if self.has_media else 0),
            "fileFormat": self.identity.file_format.value,
            "status": self.status,
        }
        if self.has_media:
            found["mediaUrl"] = self.media_url(voice_url)
        return found

    def event(self, voice_url: str, event_time: datetime) -> dict[str, Any]:
        """The properties of the event that tells of it, in the order of Bandwidth's documentation."""
        kind = "recordingAvailable" if self.is_of_call else "conferenceRecordingAvailable"
        properties = {"eventType": kind, "eventTime": iso_z(event_time), **self.metadata(voice_url)}
        if self.conference.tag is not None:
            properties["tag"] = self.conference.tag
        properties["status"] = properties.pop("status")
        if not self.has_media and self._chance(2, 2):
            properties["mediaUrl"] = None
        return properties

    @property
    def placeholder_sizes(self) -> bool:
        """Whether its WAV header gives placeholders for the sizes."""
        return self.identity.placeholder_sizes and self.identity.file_format is MediaFormat.WAV

    def silences(self) -> list[tuple[float, float]]:
        """Start and end, in seconds, of the runs that are missing from a partial recording; digital silence in the media."""
        if self.identity.scenario is not Scenario.PARTIAL:
            return []
        first = 0.12 + 0.02 * self._chance(3, 8)
        second = 0.52 + 0.02 * self._chance(4, 8)
        runs = ((first, 0.06 + 0.01 * self._chance(5, 6)), (second, 0.08 + 0.01 * self._chance(6, 10)))
        return [(start * self.seconds, (start + length) * self.seconds) for start, length in runs]

    def _call_parties(self) -> dict[str, Any]:
        return {
            "applicationId": "7fc9698a-b04a-468b-9e8f-91238c0d0086",
            "callId": self.call_id,
            "from": f"+191955501{self._chance(7, 100):02}",
            "to": f"+198455501{self._chance(8, 100):02}",
            "direction": "inbound",
        }

    @cached_property
    def conference(self) -> SimulatedConference:
        """The conference that was recorded."""
        return SimulatedConference(self.account_id, self.identity.whole)

    def _chance(self, which: int, below: int) -> int:
        """A number from 0 up to ``below`` (at most 256) that looks like chance and follows from the recording's id."""
        return chance(self.recording_id, which, below)


def duration_text(seconds: float) -> str:
    """``PT27.599S`` or ``PT1M52.217S``, as Bandwidth writes durations."""
    milliseconds = round(seconds * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, left = divmod(rest, 60_000)
    large = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    small = f"{left // 1000}.{left % 1000:03}S" if left or not large else ""
    return f"PT{large}{small}"
