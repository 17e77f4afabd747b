"""The running inbox without a window: listener, intake, verifier, downloader over a data folder that it holds alone."""

import logging
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from inbox.domain.knock import KnockEntry
from inbox.domain.problems import Problem
from inbox.domain.progress import DownloadProgress
from inbox.domain.statuses import ReviewStatus
from inbox.pipeline.errands import Errands
from inbox.pipeline.opened import OpenInbox, Options, data_folder_of
from inbox.storage.folder_lock import FolderLock
from inbox.storage.intake_store import commit_deliveries
from inbox.storage.reviews import set_review
from inbox.storage.settings import save_settings

if TYPE_CHECKING:
    from inbox.network.listener import Listener
    from inbox.pipeline.chores import Chores
    from inbox.pipeline.downloader import Downloader
    from inbox.pipeline.intake import Intake
    from inbox.pipeline.reception import Reception

_log = logging.getLogger(__name__)

_ADDRESS = frozenset({"host", "port"})
_OF_THE_LISTENER = _ADDRESS | {"path", "connections", "tls_certificate", "tls_key", "webhook_username", "webhook_password"}
_KNOCKS_EVERY_SECONDS = 5.0
_MOST_KNOCKS = 1000


class Core:
    """Everything that receives, verifies and downloads. What a window asks of it returns at once and is done by others."""

    def __init__(self, inbox: OpenInbox, lock: FolderLock) -> None:
        self.inbox = inbox
        self.settings = inbox.settings
        self._lock = lock
        self._intake: Intake | None = None
        self._downloader: Downloader | None = None
        self._reception: Reception | None = None
        self._chores: Chores | None = None
        self._knocks: list[KnockEntry] = []
        self._starting: threading.Thread | None = None
        self.on_changed: Callable[[Sequence[int]], None] = lambda _rows: None
        """Hears, from any thread, which recordings changed. Set before `start`."""
        self.on_failure: Callable[[str], None] = lambda _sentence: None
        """Hears, from any thread, that something the person asked for could not be done. Set before `start`."""
        self.errands = Errands(lambda sentence: self.on_failure(sentence))

    @classmethod
    def open(cls, options: Options, environ: Mapping[str, str] = os.environ) -> "Core":
        """Opens and holds the data folder. Raises StorageProblem, with a sentence, when it cannot."""
        folder = data_folder_of(options, environ)
        folder.prepare()
        lock = folder.hold()
        try:
            return cls(OpenInbox(options, environ), lock)
        except BaseException:
            lock.release()
            raise

    def start(self) -> None:
        """Starts everything. Raises ListenerProblem, with everything else running, when the address cannot be had."""
        # Imported here: the window is painted before anything of the network is needed.
        from inbox.pipeline.chores import Chore, Chores
        from inbox.pipeline.downloader import Downloader
        from inbox.pipeline.intake import Intake
        from inbox.pipeline.reception import Reception

        inbox = self.inbox
        self._downloader = Downloader(
            inbox.downloads,
            inbox.media,
            inbox.media_client(),
            lambda rows: self.on_changed(rows),
            automatic=lambda: self.settings.download_automatically and inbox.account().is_set,
            workers=self.settings.parallel_downloads,
        )
        self._intake = Intake(
            partial(commit_deliveries, inbox.database), self._recordings_came, probe=inbox.database.prove_writable
        )
        self._reception = Reception(self._make_listener)
        self._chores = Chores([Chore("Keeping the knock log", _KNOCKS_EVERY_SECONDS, self._keep_knocks, also_at_the_end=True)])
        self._intake.start()
        self._downloader.start()
        self.errands.start()
        self._chores.start()
        self._reception.start()

    def start_in_background(self) -> None:
        """The same in a thread of its own, for the window, which shows by itself when the address cannot be had."""

        def start() -> None:
            try:
                self.start()
            except Problem as problem:
                _log.info("Not everything could start: %s", problem)

        self._starting = threading.Thread(target=start, name="starting")
        self._starting.start()

    def retry_listener(self) -> None:
        """Tries for the address again. Returns at once; `listener_problem` tells how it went."""
        self.errands.do(self._try_listener)

    def _try_listener(self) -> None:
        try:
            if self._reception is not None:
                self._reception.retry()
        except Problem as problem:
            _log.error("The listener could not start: %s", problem)

    def apply_settings(self, changes: Mapping[str, object]) -> None:
        """Keeps settings in the file and goes by them from now on. Raises StorageProblem.

        The listener is started anew soon after when it is concerned; `on_failure` hears when it cannot.
        """
        save_settings(self.inbox.folder, changes)
        before, after = self.inbox.settings, self.inbox.load_settings_again()
        changed = {field.name for field in fields(after) if getattr(after, field.name) != getattr(before, field.name)}
        self.settings = replace(self.settings, **{name: getattr(after, name) for name in changed})
        if changed & _OF_THE_LISTENER:
            self.errands.do(partial(self._restart_listener, same_port=not changed & _ADDRESS))

    def _restart_listener(self, *, same_port: bool) -> None:
        try:
            if self._reception is not None:
                self._reception.restart(same_port=same_port)
        except Problem as problem:
            self.on_failure(str(problem))

    def _make_listener(self, port: int | None) -> "Listener":
        from inbox.network.listener import Listener
        from inbox.network.tls import TlsFiles

        intake, settings = self._intake, self.settings
        if intake is None:
            raise RuntimeError("the intake is not there yet")
        return Listener(
            settings.host,
            settings.port or port or 0,
            intake.accept,
            path=settings.path,
            credentials=(settings.webhook_username, settings.webhook_password) if self.is_protected else None,
            store_is_failing=lambda: intake.failing is not None,
            tls=TlsFiles(Path(settings.tls_certificate), Path(settings.tls_key)) if settings.tls_certificate else None,
            connections=settings.connections,
        )

    @property
    def is_protected(self) -> bool:
        """Whether a user name and password are asked of senders."""
        return bool(self.settings.webhook_username or self.settings.webhook_password)

    @property
    def listener(self) -> "Listener":
        """The running listener. Raises RuntimeError while none runs."""
        listener = self._reception.listener if self._reception is not None else None
        if listener is None:
            raise RuntimeError("the listener is not running")
        return listener

    @property
    def listener_address(self) -> str:
        """Where events are taken; empty while they are not."""
        listener = self._reception.listener if self._reception is not None else None
        return listener.address if listener is not None else ""

    @property
    def listener_problem(self) -> str | None:
        """Why no event can arrive at the moment; None when all is well or still starting."""
        return self._reception.problem if self._reception is not None else None

    def intake_problem(self) -> str | None:
        """Why no event can be stored at the moment; None when all is well."""
        return self._intake.failing if self._intake is not None else None

    def download_progress(self, row: int) -> DownloadProgress | None:
        """How far the download of a recording is; None when none runs."""
        return self._downloader.progress(row) if self._downloader is not None else None

    def ask_for_downloads(self, rows: Sequence[int], done: Callable[[], None] | None = None) -> None:
        """The person wants these downloaded now. Returns at once; ``done`` is called in another thread when it is written."""

        def ask() -> None:
            if self._downloader is not None:
                self._downloader.ask(rows)
                if done is not None:
                    done()

        self.errands.do(ask)

    def review(self, rows: Sequence[int], status: ReviewStatus) -> None:
        """The person's word on these recordings. Returns at once."""

        def write() -> None:
            set_review(self.inbox.database, rows, status)
            self.on_changed(rows)

        self.errands.do(write)

    def stop(self) -> None:
        """Stops listener, pipeline and store, in this order, and lets go of the folder."""
        if self._starting is not None:
            self._starting.join()
        if self._reception is not None:
            self._reception.stop()
        if self._intake is not None:
            self._intake.stop()
        if self._downloader is not None:
            self._downloader.stop()
        self.errands.stop()
        if self._chores is not None:
            self._chores.stop()
        self.inbox.close()
        self._lock.release()

    def _recordings_came(self, rows: Sequence[int]) -> None:
        self.on_changed(rows)
        if self._downloader is not None:
            self._downloader.wake()

    def _keep_knocks(self) -> None:
        if self._reception is not None:
            self._knocks = [*self._knocks, *self._reception.take_knocks()][-_MOST_KNOCKS:]
        self.inbox.knock_log.add(self._knocks)
        self._knocks.clear()
