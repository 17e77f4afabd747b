"""The downloader: worker threads that take recordings from the queue in the database."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from inbox.domain.largest_media import DEFAULT_MEGABYTES
from inbox.domain.progress import DownloadProgress
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.network.client.media_client import MediaClient
from inbox.pipeline.downloads.download import Download
from inbox.pipeline.downloads.download_rest import DownloadRest
from inbox.pipeline.downloads.gate import Gate
from inbox.pipeline.downloads.second_opinion import SecondOpinion
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.downloads.media_store import MediaStore
from inbox.storage.downloads.part_files import PartFiles
from inbox.storage.problems import StoreFailing

_log = logging.getLogger(__name__)

OWNER = "service"
_LEASE = timedelta(seconds=60)
_CHECK_SECONDS = 1.0
"""How often claims are looked at: a download that was paused or cancelled from another process ends within two of these."""
_RENEW_SECONDS = 15.0
"""All of one owner's claims are renewed this often, whatever their downloads wait for."""
_LOOK_AGAIN_SECONDS = 30.0
_SHOW_PROGRESS_SECONDS = 0.1
_JOIN_SECONDS = 10.0
_ENDING_SECONDS = 0.1
_AFTER_MISTAKE = timedelta(hours=1)
_MISTAKE = "This program made a mistake with the download. The log tells more: please report it. It is tried again in an hour."


