"""One download: from a claimed recording to a proven file, or to a verdict."""

import hashlib
import logging
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from inbox.domain.failure import Failure, Remedy
from inbox.domain.media_format import MAGIC_LENGTH, MediaFormat, media_format
from inbox.domain.recording import Recording, why_nothing_to_download
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.domain.verdict import Verdict, judge
from inbox.network.media_client import MediaClient
from inbox.pipeline.inspection import Inspection, inspect
from inbox.storage.downloads import Downloads
from inbox.storage.media_store import MediaStore

_log = logging.getLogger(__name__)

_BYTES_PER_SECOND_AT_MOST = 192_000
"""48 kHz, 16 bit, two channels: far more than telephone audio needs."""
_SECONDS_AT_LEAST = 3_600.0

Progress = Callable[[int, int | None], None]


class _HashingSink:
    """Writes to the part file; keeps the first bytes and the SHA-256 as they pass."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._sha256 = hashlib.sha256()
        self.head = b""

    def write(self, data: bytes, /) -> None:
        if len(self.head) < MAGIC_LENGTH:
            self.head += data[: MAGIC_LENGTH - len(self.head)]
            if len(self.head) == MAGIC_LENGTH and media_format(self.head) is None:
                raise _NotMedia
        self._sha256.update(data)
        self._file.write(data)

    @property
    def sha256(self) -> str:
        return self._sha256.hexdigest()


class _NotMedia(Exception):
    """The first bytes are neither WAV nor MP3: the rest need not be fetched."""


@dataclass(frozen=True, slots=True)
class _Proven:
    """A part file that is whole and decodes."""

    media_bytes: int
    sha256: str
    media_format: MediaFormat
    inspection: Inspection


class Download:
    """Downloads claimed recordings, one at a time; each worker thread has its own."""

    def __init__(self, client: MediaClient, media: MediaStore, downloads: Downloads, owner: str) -> None:
        self._client = client
        self._media = media
        self._downloads = downloads
        self._owner = owner

    def run(self, recording: Recording, progress: Progress, cancelled: Callable[[], bool]) -> Verdict | None:
        """Downloads ``recording``, which `owner` has claimed, and records how it ended; None when it is there.

        A cancelled download is no failure: it keeps its claim, for whoever cancelled it to let go.
        Raises StoreFailing when even the ending cannot be recorded: the claim then runs out by itself.
        """
        nothing = why_nothing_to_download(recording.status, recording.media_url, recording.ids)
        if nothing is not None:
            return self._end(recording, Verdict(DownloadStatus.GIVEN_UP, nothing))
        try:
            proven = self._fetch(recording, progress, cancelled)
            if isinstance(proven, Failure):
                self._media.discard(recording.id)
                if cancelled():
                    return Verdict(DownloadStatus.WAITING, proven.sentence)
                return self._end(recording, judge(recording, proven, now(), random.random()))
            path = self._media.finish(recording.id, recording.recording_id, proven.media_format)
        except OSError as problem:
            _log.warning("Recording %d could not be written: %s", recording.id, problem)
            with suppress(OSError):
                self._media.discard(recording.id)
            failure = Failure(f"The media could not be written to disk: {problem.strerror or problem}.", Remedy.TRY_LATER)
            return self._end(recording, judge(recording, failure, now(), random.random()))
        self._downloads.finished(
            recording.id,
            self._owner,
            media_name=path.name,
            media_bytes=proven.media_bytes,
            sha256=proven.sha256,
            media_format=proven.media_format.value,
            media_seconds=proven.inspection.seconds,
            peaks=proven.inspection.peaks,
        )
        return None

    def _fetch(self, recording: Recording, progress: Progress, cancelled: Callable[[], bool]) -> _Proven | Failure:
        with self._media.open_part(recording.id) as file:
            sink = _HashingSink(file)
            try:
                received = self._client.fetch(
                    recording.ids,
                    sink,
                    progress=progress,
                    cancelled=cancelled,
                    largest_bytes=_largest_bytes(recording),
                )
            except _NotMedia:
                return _not_media()
            if isinstance(received, Failure):
                return received
            file.flush()
        kind = media_format(sink.head)
        if kind is None:
            return _not_media()
        inspection = inspect(self._media.part_file(recording.id), kind)
        if isinstance(inspection, str):
            return Failure(inspection, Remedy.BAD_MEDIA)
        return _Proven(received, sink.sha256, kind, inspection)

    def _end(self, recording: Recording, verdict: Verdict) -> Verdict:
        self._downloads.failed(recording.id, self._owner, verdict.status, verdict.sentence, verdict.next_try_at)
        return verdict


def _not_media() -> Failure:
    return Failure("What came from Bandwidth is neither WAV nor MP3, so it was not kept.", Remedy.BAD_MEDIA)


def _largest_bytes(recording: Recording) -> int:
    """A bound that no real recording of this length reaches; the event's own length is believed with a wide margin."""
    spans = [_SECONDS_AT_LEAST, 2 * (recording.duration_seconds or 0.0)]
    if recording.started_at is not None and recording.ended_at is not None:
        spans.append((recording.ended_at - recording.started_at).total_seconds())
    return int(min(max(spans), 25 * 3_600.0) * _BYTES_PER_SECOND_AT_MOST)
