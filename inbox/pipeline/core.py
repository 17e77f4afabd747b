"""The inbox of one data folder, held by this process: what a window asks of it, and what it can tell."""

import logging
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING

from inbox.domain.catch_up import Reason
from inbox.domain.problems import Problem
from inbox.domain.progress import DownloadProgress
from inbox.pipeline.account_keeper import AccountKeeper
from inbox.pipeline.opened import OpenInbox, Options, data_folder_of
from inbox.pipeline.requests.catch_up_requests import CatchUpRequests
from inbox.pipeline.requests.download_requests import DownloadRequests
from inbox.pipeline.requests.errands import Errands
from inbox.pipeline.requests.export_requests import ExportRequests
from inbox.pipeline.requests.listening_requests import ListeningRequests
from inbox.pipeline.requests.review_requests import ReviewRequests
from inbox.pipeline.requests.sound_requests import SoundRequests
from inbox.pipeline.requests.tidy_requests import TidyRequests
from inbox.storage.folder_lock import FolderLock
from inbox.storage.settings.secrets import save_webhook_credentials
from inbox.storage.settings.settings import IN_KEYRING, Settings, save_settings, unknown_keys
from inbox.storage.settings.settings_watch import SettingsWatch

if TYPE_CHECKING:
    from inbox.pipeline.intake.reception import Listener
    from inbox.pipeline.running import Running

_log = logging.getLogger(__name__)

_ADDRESS = frozenset({"host", "port"})
_OF_THE_LISTENER = _ADDRESS | {"path", "connections", "tls_certificate", "tls_key", "webhook_username", "webhook_password"}
_OF_BANDWIDTH = frozenset({"voice_url", "token_url"})
_OF_THE_RULES = frozenset({"download_automatically", "download_rule", "download_names", "download_tags"})
_OF_DOWNLOADS = _OF_THE_RULES | {"downloads_paused", "download_on_metered", "parallel_downloads"}


def _log_problem(problem: Problem | None) -> None:
    if problem is not None:
        _log.info("Not everything could start: %s", problem)


