"""The conferences and recordings that the simulated Bandwidth has made or was told of, for its lists."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inbox.simulator.conference import SimulatedConference
from inbox.simulator.recording import SimulatedRecording

_CLOSING = timedelta(seconds=1)


@dataclass(slots=True)
class _Known:
    conference: SimulatedConference
    recordings: dict[str, SimulatedRecording] = field(default_factory=dict)


class Register:
    """Safe from any thread. Adding what is known already changes nothing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._conferences: dict[str, _Known] = {}
        self._of_calls: dict[str, SimulatedRecording] = {}

    def add(self, recordings: Iterable[SimulatedRecording]) -> None:
        """Remember ``recordings``, and their conferences with them."""
        with self._lock:
            for recording in recordings:
                if recording.is_of_call:
                    self._of_calls[recording.recording_id] = recording
                    continue
                known = self._conferences.setdefault(recording.conference_id, _Known(recording.conference))
                known.recordings[recording.recording_id] = recording

    def conferences(
        self,
        *,
        name: str | None = None,
        created_from: datetime | None = None,
        created_to: datetime | None = None,
        after: tuple[datetime, str] | None = None,
    ) -> list[SimulatedConference]:
        """Conferences, oldest first; both times are inclusive; ``after`` is time and id of the one to go on behind."""
        with self._lock:
            found = [known.conference for known in self._conferences.values()]
        placed = sorted((conference.created_at, conference.conference_id, conference) for conference in found)
        return [
            conference
            for created_at, conference_id, conference in placed
            if (name is None or conference.name == name)
            and (created_from is None or created_at >= created_from)
            and (created_to is None or created_at <= created_to)
            and (after is None or (created_at, conference_id) > after)
        ]

    def recordings(self, conference_id: str) -> list[SimulatedRecording]:
        """The conference's recordings that are known, oldest first."""
        with self._lock:
            known = self._conferences.get(conference_id)
            found = list(known.recordings.values()) if known else []
        return sorted(found, key=lambda recording: recording.ended_at)

    def completed_at(self, conference_id: str) -> datetime | None:
        """When the conference ended: shortly after the last of its recordings; None when none is known."""
        recordings = self.recordings(conference_id)
        return recordings[-1].ended_at + _CLOSING if recordings else None

    def call_recordings(self) -> list[SimulatedRecording]:
        """Recordings of calls, oldest first."""
        with self._lock:
            found = list(self._of_calls.values())
        return sorted(found, key=lambda recording: recording.started_at)
