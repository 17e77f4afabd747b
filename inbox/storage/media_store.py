"""The downloaded files: written beside, checked, put in place whole; named by us, never by what an event says."""

import hashlib
import os
import re
from pathlib import Path
from typing import BinaryIO

from inbox.domain.media_format import MediaFormat

_NAME = re.compile(r"\d{1,19}-[0-9a-f]{16}\.(?:wav|mp3)", re.ASCII)
_ALONE = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


def media_name(row: int, recording_id: str, media_format: MediaFormat) -> str:
    """The file name of a recording's media: row id, a hash of Bandwidth's id, and the format as seen in the bytes."""
    return f"{row}-{hashlib.sha256(recording_id.encode('utf-8', 'backslashreplace')).hexdigest()[:16]}.{media_format.value}"


class MediaStore:
    """The folder of media files, all 0600. Every method may raise OSError (disk full, folder gone)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def part_file(self, row: int) -> Path:
        """Where the download of the recording ``row`` is written until it is whole."""
        return self._folder / f"{row:d}.part"

    def open_part(self, row: int) -> BinaryIO:
        """A new, empty part file, open for writing and reading. An older one, or a link planted there, is removed first."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.part_file(row)
        path.unlink(missing_ok=True)
        return os.fdopen(os.open(path, _ALONE, 0o600), "w+b")

    def finish(self, row: int, recording_id: str, media_format: MediaFormat) -> Path:
        """Put the part file, already closed, in its place; on return it is on disk under the name that is given back."""
        part, target = self.part_file(row), self._folder / media_name(row, recording_id, media_format)
        descriptor = os.open(part, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        part.replace(target)
        self._sync_folder()
        return target

    def discard(self, row: int) -> None:
        """Remove the part file, if there is one."""
        self.part_file(row).unlink(missing_ok=True)

    def path_of(self, name: str) -> Path:
        """The path of a finished file. Raises ValueError for a name that is not of the form given by `media_name`."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a media file's name: {name!r}")
        return self._folder / name

    def _sync_folder(self) -> None:
        if os.name != "posix":
            return
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
