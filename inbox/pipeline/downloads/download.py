"""One download: from a claimed recording to a proven file, or to what its failure means."""

import errno
import logging
import random
from collections.abc import Callable
from contextlib import suppress

from inbox.domain.download_outcome import TRIES_OF_BAD_MEDIA, DownloadOutcome, judge
from inbox.domain.durations import clock_text
from inbox.domain.failure import Failure, Remedy
from inbox.domain.largest_media import DEFAULT_MEGABYTES
from inbox.domain.media_format import MediaFormat
from inbox.domain.recording import Recording, why_nothing_to_download
from inbox.domain.statuses import DownloadStatus
from inbox.domain.times import now
from inbox.network.client.media_client import MediaClient
from inbox.pipeline.downloads.disk_room import DiskRoom
from inbox.pipeline.downloads.fetching import BrokenOff, Fetching, Progress
from inbox.pipeline.downloads.second_opinion import SecondOpinion
from inbox.pipeline.media.inspection import Inspection, inspect
from inbox.storage.downloads.downloads import Downloads
from inbox.storage.downloads.media_store import MediaStore
from inbox.storage.downloads.part_files import PartFiles

_log = logging.getLogger(__name__)

_ENDED = "The download was ended before the file was looked at."
_NOT_KEPT = "What came was not kept; another try fetches all of it again."


