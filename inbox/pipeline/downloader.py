"""The downloader: worker threads that take recordings from the queue in the database."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from inbox.domain.progress import DownloadProgress
from inbox.domain.recording import Recording
from inbox.domain.times import now
from inbox.network.media_client import MediaClient
from inbox.pipeline.download import Download
from inbox.storage.downloads import Downloads
from inbox.storage.media_store import MediaStore
from inbox.storage.problems import StoreFailing

_log = logging.getLogger(__name__)

OWNER = "service"
_LEASE = timedelta(seconds=60)
_RENEW_SECONDS = 15.0
"""All of one owner's claims are renewed this often, whatever their downloads wait for."""
_LOOK_AGAIN_SECONDS = 30.0
_SHOW_PROGRESS_SECONDS = 0.1
_JOIN_SECONDS = 10.0


class Downloader:
    """Downloads what waits, as often as it takes; what the person asks for comes first.

    The queue is the database, so a restart needs no recovery code: claims of an earlier run are let go at the start.
    """

    def __init__(
        self,
        downloads: Downloads,
        media: MediaStore,
        client: Callable[[], MediaClient],
        changed: Callable[[Sequence[int]], None],
        *,
        automatic: Callable[[], bool],
        workers: int = 2,
    ) -> None:
        self._downloads = downloads
        self._media = media
        self._client = client
        self._changed = changed
        self._automatic = automatic
        self._progress: dict[int, DownloadProgress] = {}
        self._clients: list[MediaClient] = []
        self._wake = threading.Condition()
        self._woken = 0
        self._stopping = threading.Event()
        self._lost: set[int] = set()
        self._told = ""
        self._keeper = threading.Thread(target=self._keep_claims, name="download-claims", daemon=True)
        self._threads = [
            threading.Thread(target=self._run, name=f"downloader-{number}", daemon=True) for number in range(1, workers + 1)
        ]

    def start(self) -> None:
        """Lets go of the claims of an earlier run and starts the workers."""
        self._let_go()
        for thread in (*self._threads, self._keeper):
            thread.start()

    def stop(self) -> None:
        """Ends running downloads where they are and joins; their recordings wait for the next start."""
        self._stopping.set()
        self.wake()
        deadline = time.monotonic() + _JOIN_SECONDS
        while any(thread.is_alive() for thread in self._threads) and time.monotonic() < deadline:
            for client in list(self._clients):
                client.interrupt()
            for thread in self._threads:
                thread.join(0.1)
        self._keeper.join(_JOIN_SECONDS)
        self._let_go()

    @property
    def is_automatic(self) -> bool:
        """Whether more is downloaded than what the person asks for."""
        return self._automatic()

    def wake(self) -> None:
        """Something may be waiting now."""
        with self._wake:
            self._woken += 1
            self._wake.notify_all()

    def ask(self, rows: Sequence[int]) -> None:
        """The person wants these recordings: first in the queue, and tried whatever was before."""
        self._downloads.ask(rows, now())
        self._changed(rows)
        self.wake()

    def progress(self, row: int) -> DownloadProgress | None:
        """How far the download of a recording is; None when none runs."""
        return self._progress.get(row)

    def _run(self) -> None:
        client = self._client()
        self._clients.append(client)
        download = Download(client, self._media, self._downloads, OWNER)
        seen = 0
        while not self._stopping.is_set():
            try:
                recording = self._downloads.claim(OWNER, now(), _LEASE, asked_only=not self._automatic())
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

    def _let_go(self) -> None:
        try:
            self._downloads.release_owner(OWNER)
        except StoreFailing as problem:
            _log.warning("Claims could not be let go, and end by themselves in a minute: %s", problem)

    def _pause(self) -> float:
        """Seconds until something in the queue is due, within bounds."""
        due = self._downloads.next_due() if self._automatic() else None
        if due is None:
            return _LOOK_AGAIN_SECONDS
        return min(max((due - now()).total_seconds(), 0.1), _LOOK_AGAIN_SECONDS)

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

        self._lost.discard(row)
        self._progress[row] = DownloadProgress(0, None)
        self._changed([row])
        try:
            verdict = download.run(recording, progress, lambda: self._stopping.is_set() or row in self._lost)
            if verdict is not None:
                _log.info("Recording %d was not downloaded (%s): %s", row, verdict.status, verdict.sentence)
        finally:
            self._progress.pop(row, None)
            self._changed([row])

    def _keep_claims(self) -> None:
        """Renews what is being downloaded; a claim that another process has taken over ends its download here."""
        while not self._stopping.wait(_RENEW_SECONDS):
            for row in list(self._progress):
                try:
                    if not self._downloads.renew(row, OWNER, now() + _LEASE) and row in self._progress:
                        self._lost.add(row)
                except StoreFailing as problem:
                    _log.warning("A claim could not be renewed: %s", problem)