class Core:
    """Everything that receives, verifies and downloads. What a window asks of it returns at once and is done by others."""

    def __init__(self, inbox: OpenInbox, lock: FolderLock) -> None:
        self.inbox = inbox
        self.settings = inbox.settings
        self._lock = lock
        self._running: Running | None = None
        self._starting: threading.Thread | None = None
        self._is_ending = False
        self.on_changed: Callable[[Sequence[int]], None] = lambda _rows: None
        """Hears, from any thread, which recordings changed. Set before `start`."""
        self.on_recovered: Callable[[], None] = lambda: None
        """Hears, from any thread, that a damaged inbox was made anew, so that all is to be read again. Set before `start`."""
        self.on_failure: Callable[[str], None] = lambda _sentence: None
        """Hears, from any thread, that something the person asked for could not be done. Set before `start`."""
        self.errands = Errands(lambda sentence: self.on_failure(sentence))
        self.account = AccountKeeper(inbox, self._account_changed)
        self.downloads = DownloadRequests(
            inbox.control, self._for_the_person, lambda rows: self.on_changed(rows), self.apply_settings, lambda: self._running
        )
        self.catch_up = CatchUpRequests(lambda: None if self._running is None else self._running.catch_up, inbox.catch_up_runs)
        self.tidy = TidyRequests(inbox, lambda: self.settings, self._for_the_person, lambda rows: self.on_changed(rows))
        self.reviews = ReviewRequests(inbox, lambda: self.settings, self.errands.do, lambda rows: self.on_changed(rows))
        self.listening = ListeningRequests(inbox, self.errands.do)
        self.reviews.before_verdict = self.listening.tell_played
        self.sound = SoundRequests(inbox, self.download_progress)
        self.exports = ExportRequests(inbox, lambda rows: self.on_changed(rows))
        self.settings_watch = SettingsWatch(inbox.folder)
        self._settings_lock = threading.Lock()

    @classmethod
    def open(cls, options: Options, environ: Mapping[str, str] = os.environ) -> "Core":
        """Opens and holds the data folder. Raises StorageProblem, with a sentence, when it cannot."""
        folder = data_folder_of(options, environ)
        folder.prepare()
        lock = folder.hold()
        try:
            for key in unknown_keys(folder):
                _log.warning(
                    "%s holds “%s”, which this version does not know and leaves alone: is it misspelt?", folder.settings, key
                )
            return cls(OpenInbox(options, environ), lock)
        except BaseException:
            lock.release()
            raise

    def start(self) -> None:
        """Starts everything. Raises ListenerProblem, with everything else running, when the address cannot be had."""
        # Imported here: the window is painted before anything of the network is needed.
        from inbox.pipeline.running import Running

        self._running = Running(
            self.inbox,
            lambda: self.settings,
            lambda rows: self.on_changed(rows),
            lambda: self.on_recovered(),
            self.follow_settings,
        )
        if self._is_ending:  # `stop` did not see it
            self._running.give_up_starting()
        self.errands.start()
        self._running.start()

    def start_in_background(self, ended: Callable[[Problem | None], None] = _log_problem) -> None:
        """The same in a thread of its own, which `stop` does not wait for long. ``ended`` hears there how it went."""

        def start() -> None:
            problem: Problem | None = None
            try:
                self.start()
            except Problem as told:
                problem = told
            finally:  # also after a mistake
                ended(problem)

        self._starting = threading.Thread(target=start, name="starting")
        self._starting.start()

    def stop(self) -> None:
        """Stops listener, pipeline and store, in this order, and lets go of the folder."""
        self._is_ending = True
        if self._running is not None:
            self._running.give_up_starting()
        if self._starting is not None:
            self._starting.join()
        with ExitStack() as stopping:  # a mistake in one part keeps no other from being stopped
            for stop in (self._lock.release, self.inbox.close, self.errands.stop, self.exports.stop, self.sound.stop):
                stopping.callback(stop)
            if self._running is not None:
                self._running.stop()

    @property
    def is_protected(self) -> bool:
        """Whether a user name and password are asked of senders."""
        return bool(self.settings.webhook_username or self.settings.webhook_password)

    @property
    def credentials_from(self) -> str:
        """Where the user name and password asked of senders come from: ``environment``, ``keyring``, or empty for none."""
        if not self.is_protected:
            return ""
        return "environment" if self.inbox.environ.get("INBOX_WEBHOOK_USERNAME") else "keyring"

    @property
    def listener(self) -> "Listener":
        """The running listener. Raises RuntimeError while none runs."""
        listener = self._running.reception.listener if self._running is not None else None
        if listener is None:
            raise RuntimeError("the listener is not running")
        return listener

    @property
    def listener_address(self) -> str:
        """Where events are taken; empty while they are not."""
        listener = self._running.reception.listener if self._running is not None else None
        return listener.address if listener is not None else ""

    @property
    def listener_problem(self) -> str | None:
        """Why no event can arrive at the moment; None when all is well or still starting."""
        return self._running.reception.problem if self._running is not None else None

    @property
    def lacks_address(self) -> bool:
        """Whether `listener_problem` is that the address to listen at cannot be had."""
        return self._running is not None and self._running.reception.lacks_address

    def intake_problem(self) -> str | None:
        """Why no event can be stored at the moment; None when all is well."""
        return self._running.intake.failing if self._running is not None else None

    def download_progress(self, row: int) -> DownloadProgress | None:
        """How far the download of a recording is; None when none runs."""
        return self._running.downloader.progress(row) if self._running is not None else None

    def retry_listener(self) -> None:
        """Tries for the address again. Returns at once; `listener_problem` tells how it went."""
        self._for_the_person(lambda running: running.reception.retry())

    def ask_for_downloads(self, rows: Sequence[int], done: Callable[[], None] | None = None) -> None:
        """The person wants these downloaded now. Returns at once; ``done`` is called in another thread when it is written."""

        def ask(running: "Running") -> None:
            self.tidy.out_of_the_trash(rows)
            running.downloader.ask(rows)
            if done is not None:
                done()

        self._for_the_person(ask)

    def verify_again(self, rows: Sequence[int]) -> None:
        """Bandwidth is to be asked about these once more. Returns at once."""
        self._for_the_person(lambda running: running.verifier.ask(rows))

    def replay(self, deliveries: Sequence[int], done: Callable[[str], None]) -> None:
        """Takes deliveries of the journal in again, by their ids. Returns at once; ``done`` hears what became of them."""

        def take_in(running: "Running") -> None:
            from inbox.storage.journal.replay import replay

            replayed = replay(self.inbox.database, deliveries)
            rows = [each.recording_row for each in replayed if each.recording_row is not None]
            if rows:
                running.recordings_came(rows)
            done(" ".join(each.sentence for each in replayed))

        self._for_the_person(take_in)

    def apply_settings(self, changes: Mapping[str, object]) -> None:
        """Keeps settings in the file and goes by them from now on. Raises StorageProblem.

        The listener is started anew soon after when it is concerned; `on_failure` hears when it cannot.
        """
        save_settings(self.inbox.folder, changes)
        self._go_by_file()

    def follow_settings(self) -> None:
        """Goes by what another program kept in the keyring, and it or the person by hand wrote into the file.

        Raises StorageProblem when that is wrong.
        """
        self.account.follow()
        if self.settings_watch.has_changed():
            self._go_by_file()

    def protect(self, username: str, password: str) -> str | None:
        """Asks senders for these from now on; for nothing when both are empty. May wait for the keyring.

        Gives a sentence when it could not be done.
        """
        why_not = save_webhook_credentials(username, password)
        if why_not is not None:
            return why_not
        try:
            self.apply_settings({IN_KEYRING: bool(username)})
        except Problem as problem:
            return str(problem)
        return None

    def _go_by_file(self) -> None:
        with self._settings_lock:
            self._go_by(self.inbox.settings, self.inbox.load_settings_again())

    def _go_by(self, before: Settings, after: Settings) -> None:
        changed = {field.name for field in fields(after) if getattr(after, field.name) != getattr(before, field.name)}
        self.settings = replace(self.settings, **{name: getattr(after, name) for name in changed})
        if changed:
            _log.info("These settings are others now: %s.", ", ".join(sorted(changed)))
        if changed & _OF_THE_LISTENER:
            same_port = not changed & _ADDRESS
            self._for_the_person(lambda running: running.reception.restart(same_port=same_port))
        if changed & _OF_BANDWIDTH:
            self._account_changed()
        if changed & _OF_DOWNLOADS:
            self._for_the_person(partial(self._download_by, changed))

    def _download_by(self, changed: set[str], running: "Running") -> None:
        """The rules look again; the downloader at what it may."""
        if changed & _OF_THE_RULES:
            self.inbox.control.rules_changed()
        if "downloads_paused" in changed and self.settings.downloads_paused:
            running.downloader.stop_rows()  # what was clicked goes on where it was
        running.downloader.wake()

    def _account_changed(self) -> None:
        """What could not be had for want of credentials is tried again."""

        def wake(running: "Running") -> None:
            running.verifier.wake()
            running.downloader.try_now()
            running.catch_up.wake(Reason.ACCOUNT)

        self._for_the_person(wake)

    def _for_the_person(self, errand: "Callable[[Running], None]") -> None:
        """Does it in the errands' thread, once the program runs; what cannot be done is told to `on_failure`."""

        def do() -> None:
            if self._running is None:
                return
            try:
                errand(self._running)
            except Problem as problem:
                _log.warning("Something the person asked for was not done: %s", problem)
                self.on_failure(str(problem))

        self.errands.do(do)