class Download:
    """Downloads claimed recordings, one at a time; each worker thread has its own."""

    def __init__(
        self,
        client: MediaClient,
        media: MediaStore,
        downloads: Downloads,
        part_files: PartFiles,
        owner: str,
        *,
        keep_free_bytes: Callable[[], int] = lambda: 0,
        largest_megabytes: Callable[[], int] = lambda: DEFAULT_MEGABYTES,
        failed: Callable[[Failure], None] = lambda _failure: None,
        second_opinion: SecondOpinion | None = None,
    ) -> None:
        """``failed`` hears of each failure, before its outcome is written; ``second_opinion``: without it an event's word ends
        a download.
        """
        self._client = client
        self._second_opinion = second_opinion
        self._media = media
        self._downloads = downloads
        self._part_files = part_files
        self._owner = owner
        self._room = DiskRoom(media, keep_free_bytes)
        self._fetching = Fetching(client, media, part_files, self._room, largest_megabytes)
        self._told = failed

    def run(self, recording: Recording, progress: Progress, cancelled: Callable[[], bool]) -> DownloadOutcome | None:
        """Downloads ``recording``, which `owner` has claimed, and records how it ended; None when it is there.

        A cancelled download is no failure: it keeps its claim, for whoever cancelled it to let go, and what came of the file.
        Raises StoreFailing when even the ending cannot be recorded: the claim then runs out by itself.
        """
        nothing = why_nothing_to_download(recording.status, recording.media_url, recording.ids)
        if nothing is not None and self._second_opinion is not None:
            nothing = self._second_opinion.why_nothing(recording, nothing)
            if cancelled():
                return DownloadOutcome(DownloadStatus.WAITING, _ENDED)
        if nothing is not None:
            return self._end(recording, DownloadOutcome(DownloadStatus.GIVEN_UP, nothing, attempts=recording.attempts + 1))
        try:
            broken = self._try(recording, progress, cancelled)
        except OSError as problem:
            broken = BrokenOff(self._of_the_disk(recording, problem))
        if broken is None:
            return None
        if cancelled():
            return DownloadOutcome(DownloadStatus.WAITING, broken.failure.sentence)
        self._told(broken.failure)
        outcome = judge(recording, broken.failure, now(), random.random(), came_further=broken.came_further)
        if broken.failure.remedy not in (Remedy.TRY_LATER, Remedy.ACT) or outcome.status is not DownloadStatus.FAILED:
            self._throw_away(recording)
        return self._end(recording, outcome)

    def interrupt(self) -> None:
        """Makes a request that waits in another thread end at once."""
        self._client.interrupt()
        if self._second_opinion is not None:
            self._second_opinion.interrupt()

    def _try(self, recording: Recording, progress: Progress, cancelled: Callable[[], bool]) -> BrokenOff | None:
        no_room = self._room.why_not()
        if no_room is not None:
            return self._without_room(recording, BrokenOff(no_room))
        if self._adopt(recording, cancelled):
            return None
        if cancelled():
            return BrokenOff(Failure(_ENDED, Remedy.TRY_LATER))
        before = self._part_files.read(recording.id)
        fetched = self._fetching.fetch(recording, progress, cancelled)
        if isinstance(fetched, BrokenOff):
            if self._part_files.read(recording.id) is None:
                self._media.discard(recording.id)
            return self._without_room(recording, fetched) if self._room.why_not() is not None else fetched
        path = self._media.part_file(recording.id)
        inspection = inspect(path, fetched.media_format, accept_cut_short=True, cancelled=cancelled)
        if isinstance(inspection, str):
            return BrokenOff(Failure(f"{inspection} {_NOT_KEPT}", Remedy.BAD_MEDIA))
        if inspection.cut_short is not None:
            is_last = recording.attempts + 1 >= TRIES_OF_BAD_MEDIA
            if not (is_last and before is not None and before.sha256 == fetched.sha256):
                path.unlink()  # its sum stays noted: the next try tells by it whether Bandwidth has no more of it
                return BrokenOff(Failure(f"{inspection.cut_short} {_NOT_KEPT}", Remedy.BAD_MEDIA))
        path = self._media.finish(recording.id, recording.recording_id, fetched.media_format)
        self._finished(recording, path.name, fetched.media_bytes, fetched.sha256, fetched.media_format, inspection)
        return None

    def _adopt(self, recording: Recording, cancelled: Callable[[], bool]) -> bool:
        """Whether the file is in its place already: an earlier process ended after it had put it there."""
        part = self._part_files.read(recording.id)
        if part is None or part.sha256 is None:
            return False
        found = self._media.finished_file(recording.id, recording.recording_id, part.sha256)
        if found is None:
            return False
        path, kind = found
        inspection = inspect(path, kind, accept_cut_short=True, cancelled=cancelled)
        if isinstance(inspection, str):
            return False
        self._finished(recording, path.name, part.synced_bytes, part.sha256, kind, inspection)
        return True

    def _finished(
        self, recording: Recording, name: str, media_bytes: int, sha256: str, kind: MediaFormat, inspection: Inspection
    ) -> None:
        self._downloads.finished(
            recording.id,
            self._owner,
            media_name=name,
            media_bytes=media_bytes,
            sha256=sha256,
            media_format=kind.value,
            media_seconds=inspection.seconds,
            peaks=inspection.peaks,
            sound=inspection.sound,
            remark=_remark(inspection),
        )

    def _of_the_disk(self, recording: Recording, problem: OSError) -> Failure:
        _log.info("Recording %d could not be written: %s", recording.id, problem)
        with suppress(OSError):
            no_room = self._room.why_not()
            if no_room is not None:
                return self._without_room(recording, BrokenOff(no_room)).failure
        if problem.errno != errno.ENOSPC:  # what is on a disk that fails is not to be gone on with
            self._throw_away(recording)
        sentence = (
            f"The media could not be written to {self._media.folder}: {problem.strerror or problem}. See to it that the disk is "
            "there, has room, and may be written to; it is tried again by itself."
        )
        return Failure(sentence, Remedy.TRY_LATER, for_all=True)

    def _without_room(self, recording: Recording, broken: BrokenOff) -> BrokenOff:
        """The part gives back its room, where that is what the inbox itself lacks."""
        if self._media.is_there:
            self._throw_away(recording)
        return BrokenOff(broken.failure)

    def _throw_away(self, recording: Recording) -> None:
        with suppress(OSError):
            path, part = self._media.part_file(recording.id), self._part_files.read(recording.id)
            has_bytes = path.exists() and path.stat().st_size > 0
            path.unlink(missing_ok=True)
            if part is not None and (has_bytes or part.sha256 is None):  # a whole file that is away may turn up yet
                self._part_files.forget(recording.id)

    def _end(self, recording: Recording, outcome: DownloadOutcome) -> DownloadOutcome:
        self._downloads.failed(
            recording.id, self._owner, outcome.status, outcome.sentence, outcome.next_try_at, attempts=outcome.attempts
        )
        return outcome


def _remark(inspection: Inspection) -> str | None:
    """What is to be said of a file that is here."""
    if inspection.promised is None:
        return None
    here, promised = clock_text(inspection.seconds), clock_text(inspection.promised)
    return f"Cut short at Bandwidth: {here} of {promised} is all that it has of this recording, and was kept."