class Downloader:
    """Downloads what waits, as often as it takes; what the person asks for comes first.

    The queue is the database, so a restart needs no recovery code: claims of an earlier run are let go at the start.
    """

    def __init__(
        self,
        downloads: Downloads,
        media: MediaStore,
        part_files: PartFiles,
        client: Callable[[], MediaClient],
        changed: Callable[[Sequence[int]], None],
        *,
        gate: Gate,
        keep_free_bytes: Callable[[], int] = lambda: 0,
        largest_megabytes: Callable[[], int] = lambda: DEFAULT_MEGABYTES,
        workers: Callable[[], int] = lambda: 2,
        second_opinion: Callable[[], SecondOpinion | None] = lambda: None,
    ) -> None:
        """``keep_free_bytes``, ``largest_megabytes`` and ``workers`` are asked each time: they may change while it runs.

        ``second_opinion`` makes one for each worker.
        """
        self._second_opinion = second_opinion
        self._downloads = downloads
        self._media = media
        self._part_files = part_files
        self._make_client = client
        self._changed = changed
        self._gate = gate
        self._keep_free_bytes = keep_free_bytes
        self._largest_megabytes = largest_megabytes
        self._workers = workers
        self._rest = DownloadRest()
        self._progress: dict[int, DownloadProgress] = {}
        self._running: dict[int, Download] = {}
        self._wake = threading.Condition()
        self._woken = 0
        self._stopping = threading.Event()
        self._is_started = False
        self._lost: set[int] = set()
        self._left: set[int] = set()
        self._told = ""
        self._keeper = threading.Thread(target=self._keep_claims, name="download-claims", daemon=True)
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Lets go of the claims of an earlier run and starts the workers."""
        try:
            self._downloads.take_over_from_the_dead(OWNER, now())
            self._media.discard_parts_except(self._part_files.needed())
        except (StoreFailing, OSError) as problem:
            _log.warning("What an earlier run left could not be tidied up; its claims end by themselves in a minute: %s", problem)
        self._is_started = True
        self._fill()
        self._keeper.start()

    def stop(self) -> None:
        """Ends running downloads where they are and joins; their recordings wait for the next start."""
        self._stopping.set()
        self.wake()
        deadline = time.monotonic() + _JOIN_SECONDS
        while any(thread.is_alive() for thread in self._threads) and time.monotonic() < deadline:
            for download in list(self._running.values()):
                download.interrupt()
            for thread in self._threads:
                thread.join(0.1)
        if self._keeper.ident is not None:
            self._keeper.join(_JOIN_SECONDS)
        try:
            self._downloads.release_owner(OWNER)
        except StoreFailing as problem:
            _log.warning("Claims could not be let go, and end by themselves in a minute: %s", problem)

    @property
    def is_automatic(self) -> bool:
        """Whether more is downloaded than what the person asks for, as it was found last; never waits."""
        return self._gate.why_not() is None

    @property
    def resting(self) -> str | None:
        """The sentence why nothing at all is downloaded at the moment: offline, credentials, the disk; None when all is well."""
        return self._rest.why

    def wake(self) -> None:
        """Something may be waiting now, or more may be allowed."""
        with self._wake:
            self._woken += 1
            self._wake.notify_all()
        self._fill()

    def try_now(self) -> None:
        """What was in the way may be gone: the network is back, the account another, the person wants it."""
        self._rest.try_now()
        self.wake()

    def ask(self, rows: Sequence[int]) -> None:
        """The person wants these recordings: first in the queue, and tried whatever was before."""
        self._downloads.ask(rows, now())
        self._changed(rows)
        self.try_now()

    def stop_row(self, row: int) -> None:
        """Ends a running download where it is. Its recording waits, unless what it is to do is written already."""
        with self._wake:
            if row not in self._running:
                return
            self._lost.add(row)
            download = self._running[row]
        download.interrupt()

    def stop_rows(self) -> None:
        """Ends everything that is being downloaded; what may go on goes on where it was."""
        for row in list(self._running):
            self.stop_row(row)

    def progress(self, row: int) -> DownloadProgress | None:
        """How far the download of a recording is; None when none runs."""
        return self._progress.get(row)

    def _fill(self) -> None:
        """Starts the workers that are wanted and do not run."""
        if not self._is_started:
            return
        with self._wake:
            while len(self._threads) < self._workers() and not self._stopping.is_set():
                number = len(self._threads) + 1
                thread = threading.Thread(target=self._run, args=(number,), name=f"downloader-{number}", daemon=True)
                self._threads.append(thread)
                thread.start()

    def _run(self, number: int) -> None:
        client = self._make_client()
        download = Download(
            client,
            self._media,
            self._downloads,
            self._part_files,
            OWNER,
            keep_free_bytes=self._keep_free_bytes,
            largest_megabytes=self._largest_megabytes,
            failed=self._rest.failed,
            second_opinion=self._second_opinion(),
        )
        seen = 0
        while not self._stopping.is_set():
            try:
                recording = self._next() if number <= self._workers() else None
                if recording is not None:
                    self._download(download, recording)
                    continue
                pause = self._pause()
                self._told = ""
            except StoreFailing as problem:
                if str(problem) != self._told:  # each event that comes meanwhile wakes this thread
                    self._told = str(problem)
                    _log.warning("The download queue cannot be read: %s", problem)
                pause = _LOOK_AGAIN_SECONDS
            except Exception:
                _log.exception("A download ended by a problem of our own; the queue goes on.")
                pause = _LOOK_AGAIN_SECONDS
            with self._wake:
                if self._woken == seen and not self._stopping.is_set():
                    self._wake.wait(pause)
                seen = self._woken
        client.close()

    def _next(self) -> Recording | None:
        for row in list(self._left):  # how their downloads ended could not be written
            self._downloads.release(row, OWNER)
            self._left.discard(row)
        if self._rest.pause() > 0:
            return None
        asked_only = not self._gate.automatic()
        return self._downloads.claim(OWNER, now(), _LEASE, asked_only=asked_only, wanted=self._gate.wanted)

    def _pause(self) -> float:
        """Seconds until something in the queue is due, within bounds."""
        due = self._downloads.next_due(asked_only=not self.is_automatic)
        wait = _LOOK_AGAIN_SECONDS if due is None else min(max((due - now()).total_seconds(), 0.1), _LOOK_AGAIN_SECONDS)
        rest = self._rest.pause()
        return min(rest, _LOOK_AGAIN_SECONDS) if rest > 0 else wait

    def _download(self, download: Download, recording: Recording) -> None:
        row = recording.id
        shown_at = time.monotonic()

        def progress(received: int, total: int | None) -> None:
            nonlocal shown_at
            self._progress[row] = DownloadProgress(received, total)
            moment = time.monotonic()
            if moment - shown_at >= _SHOW_PROGRESS_SECONDS:
                shown_at = moment
                self._changed([row])

        with self._wake:
            is_ending = row in self._running  # it was stopped, and asked for again before it has ended
            if not is_ending:
                self._running[row] = download
        if is_ending:
            self._downloads.release(row, OWNER)
            self._stopping.wait(_ENDING_SECONDS)
            return
        self._progress[row] = DownloadProgress(0, None)
        self._changed([row])
        is_stopped = False
        try:
            outcome = download.run(recording, progress, lambda: self._stopping.is_set() or row in self._lost)
            is_stopped = row in self._lost
            if outcome is None:
                self._rest.succeeded()
            elif not is_stopped and not self._stopping.is_set():
                _log.info("Recording %d was not downloaded (%s): %s", row, outcome.status, outcome.sentence)
        except StoreFailing:
            self._left.add(row)
            raise
        except Exception:
            _log.exception("Recording %d could not be downloaded because of a mistake in this program.", row)
            self._downloads.failed(row, OWNER, DownloadStatus.FAILED, _MISTAKE, now() + _AFTER_MISTAKE)
        finally:
            self._progress.pop(row, None)
            try:
                if is_stopped:
                    self._downloads.release(row, OWNER)
            finally:
                with self._wake:
                    self._running.pop(row, None)
                    self._lost.discard(row)
                self._changed([row])

    def _keep_claims(self) -> None:
        """Renews what is being downloaded; a claim that another process has taken over ends its download here."""
        renewed_at = time.monotonic()
        doubted: set[int] = set()
        while not self._stopping.wait(_CHECK_SECONDS):
            is_due = time.monotonic() - renewed_at >= _RENEW_SECONDS
            renewed_at = time.monotonic() if is_due else renewed_at
            gone = {row for row in list(self._running) if not self._keeps(row, is_due) and row in self._progress}
            for row in gone & doubted:  # a download that has just ended has no claim either
                self.stop_row(row)
            doubted = gone

    def _keeps(self, row: int, is_due: bool) -> bool:
        try:
            return self._downloads.renew(row, OWNER, now() + _LEASE) if is_due else self._downloads.is_claimed(row, OWNER)
        except StoreFailing as problem:
            _log.warning("A claim could not be renewed: %s", problem)
            return True
