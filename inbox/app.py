"""The composition root: the only file that knows every layer."""

import argparse
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from inbox.domain.problems import Problem
from inbox.domain.progress import DownloadProgress
from inbox.domain.statuses import ReviewStatus
from inbox.pipeline.errands import Errands
from inbox.pipeline.opened import OpenInbox, Options, data_folder_of
from inbox.storage.folder_lock import FolderLock
from inbox.storage.intake_store import commit_deliveries
from inbox.storage.reviews import set_review

if TYPE_CHECKING:
    from inbox.gui.parts import ListenerState, WindowParts
    from inbox.network.listener import Listener
    from inbox.pipeline.downloader import Downloader
    from inbox.pipeline.intake import Intake

_log = logging.getLogger(__name__)


def options_of(arguments: argparse.Namespace) -> Options:
    """The global options among parsed arguments."""
    return Options(arguments.data_dir, arguments.listen, arguments.store)


@contextmanager
def open_inbox(arguments: argparse.Namespace) -> Iterator[OpenInbox]:
    """An open inbox for a command that reads; one that receives may run beside it."""
    inbox = OpenInbox(options_of(arguments), os.environ)
    try:
        yield inbox
    finally:
        inbox.close()


class Core:
    """The running inbox without a window: intake, downloader, listener, over an open data folder that it holds alone."""

    def __init__(self, inbox: OpenInbox, lock: FolderLock) -> None:
        self.inbox = inbox
        self.settings = inbox.settings
        self._lock = lock
        self._intake: Intake | None = None
        self._downloader: Downloader | None = None
        self._listener: Listener | None = None
        self._listener_problem: str | None = None
        self._starting: threading.Thread | None = None
        self._stopping = False
        self.on_changed: Callable[[Sequence[int]], None] = lambda _rows: None
        """Hears, from any thread, which recordings changed. Set before `start`."""
        self.on_failure: Callable[[str], None] = lambda _sentence: None
        """Hears, from any thread, that something the person asked for could not be stored. Set before `start`."""
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
        from inbox.pipeline.downloader import Downloader
        from inbox.pipeline.intake import Intake

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
        self._intake.start()
        self._downloader.start()
        self.errands.start()
        self.start_listener()

    def start_in_background(self) -> None:
        """The same in a thread of its own, for the window, which shows by itself when the address cannot be had."""

        def start() -> None:
            try:
                self.start()
            except Problem as problem:
                _log.info("Not everything could start: %s", problem)

        self._starting = threading.Thread(target=start, name="starting")
        self._starting.start()

    def keep_listening(self) -> None:
        """Starts the listener anew when it has ended by itself."""
        if self._listener is None or not self._listener.is_running:
            _log.error("The listener has stopped; it is started anew.")
            self._try_listener()

    def _try_listener(self) -> None:
        try:
            self.start_listener()
        except Problem as problem:
            _log.error("The listener could not start: %s", problem)

    def retry_listener(self) -> None:
        """Tries the address again. Returns at once; `listener_state` tells how it went."""
        self.errands.do(self._try_listener)

    def start_listener(self) -> None:
        """Starts the listener, anew if need be. Raises ListenerProblem when its address cannot be had."""
        from inbox.network.listener import Listener, ListenerProblem

        intake = self._intake
        if intake is None or self._stopping or (self._listener is not None and self._listener.is_running):
            return
        if self._listener is not None:
            self._listener.stop()
            self._listener = None
        settings = self.settings
        listener = Listener(
            settings.host,
            settings.port,
            intake.accept,
            path=settings.path,
            credentials=(settings.webhook_username, settings.webhook_password) if self.is_protected else None,
            store_is_failing=lambda: intake.failing is not None,
        )
        try:
            listener.start()
        except ListenerProblem as problem:
            self._listener_problem = str(problem)
            raise
        self._listener, self._listener_problem = listener, None
        _log.info("Listening on %s", listener.address)

    @property
    def is_protected(self) -> bool:
        """Whether a user name and password are asked of senders."""
        return bool(self.settings.webhook_username or self.settings.webhook_password)

    @property
    def listener(self) -> "Listener":
        """The running listener. Raises RuntimeError before it runs."""
        if self._listener is None:
            raise RuntimeError("the listener is not running")
        return self._listener

    def listener_state(self) -> "ListenerState":
        """The state that the window shows."""
        from inbox.gui.parts import ListenerState

        listener, problem = self._listener, self._listener_problem
        is_running = listener is not None and listener.is_running
        if listener is not None and not is_running and problem is None:
            problem = "The listener has stopped; no event can arrive until it runs again."
        return ListenerState(
            address=listener.address if listener is not None and is_running else "",
            problem=problem,
            public_address=self.settings.public_address,
            protected=self.is_protected,
            path=self.settings.path,
        )

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
        self._stopping = True
        if self._starting is not None:
            self._starting.join()
        if self._listener is not None:
            self._listener.stop()
        if self._intake is not None:
            self._intake.stop()
        if self._downloader is not None:
            self._downloader.stop()
        self.errands.stop()
        self.inbox.close()
        self._lock.release()

    def _recordings_came(self, rows: Sequence[int]) -> None:
        self.on_changed(rows)
        if self._downloader is not None:
            self._downloader.wake()


def window_parts(core: Core, play_demo: Callable[[], None] | None) -> "WindowParts":
    """What the window needs of the core."""
    from inbox.gui.parts import WindowParts
    from inbox.storage.settings import save_settings

    inbox = core.inbox
    return WindowParts(
        recordings=inbox.recordings,
        journal=inbox.journal,
        downloads_ask=core.ask_for_downloads,
        download_progress=core.download_progress,
        set_review=core.review,
        listener_state=core.listener_state,
        retry_listener=core.retry_listener,
        intake_problem=core.intake_problem,
        settings=core.settings,
        save_settings=partial(save_settings, inbox.folder),
        play_demo=play_demo,
        account_is_set=lambda: inbox.account().is_set,
        window_file=inbox.folder.root / "window.json",
    )


def start_demo_process() -> None:
    """Starts the demo beside this window, with data of its own that is thrown away."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "inbox"]
    subprocess.Popen([*program, "demo"], stdin=subprocess.DEVNULL, start_new_session=True)


def with_settings(core: Core, **changes: object) -> None:
    """Gives a core other settings before it starts (the demo and the self-test do)."""
    core.settings = replace(core.settings, **changes)  # type: ignore[arg-type]  # the caller names fields of Settings


def run_window(options: Options) -> int:
    """The window, until it is closed."""
    from inbox.gui.application import Application

    application = Application()
    core = Core.open(options)
    try:
        window = application.show(window_parts(core, start_demo_process))
        core.on_changed = window.recordings_changed
        core.on_failure = window.tell_failure
        application.once_usable(core.start_in_background)
        return application.run()
    finally:
        core.stop()
