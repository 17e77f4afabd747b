"""What the handlers of the simulated Bandwidth share."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from inbox.domain.times import now
from inbox.simulator.account import SimulatedAccount
from inbox.simulator.controls import Controls
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.register import Register
from inbox.simulator.request_log import RequestLog
from inbox.simulator.scenario import Scenario
from inbox.simulator.tokens import Tokens


@dataclass(slots=True)
class Simulation:
    """State and rules of one simulated Bandwidth."""

    account: SimulatedAccount
    tokens: Tokens
    late_media: timedelta
    register: Register = field(default_factory=Register)
    controls: Controls = field(default_factory=Controls)
    requests: RequestLog = field(default_factory=RequestLog)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    """Belongs to the server's loop: a new one each time that the server starts."""

    def recording(self, recording_id: str, whole_id: str) -> SimulatedRecording | None:
        """The recording of that id in the conference or call ``whole_id``; None when unknown, foreign or deleted.

        What is asked for is known from then on: its id may have been made by a sender in another process.
        """
        found = SimulatedRecording.from_id(self.account.account_id, recording_id)
        if found is None or whole_id != (found.call_id if found.is_of_call else found.conference_id) or self.is_deleted(found):
            return None
        self.register.add([found])
        return found

    def completed_at(self, conference_id: str) -> datetime | None:
        """When a conference ended; None while it goes on, and when nothing is known of it."""
        if conference_id in self.controls.list_faults.running:
            return None
        return self.register.completed_at(conference_id)

    def is_deleted(self, recording: SimulatedRecording) -> bool:
        """Whether its 30 days are over."""
        return now() >= recording.expires_at

    def is_ready(self, recording: SimulatedRecording) -> bool:
        """Whether its media can be had by now."""
        if not recording.has_media:
            return False
        return recording.identity.scenario is not Scenario.LATE_MEDIA or now() >= self.ready_at(recording)

    def ready_at(self, recording: SimulatedRecording) -> datetime:
        """When media that comes late is there."""
        return recording.ended_at + self.late_media

    async def pause(self, seconds: float) -> bool:
        """Wait in the server's loop; True as soon as the server is stopping."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return False
        return True
