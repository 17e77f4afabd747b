"""The downloaded files: written beside, checked, put in place whole; named by us, never by what an event says."""

import contextlib
import hashlib
import os
import re
import shutil
from io import FileIO
from pathlib import Path

from inbox.domain.media_format import MediaFormat
from inbox.storage.folder_lock import try_lock
from inbox.storage.syncing import sync_folder

_NAME = re.compile(r"\d{1,19}-[0-9a-f]{16}\.(?:wav|mp3)", re.ASCII)
_PART = re.compile(r"(\d{1,19})\.part", re.ASCII)
_LINKLESS = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_ALONE = os.O_RDWR | os.O_CREAT | os.O_EXCL | _LINKLESS


def media_name(row: int, recording_id: str, media_format: MediaFormat) -> str:
    """The file name of a recording's media: row id, a hash of Bandwidth's id, and the format as seen in the bytes."""
    return f"{row}-{hashlib.sha256(recording_id.encode('utf-8', 'backslashreplace')).hexdigest()[:16]}.{media_format.value}"


class MediaStore:
    """The folder of media files, all 0600. Every method may raise OSError (disk full, folder gone).

    It is never made here: where it is missing, the disk that it is on was taken out.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where the files are."""
        return self._folder

    @property
    def is_there(self) -> bool:
        """Whether the folder can be had at all."""
        return self._folder.is_dir()

    def free_bytes(self) -> int:
        """How much can still be written to the disk that the folder is on."""
        return shutil.disk_usage(self._folder).free

    def part_file(self, row: int) -> Path:
        """Where the download of the recording ``row`` is written until it is whole."""
        return self._folder / f"{row:d}.part"

    def open_part(self, row: int) -> FileIO:
        """A new, empty part file, open for writing and reading. An older one, or a link planted there, is removed first."""
        path = self.part_file(row)
        path.unlink(missing_ok=True)
        file = FileIO(os.open(path, _ALONE, 0o600), "r+b")
        with contextlib.suppress(OSError):  # the lock keeps others from going on with it; it works without
            try_lock(file.fileno())
            file.seek(0)
        return file

    def open_part_again(self, row: int, length: int) -> FileIO | None:
        """The part file, cut to its first ``length`` bytes, open for writing and reading at its end.

        None when there is none to go on with: it is shorter, is no plain file of ours alone, or another process writes to it.
        """
        try:
            file = FileIO(os.open(self.part_file(row), os.O_RDWR | _LINKLESS), "r+b")
        except OSError:
            return None
        try:
            found = os.fstat(file.fileno())
            if found.st_nlink == 1 and found.st_size >= length:
                try_lock(file.fileno())
                file.truncate(length)
                file.seek(length)
                return file
        except OSError:
            pass
        file.close()
        return None

    def finish(self, row: int, recording_id: str, media_format: MediaFormat) -> Path:
        """Put the part file, already closed, in its place; on return it is on disk under the name that is given back."""
        part, target = self.part_file(row), self._folder / media_name(row, recording_id, media_format)
        descriptor = os.open(part, os.O_RDWR | _LINKLESS)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        part.replace(target)
        sync_folder(self._folder)
        return target

    def finished_file(self, row: int, recording_id: str, sha256: str) -> tuple[Path, MediaFormat] | None:
        """The file that `finish` put in place, when it is there and is that very one; it takes as long as reading it."""
        for kind in MediaFormat:
            path = self._folder / media_name(row, recording_id, kind)
            if path.is_file() and not path.is_symlink() and sha256_of(path) == sha256:
                return path, kind
        return None

    def discard(self, row: int) -> None:
        """Remove the part file, if there is one."""
        self.part_file(row).unlink(missing_ok=True)

    def discard_parts_except(self, rows: set[int]) -> int:
        """Remove the part files that nothing is left to go on with; gives how many."""
        left = [path for path in self._folder.iterdir() if (match := _PART.fullmatch(path.name)) and int(match[1]) not in rows]
        for path in left:
            path.unlink(missing_ok=True)
        return len(left)

    def path_of(self, name: str) -> Path:
        """The path of a finished file. Raises ValueError for a name that is not of the form given by `media_name`."""
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a media file's name: {name!r}")
        return self._folder / name


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
