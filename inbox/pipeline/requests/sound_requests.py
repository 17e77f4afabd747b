"""What the player asks for: the sound of a recording that is still coming, and where a recording is silent."""

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from inbox.domain.failure import Failure
from inbox.domain.lengths import told_length
from inbox.domain.media_format import MediaFormat
from inbox.domain.part_file import MediaVersion
from inbox.domain.progress import DownloadProgress
from inbox.domain.recording import Recording
from inbox.domain.sound.sound_map import SoundMap
from inbox.domain.statuses import DownloadStatus
from inbox.storage.problems import StoreFailing

if TYPE_CHECKING:
    from inbox.network.client.range_client import RangeClient
    from inbox.pipeline.listening.growing_source import GrowingSource
    from inbox.pipeline.opened import OpenInbox

_log = logging.getLogger(__name__)

_ENOUGH_BYTES = 8 * 1024
"""Half a second of an 8 kHz WAV: what is heard while the next comes."""
_JOIN_SECONDS = 1.0


class SoundRequests:
    """Safe from any thread."""

    def __init__(self, inbox: "OpenInbox", progress: Callable[[int], DownloadProgress | None]) -> None:
        """``progress`` tells how far the download of a row is, None while none runs."""
        self._inbox = inbox
        self._progress = progress
        self._lock = threading.Lock()
        self._made: list[GrowingSource] = []
        self._is_over = False

    def stop(self) -> None:
        """Closes what was made, and joins its threads, all within a second; nothing is made any more."""
        with self._lock:
            self._is_over = True
            made, self._made = self._made, []
        for source in made:
            source.close()
        deadline = time.monotonic() + _JOIN_SECONDS
        left = [source for source in made if not source.stop(max(0.0, deadline - time.monotonic()))]
        if left:
            _log.info("What is fetched ahead of a download did not end within %g s; it ends with the program.", _JOIN_SECONDS)

    def has_begun(self, row: int) -> bool:
        """Whether so much of its download is here that its sound can begin. Never waits."""
        progress = self._progress(row)
        return progress is not None and progress.received >= min(_ENOUGH_BYTES, progress.total or _ENOUGH_BYTES)

    def growing(self, recording: Recording) -> "GrowingSource | None":
        """Its sound while it comes; None: too little is here, or nothing comes. Never waits. Whoever plays it closes it."""
        row = recording.id
        if not self.has_begun(row):
            return None
        from inbox.pipeline.listening.growing_source import GrowingSource  # needs numpy, which takes time to load

        ahead = _Ahead(self._inbox, recording, lambda: self._progress(row))
        source = GrowingSource(
            self._inbox.media.part_file(row),
            lambda: self._progress(row),
            lambda: self._whole(row),
            ahead.fetch,
            interrupt=ahead.interrupt,
            ended=ahead.close,
            why_stopped=lambda: self._why_stopped(row),
            seconds=told_length(recording),
        )
        with self._lock:
            if self._is_over:
                return None
            self._made = [*(one for one in self._made if not one.has_ended), source]
        return source

    def map_of(self, row: int, cancelled: Callable[[], bool] = lambda: False) -> SoundMap | None:
        """Where it is silent: as it is stored, else found from the file, which may take seconds, and stored.

        None when there is no file that can be decoded, or when it was ``cancelled``. Raises StoreFailing.
        """
        stored = self._inbox.sound_maps.read(row)
        if stored is not None:
            return stored
        recording = self._inbox.recordings.rows([row]).get(row)
        if recording is None or recording.media_path is None or recording.download_status is not DownloadStatus.DOWNLOADED:
            return None
        from inbox.pipeline.media.inspection import inspect

        path = Path(recording.media_path)
        looked = inspect(path, MediaFormat(path.suffix[1:]), accept_cut_short=True, cancelled=cancelled)
        if isinstance(looked, str):
            _log.info("The silences of recording %d cannot be told: %s", row, looked)
            return None
        try:
            self._inbox.sound_maps.write(row, looked.sound)
        except StoreFailing as problem:
            _log.info("The silences of recording %d were found, but not kept: %s", row, problem)
        return looked.sound

    def _whole(self, row: int) -> Path | None:
        recording = self._read(row)
        if recording is None or recording.download_status is not DownloadStatus.DOWNLOADED or recording.media_path is None:
            return None
        return Path(recording.media_path)

    def _why_stopped(self, row: int) -> str | None:
        recording = self._read(row)
        return recording.error if recording is not None else None

    def _read(self, row: int) -> Recording | None:
        try:
            return self._inbox.recordings.rows([row]).get(row)
        except StoreFailing as problem:
            _log.info("The recording that is played could not be read: %s", problem)
            return None


class _Ahead:
    """Fetches parts of one recording's media. `fetch` is for one thread, `interrupt` for any."""

    def __init__(self, inbox: "OpenInbox", recording: Recording, progress: Callable[[], DownloadProgress | None]) -> None:
        self._inbox = inbox
        self._recording = recording
        self._progress = progress
        self._client: RangeClient | None = None
        self._is_over = False

    def fetch(self, begin: int, end: int) -> bytes | None:
        """The bytes, or None when they cannot be had."""
        if self._is_over:
            return None
        if self._client is None:
            self._client = self._inbox.range_client()
        told = self._progress()
        try:
            part = self._inbox.part_files.read(self._recording.id)
        except StoreFailing:
            return None
        version = part.version if part is not None else MediaVersion(told.total if told is not None else None)
        piece = self._client.read(self._recording.ids, begin, end, version)
        if isinstance(piece, Failure):
            _log.info("A part of recording %d was not had ahead of its download: %s", self._recording.id, piece.sentence)
            return None
        return piece

    def interrupt(self) -> None:
        """Nothing more is wanted."""
        self._is_over = True
        if self._client is not None:
            self._client.interrupt()

    def close(self) -> None:
        """Closes the connection; after the last `fetch`."""
        if self._client is not None:
            self._client.close()
