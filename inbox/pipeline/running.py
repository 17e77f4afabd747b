"""The threads that receive, verify and download, put together over an open inbox."""

import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from urllib.parse import urlsplit

from inbox.domain.catch_up import Reason
from inbox.domain.catch_up_window import NEVER_BEFORE
from inbox.domain.gap import SpanEnd
from inbox.domain.knock import KnockEntry
from inbox.domain.times import now
from inbox.network.client.metered import Metered
from inbox.network.listener.listener_messages import Begin
from inbox.network.listener.listener_process import ListenerProcess
from inbox.pipeline.catching_up.catch_up import CatchUp
from inbox.pipeline.catching_up.catch_up_findings import tell_ledger
from inbox.pipeline.catching_up.catch_up_round import RoundDone
from inbox.pipeline.catching_up.pace import Pace
from inbox.pipeline.chores import Chore, Chores
from inbox.pipeline.downloads.downloader import Downloader
from inbox.pipeline.downloads.gate import Gate
from inbox.pipeline.downloads.second_opinion import SecondOpinion
from inbox.pipeline.downloads.tidying import Tidying
from inbox.pipeline.intake.checkpointer import Checkpointer
from inbox.pipeline.intake.heartbeat import Heartbeat
from inbox.pipeline.intake.intake import Intake
from inbox.pipeline.intake.reception import Reception
from inbox.pipeline.intake.verifier import ASKS_A_SECOND, Verifier
from inbox.pipeline.opened import OpenInbox
from inbox.storage.change_notes import ChangeNotes
from inbox.storage.health import Health
from inbox.storage.journal.intake_store import commit_deliveries
from inbox.storage.journal.retention import prune
from inbox.storage.journal.upkeep import Upkeep
from inbox.storage.problems import StoreFailing
from inbox.storage.running_note import RunningNote, RunningState
from inbox.storage.settings.settings import Settings

_KNOCKS_EVERY_SECONDS = 5.0
_MOST_KNOCKS = 1000
_HEALTH = "Looking after the database"
_HEALTH_EVERY_SECONDS = 5.0
_AFTER_FAILED_RECOVERY_SECONDS = 60.0
"""Each try reads all of the damaged file."""
_PRUNE_EVERY_SECONDS = 3600.0
_PRUNE_FIRST_SECONDS = 60.0
_SETTINGS_EVERY_SECONDS = 2.0
_NOTES_EVERY_SECONDS = 1.0
_LIMITS_EVERY_SECONDS = 3600.0
_CLOCK_EVERY_SECONDS = 60.0
_MISSED_SECONDS = 5.0
"""A listener that did not answer for longer may have lost events."""
_SILENT_SECONDS = 10.0
"""A listener that did not answer for so long cannot be said to take events; it is asked every two seconds."""


