"""The bytes of a recording's media, into its part file: from where an earlier try broke off, when that can be gone on with."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO

from inbox.domain.failure import Failure, Remedy
from inbox.domain.largest_media import largest_media
from inbox.domain.media_format import MediaFormat, media_format
from inbox.domain.part_file import MediaVersion, PartFile
from inbox.domain.recording import Recording
from inbox.domain.times import now
from inbox.network.client.media_client import MediaClient
from inbox.pipeline.downloads.disk_room import DiskRoom, NoRoom
from inbox.pipeline.downloads.hashing_sink import AnotherFile, HashingSink, NotMedia, bring_to_disk
from inbox.storage.downloads.media_store import MediaStore
from inbox.storage.downloads.part_files import PartFiles
from inbox.storage.problems import StoreFailing

_log = logging.getLogger(__name__)

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class FetchedPart:
    """A part file in which every byte has come; not decoded yet."""

    media_bytes: int
    sha256: str
    media_format: MediaFormat


@dataclass(frozen=True, slots=True)
class BrokenOff:
    """A try that did not come to the end."""

    failure: Failure
    came_further: bool = False
    """More is here now than before, and can be gone on with."""


class Fetching:
    """Fetches one file after the other. For one thread; writing to the disk may raise OSError, the store StoreFailing."""

    def __init__(
        self,
        client: MediaClient,
        media: MediaStore,
        part_files: PartFiles,
        room: DiskRoom,
        unknown_megabytes: Callable[[], int],
    ) -> None:
        """``unknown_megabytes`` is asked each time: how large a file may be of which nobody says how long it is."""
        self._client = client
        self._media = media
        self._part_files = part_files
        self._room = room
        self._unknown_megabytes = unknown_megabytes

    def fetch(self, recording: Recording, progress: Progress, cancelled: Callable[[], bool]) -> FetchedPart | BrokenOff:
        """All of the media into the part file, or as much as could be had."""
        row = recording.id
        part = self._part_files.read(row)
        file = self._media.open_part_again(row, part.synced_bytes) if part is not None else None
        if file is not None:
            with file:
                try:
                    return self._into(file, part, recording, progress, cancelled)
                except AnotherFile:
                    _log.info("Recording %d is another file at Bandwidth by now, so it is fetched anew.", row)
        if part is not None and (file is not None or not part.is_whole):  # else its whole file may turn up yet
            self._part_files.forget(row)
        with self._media.open_part(row) as file:
            return self._into(file, None, recording, progress, cancelled)

    def _into(
        self, file: FileIO, part: PartFile | None, recording: Recording, progress: Progress, cancelled: Callable[[], bool]
    ) -> FetchedPart | BrokenOff:
        """Raises AnotherFile when ``part`` cannot be gone on with after all."""
        length = part.synced_bytes if part is not None else 0
        is_first = True

        def told(received: int, total: int | None) -> None:
            nonlocal is_first
            self._room.look(received, total, first=is_first)
            is_first = False
            progress(received, total)

        def synced(count: int, version: MediaVersion) -> None:
            with suppress(StoreFailing):  # the worse for the next try, and only for that
                self._note(recording.id, count, version)

        with HashingSink(file, length, synced) as sink:
            try:
                if part is not None and part.is_whole:
                    sink.read_what_is_here()
                    received: int | Failure = length
                else:
                    largest = largest_media(recording, self._unknown_megabytes())
                    received = self._client.fetch(
                        recording.ids, sink, part=part, progress=told, cancelled=cancelled, largest=largest
                    )
            except NotMedia:
                return BrokenOff(not_media(sink.head))
            except NoRoom as problem:
                received = problem.failure
            except KeyboardInterrupt:
                self._keep(recording.id, file, sink)
                raise
            if isinstance(received, Failure):
                has_grown = sink.came_to > length and not sink.started_over
                if received.remedy in (Remedy.TRY_LATER, Remedy.ACT):
                    self._keep(recording.id, file, sink)
                return BrokenOff(received, has_grown)
            sha256 = sink.finish()
        kind = media_format(sink.head)
        if kind is None:
            return BrokenOff(not_media(sink.head))
        if part is not None and part.is_whole:
            if part.sha256 not in (None, sha256):
                raise AnotherFile
        else:
            # before it gets its name: should this process die in between, the next one finds it and need not fetch it again
            version = sink.version
            self._part_files.note(recording.id, PartFile(received, received, version.etag, version.last_modified, sha256), now())
        return FetchedPart(received, sha256, kind)

    def _keep(self, row: int, file: FileIO, sink: HashingSink) -> None:
        """Notes what the next try can go on with."""
        if sink.has_begun and sink.came_to:
            bring_to_disk(file.fileno())
            self._note(row, sink.came_to, sink.version)

    def _note(self, row: int, count: int, version: MediaVersion) -> None:
        self._part_files.note(row, PartFile(count, version.total_bytes, version.etag, version.last_modified, None), now())


def not_media(head: bytes) -> Failure:
    """What came is no sound: nothing, a web page, as a network that one must sign in to gives it, or anything else."""
    if not head:
        return Failure(
            "Bandwidth gave an empty file, of 0 bytes, so there was nothing to keep. Another try fetches it again; if it stays "
            "so, ask Bandwidth's support about this recording.",
            Remedy.BAD_MEDIA,
        )
    if head.removeprefix(_BYTE_ORDER_MARK).lstrip().startswith(b"<"):
        return Failure(
            "A web page came in place of the media, neither WAV nor MP3, so it was not kept. Does this network ask to sign in, "
            "or is there a proxy in between?",
            Remedy.TRY_LATER,
            only_here=True,
        )
    return Failure(
        "What came from Bandwidth is neither WAV nor MP3, so it was not kept. Another try fetches it again; if it stays so, ask "
        "Bandwidth's support about this recording.",
        Remedy.BAD_MEDIA,
    )
