"""Which events a scenario sends."""

import secrets
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from inbox.domain.media_format import MediaFormat
from inbox.domain.times import iso_z, now
from inbox.simulator.account import DEFAULT_VOICE_URL, SimulatedAccount
from inbox.simulator.clips import CLIPS
from inbox.simulator.identity import Identity
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.scenario import Scenario

PLACEHOLDER: dict[str, Any] = {
    "eventType": "conferenceRecordingAvailable",
    "eventTime": "2019-09-13T16:50:53.788Z",
    "accountId": "55555555",
    "conferenceId": "conf-95ac90b3-ac6cd003-85e4-466f-b2e2-3fc5462c5d0d",
    "name": "thisConference",
    "recordingId": "r-115da407-e3d9-4ea7-889f-5f4ad7386a80",
    "channels": 1,
    "startTime": "2019-09-13T16:48:29.235Z",
    "endTime": "2019-09-13T16:48:48.890Z",
    "duration": "PT20.056S",
    "fileFormat": "wav",
    "mediaUrl": "https://../{accountId}/conferences/{conferenceId}/recordings/{recordingId}/media",
    "status": "complete",
}
"""The example of Bandwidth's documentation."""

_DEFAULT_COUNTS = {Scenario.BURST: 200, Scenario.SIBLINGS: 3}
_OLD = timedelta(days=30, hours=5)
_JUST_NOW = timedelta(seconds=2)
_SPREAD = timedelta(hours=9)
_LONGEST_GAP = timedelta(minutes=23)
_FORGED_HOSTS = ("https://recordings.example.net", "http://media.example.com:8080", "https://voice.bandwidth.com.example.org")


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """An event to send, ``delay`` seconds after the one before it."""

    properties: dict[str, Any]
    delay: float = 0.0
    recording: SimulatedRecording | None = None
    """What it tells of; None for events that tell of nothing that the simulation has."""


def plan(
    name: Scenario | str,
    count: int | None = None,
    account: SimulatedAccount | None = None,
    *,
    voice_url: str = DEFAULT_VOICE_URL,
    interval: float = 0.0,
) -> list[PlannedEvent]:
    """The events of a scenario, in the order in which they are sent.

    ``count`` is how many recordings they tell of (for ``placeholder``, where all are one recording: how many events); None takes
    200 for ``burst``, 3 for ``siblings``, else 1. ``interval`` is the delay, in seconds, between recordings.
    Raises ValueError when there is no such scenario.
    """
    scenario = Scenario(name)
    maker = _Maker(account or SimulatedAccount(), voice_url, scenario, secrets.randbelow(2**16))
    wanted = count if count is not None else _DEFAULT_COUNTS.get(scenario, 1)
    events: list[PlannedEvent] = []
    for number, of_one in enumerate(maker.recordings(wanted, interval)):
        delay = interval if number else 0.0
        events += [replace(event, delay=delay if first else 0.0) for first, event in zip((True, False), of_one, strict=False)]
    return events


@dataclass(frozen=True, slots=True)
class _Maker:
    account: SimulatedAccount
    voice_url: str
    scenario: Scenario
    nonce: int

    def recordings(self, count: int, interval: float) -> Iterator[list[PlannedEvent]]:
        """For each recording its events."""
        match self.scenario:
            case Scenario.PLACEHOLDER:
                yield from ([PlannedEvent(dict(PLACEHOLDER))] for _ in range(count))
            case Scenario.FORGED:
                yield from ([self.forged(number)] for number in range(count))
            case Scenario.SIBLINGS:
                yield from (self.events(recording) for recording in self.siblings(count))
            case _:
                for number, made_at in enumerate(self.times(count, interval)):
                    yield self.events(self.recording(number, made_at))

    def times(self, count: int, interval: float) -> Iterator[datetime]:
        """When the recordings ended: through the last hours, the newest last; those whose clock matters, as they are sent."""
        sent = now()
        if self.scenario is Scenario.LATE_MEDIA:
            yield from (sent + timedelta(seconds=interval * number) - _JUST_NOW for number in range(count))
            return
        gap = min(_LONGEST_GAP, _SPREAD / max(count, 1))
        newest = sent - (_OLD if self.scenario is Scenario.EXPIRED else _JUST_NOW)
        for number in range(count):
            uneven = gap * (secrets.randbelow(60) / 100) if number < count - 1 else timedelta(0)
            yield newest - gap * (count - 1 - number) - uneven

    def recording(self, number: int, made_at: datetime, *, clip: int | None = None, index: int = 0) -> SimulatedRecording:
        """A recording; every third one is an MP3, and some WAVs have placeholder sizes."""
        as_mp3 = number % 3 == 2 and self.scenario not in (Scenario.PARTIAL, Scenario.SLOW)
        identity = Identity(
            scenario=self.scenario,
            made_at=made_at.replace(microsecond=made_at.microsecond // 1000 * 1000),
            serial=number - index,
            nonce=self.nonce,
            index=index,
            clip=(self.nonce + number if clip is None else clip) % len(CLIPS),
            file_format=MediaFormat.MP3 if as_mp3 else MediaFormat.WAV,
            placeholder_sizes=number % 4 == 1,
        )
        return SimulatedRecording(self.account.account_id, identity)

    def siblings(self, count: int) -> Iterator[SimulatedRecording]:
        """Two or three recordings of each conference; at least two in all."""
        left, number = max(count, 2), 0
        while left:
            size = 2 if left in (2, 4) else 3
            newest_ended = now() - _JUST_NOW - timedelta(minutes=10) * ((left - size) // 3)
            probe = self.recording(number + size - 1, newest_ended, clip=number, index=size - 1)
            first_ended = newest_ended - (probe.ended_at - probe.identity.made_at)
            yield from (self.recording(number + index, first_ended, clip=number, index=index) for index in range(size))
            left, number = left - size, number + size

    def events(self, recording: SimulatedRecording) -> list[PlannedEvent]:
        """What is sent for one recording."""
        after_end = timedelta(milliseconds=1_400 + secrets.randbelow(400))
        properties = recording.event(self.voice_url, recording.ended_at + after_end)
        event = PlannedEvent(properties, recording=recording)
        match self.scenario:
            case Scenario.DUPLICATE:
                return [event, event]
            case Scenario.OUT_OF_ORDER:
                older = {**properties, "eventTime": iso_z(recording.ended_at + after_end / 2), "mediaUrl": None}
                return [event, PlannedEvent({**older, "status": "processing"}, recording=recording)]
            case Scenario.UNKNOWN_STATUS:
                beyond = {"recordingName": "main-room", "errorMessage": "Moved to cold storage"}
                return [PlannedEvent({**properties, **beyond}, recording=recording)]
            case _:
                return [event]

    def forged(self, number: int) -> PlannedEvent:
        """An event that Bandwidth never sent: made-up ids, media elsewhere."""
        like = self.recording(number, now() - _JUST_NOW)
        conference_id, recording_id = f"conf-{_made_up()}", f"r-{_made_up()}"
        properties = like.event(self.voice_url, like.ended_at + _JUST_NOW)
        properties |= {"conferenceId": conference_id, "recordingId": recording_id, "name": "Payroll update – listen now"}
        host = _FORGED_HOSTS[number % len(_FORGED_HOSTS)]
        properties["mediaUrl"] = f"{host}/accounts/{self.account.account_id}/recordings/{recording_id}/media"
        return PlannedEvent(properties)


def _made_up() -> str:
    return f"{secrets.token_hex(4)}-{uuid.uuid4()}"