class Running:
    """Listener, intake, verifier, downloader and chores. ``settings`` gives those in force at the moment."""

    def __init__(
        self,
        inbox: OpenInbox,
        settings: Callable[[], Settings],
        changed: Callable[[Sequence[int]], None],
        recovered: Callable[[], None],
        follow_settings: Callable[[], None] = lambda: None,
    ) -> None:
        """``recovered`` hears, from any thread, that a damaged inbox was made anew: any of its rows may be another now.

        ``follow_settings`` is called now and then, to go by what was written into their file meanwhile.
        """
        self._inbox = inbox
        self._settings = settings
        self._changed = changed
        self._recovered = recovered
        self._health = Health(inbox.database)
        self._looked = False
        self._not_recovered: str | None = None
        self._rests_until = 0.0
        self._knocks: list[KnockEntry] = []
        self.gate = Gate(settings, lambda: inbox.account().is_set, Metered())
        self.downloader = Downloader(
            inbox.downloads,
            inbox.media,
            inbox.part_files,
            inbox.media_client(),
            changed,
            gate=self.gate,
            keep_free_bytes=lambda: settings().keep_free_megabytes * 1_000_000,
            largest_megabytes=lambda: settings().largest_media_megabytes,
            workers=lambda: settings().parallel_downloads,
            second_opinion=lambda: SecondOpinion(inbox.verifications, inbox.metadata_client()),
        )
        pace = Pace(ASKS_A_SECOND)
        self.verifier = Verifier(
            inbox.verifications,
            inbox.metadata_client(),
            self._asked_about,
            is_on=lambda: inbox.account().is_set,
            pace=pace,
        )
        self.catch_up = CatchUp(
            inbox.database,
            inbox.conferences_listed,
            inbox.catch_up_runs,
            inbox.list_client(),
            settings=settings,
            account=inbox.account,
            came=self.recordings_came,
            found=self._caught_up,
            pace=pace,
        )
        self.intake = Intake(
            partial(commit_deliveries, inbox.database),
            self.recordings_came,
            probe=inbox.database.prove_writable,
            upkeep=Upkeep(inbox.database),
            recover=self._recover,
        )
        self.reception = Reception(self._make_listener, self._tell_commands, again=self._listens_again)
        self.tidying = Tidying(inbox.database, inbox.trash, inbox.expiry, settings, changed)
        self.heartbeat = Heartbeat(inbox.ledger, is_up=self._why_not_up, woke=self._woke, back=self._is_back)
        self._notes = ChangeNotes(inbox.folder)
        self._note = RunningNote(inbox.folder)
        self._checkpointer = Checkpointer(inbox.database.checkpoints)
        self._chores = Chores(
            [
                Chore("Keeping the knock log", _KNOCKS_EVERY_SECONDS, self._keep_knocks, also_at_the_end=True),
                Chore(_HEALTH, _HEALTH_EVERY_SECONDS, self._look_after_database, first_after_seconds=2.0),
                Chore("Pruning the journal", _PRUNE_EVERY_SECONDS, self._prune, first_after_seconds=_PRUNE_FIRST_SECONDS),
                Chore("Following the settings", _SETTINGS_EVERY_SECONDS, follow_settings, _SETTINGS_EVERY_SECONDS),
                Chore("Hearing what commands changed", _NOTES_EVERY_SECONDS, self._hear_of_commands, _NOTES_EVERY_SECONDS),
                Chore("Telling commands how it is", _NOTES_EVERY_SECONDS, self._tell_commands, _NOTES_EVERY_SECONDS),
                Chore("Keeping to the limits of the files", _LIMITS_EVERY_SECONDS, self.tidying.keep_to_limits, 90.0),
                Chore("Looking at Bandwidth's 30 days", _CLOCK_EVERY_SECONDS, self.tidying.look_at_the_clock, 3.0),
            ]
        )

    def start(self) -> None:
        """Starts everything. Raises ListenerProblem, with everything running, when the address cannot be had as yet."""
        self._notes.begin()
        self.heartbeat.start()  # before catching up, which tells it what was in the gap that ends now
        for part in (self._checkpointer, self.intake, self.downloader, self.verifier, self.catch_up, self._chores):
            part.start()
        self.reception.start()

    def stop(self) -> None:
        """Stops in the order in which events travel; a mistake in one part keeps no other from being stopped."""
        with ExitStack() as stopping:
            for part in (
                self._checkpointer,
                self._chores,
                self.downloader,
                self.catch_up,
                self.verifier,
                self.intake,
                self.reception,
            ):
                stopping.callback(part.stop)
            stopping.callback(self._notes.end)
            stopping.callback(self._note.end)
            stopping.callback(self.tidying.stop)
            stopping.callback(self.heartbeat.stop)  # first of all: it notes that events could be taken until now

    def give_up_starting(self) -> None:
        """The program ends: a listener that is just starting is not waited for. Returns at once."""
        self.reception.give_up()

    def _why_not_up(self) -> SpanEnd | None:
        """None while a sender can have a receipt: what listens answers, and what it is told can be stored."""
        if self.intake.failing is not None:
            return SpanEnd.STORE
        answered_at = self.reception.answered_at
        is_answering = answered_at is not None and time.monotonic() - answered_at < _SILENT_SECONDS
        return None if is_answering else SpanEnd.LISTENER

    def _woke(self) -> None:
        """The program did not run for a while: what waits for a moment that has passed meanwhile looks again."""
        self.catch_up.wake(Reason.WOKE)
        self.verifier.wake()
        self.downloader.try_now()

    def _is_back(self) -> None:
        """Events can be taken again after some seconds without: what was missed is asked for."""
        self.catch_up.wake(Reason.GAP)

    def _listens_again(self, silent_seconds: float) -> None:
        """The listener was started anew. What the ledger takes for a gap it tells of itself, when that ends."""
        if silent_seconds > _MISSED_SECONDS and self.heartbeat.is_beating:
            self.catch_up.wake(Reason.GAP)

    def _caught_up(self, done: RoundDone) -> None:
        """A round ended; what was refuted and stood in a list all the same is verified again."""
        self.verifier.wake()
        tell_ledger(self._inbox.ledger, done, now())

    def recordings_came(self, rows: Sequence[int]) -> None:
        """These are new, or an event changed them."""
        self._changed(rows)
        self.verifier.wake()
        if self.downloader.is_automatic:  # no event asks for a download
            self.downloader.wake()

    def _hear_of_commands(self) -> None:
        """A command, which is a process of its own, has changed something beside this one."""
        rows = self._notes.take()
        if rows == []:
            return
        if rows is None:
            self._recovered()
        else:
            self._changed(rows)
        self.verifier.wake()
        self.downloader.wake()

    def _tell_commands(self) -> None:
        """Where events are taken, and whether downloads rest, for commands beside this process."""
        listener = self.reception.listener
        parts = urlsplit(listener.address) if listener is not None else None  # its path may be one that nobody is to know
        address = f"{parts.scheme}://{parts.netloc}/" if parts is not None else ""
        self._note.tell(RunningState(address, self.downloader.resting or ""))

    def _asked_about(self, rows: Sequence[int]) -> None:
        """Bandwidth was asked about these: their downloads may begin."""
        self._changed(rows)
        self.downloader.wake()

    def _make_listener(self, port: int | None) -> ListenerProcess:
        settings, intake = self._settings(), self.intake
        credentials = settings.webhook_username, settings.webhook_password
        wish = Begin(
            settings.host,
            settings.port or port or 0,
            settings.path,
            credentials if any(credentials) else None,
            settings.tls_certificate,
            settings.tls_key,
            settings.connections,
        )
        return ListenerProcess(wish, intake.accept, together=intake.together, store_is_failing=lambda: intake.failing is not None)

    def _keep_knocks(self) -> None:
        self._knocks = [*self._knocks, *self.reception.take_knocks()][-_MOST_KNOCKS:]
        self._inbox.knock_log.add(self._knocks)
        self._knocks.clear()

    def _recover(self) -> None:
        """Has a damaged inbox made anew by the chores: that may take minutes, and senders are to be told in time meanwhile."""
        self._chores.soon(_HEALTH)
        if self._not_recovered is not None:
            raise StoreFailing(self._not_recovered)

    def _look_after_database(self) -> None:
        if time.monotonic() < self._rests_until:
            return
        try:
            recovered = self._health.look(at_start=not self._looked)
        except StoreFailing as problem:
            self._not_recovered = str(problem)
            self._rests_until = time.monotonic() + _AFTER_FAILED_RECOVERY_SECONDS
            raise
        self._looked, self._not_recovered = True, None
        if recovered is not None:
            self._tell_recovered()

    def _tell_recovered(self) -> None:
        self._recovered()
        self.catch_up.wake(Reason.GAP, now() - NEVER_BEFORE)  # what could not be read of the damaged one may be listed
        self.verifier.wake()
        self.downloader.wake()

    def _prune(self) -> None:
        prune(self._inbox.database, self._settings(), now())
