"""Rounds of catch-up over a real inbox, against the simulated Bandwidth."""

import time
from datetime import datetime, timedelta

from inbox.domain.catch_up import CatchUpProgress, Reason
from inbox.domain.query import RecordingQuery
from inbox.domain.recording import Recording
from inbox.domain.times import now
from inbox.network.client.list_client import ListClient
from inbox.network.client.sign_in import SignIn
from inbox.pipeline.catching_up.catch_up_round import CatchUpParts, RoundDone, catch_up_round
from inbox.pipeline.catching_up.pace import Pace
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.scenario import Scenario
from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.catching_up.catch_up_runs import CatchUpRuns, Run
from inbox.storage.catching_up.conferences_listed import ConferencesListed
from inbox.storage.database import Database
from inbox.storage.listing.recordings import Recordings


def fast_clock() -> float:
    """Runs so fast that pauses after failures take no time worth speaking of."""
    return time.monotonic() * 100


class CatchingUp:
    """Rounds over a database, and what they told."""

    def __init__(self, database: Database, bandwidth: SimulatedBandwidth) -> None:
        self.database = database
        self.bandwidth = bandwidth
        self.account = bandwidth.account.as_account()
        self.runs = CatchUpRuns(database)
        self.progress: list[CatchUpProgress] = []
        self.came: list[int] = []
        self.waited = 0.0
        self.stop_after: int | None = None

    def round(
        self,
        reason: Reason = Reason.TIMER,
        since: datetime | None = None,
        *,
        calls: bool = True,
        up_since: datetime | None = None,
        pace: Pace | None = None,
    ) -> RoundDone:
        """One round, as the thread and the command do it."""
        client = ListClient(self.bandwidth.voice_url, SignIn(lambda: self.account, self.bandwidth.token_url))
        parts = CatchUpParts(self.database, ConferencesListed(self.database), self.runs, client, pace or Pace(1000, fast_clock))
        asked = len(self.asked)

        def wait(seconds: float) -> None:
            self.waited += seconds
            time.sleep(min(seconds, 0.05))

        def cancelled() -> bool:
            return self.stop_after is not None and len(self.asked) - asked >= self.stop_after

        try:
            return catch_up_round(
                parts, self.account.account_id, since=since, reason=reason, calls=calls, progress=self.progress.append,
                cancelled=cancelled, came=self.came.extend, wait=wait, up_since=up_since,
            )  # fmt: skip
        finally:
            client.close()

    @property
    def asked(self) -> list[str]:
        """The conferences asked about for their recordings, in order."""
        return [path.split("/")[-2] for _, path in self.bandwidth.requests if path.endswith("/recordings") and "conf-" in path]

    @property
    def recordings(self) -> dict[str, Recording]:
        """All of the inbox, by recordingId."""
        kept = Recordings(self.database)
        return {one.recording_id: one for one in kept.rows(kept.ids(RecordingQuery())).values()}

    @property
    def last(self) -> Run:
        """The newest round, as it is kept."""
        run = self.runs.last(self.account.account_id)
        assert run is not None
        return run


def made(bandwidth: SimulatedBandwidth, hours_ago: float, scenario: Scenario = Scenario.HAPPY) -> SimulatedRecording:
    """A recording that no event tells of."""
    return bandwidth.make_recording(scenario, made_at=now() - timedelta(hours=hours_ago))
