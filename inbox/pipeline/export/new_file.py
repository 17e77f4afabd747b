"""A file that is there whole, or not at all: written out of sight, put in its place at the end."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from inbox.domain.problems import Problem
from inbox.storage.syncing import sync_folder

_FLAGS = os.O_RDWR | getattr(os, "O_BINARY", 0)
_NAMELESS = getattr(os, "O_TMPFILE", None)
_BUFFER = 1 << 20
_KNOWN = {
    errno.ENOENT: "its folder is not there",
    errno.EACCES: "you may not write to that folder",
    errno.EPERM: "you may not write to that folder",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.EROFS: "that disk can only be read",
    errno.EFBIG: "the file would be larger than that disk allows",
    errno.ENAMETOOLONG: "the name is too long",
}


class NotWritten(Problem):
    """The file could not be written; nothing of it is left."""


@contextmanager
def new_file(path: Path, never_in: Path) -> Iterator[BinaryIO]:
    """A file to write into and read from, which has the name ``path`` once the block has ended well, in place of an older one.

    Where the system can, it has no name until then, so that not even a kill leaves anything behind; elsewhere it is called
    ``.NAME….part`` meanwhile. It is for the person alone (0600). ``never_in`` is the folder of the inbox itself. Raises
    NotWritten.
    """
    part = path.with_name(f".{path.name[:60]}.{secrets.token_hex(4)}.part")
    try:
        _refuse(path, never_in)
        descriptor, is_named = _open(part)
        try:
            with os.fdopen(descriptor, "r+b", _BUFFER) as file:
                yield file
                file.flush()
                os.fsync(descriptor)
                if (
                    not is_named
                ):  # with a folder, which counts for nothing here, it is the file that is linked, not the link to it
                    os.link(f"/proc/self/fd/{descriptor}", part, src_dir_fd=descriptor)
            part.replace(path)
            sync_folder(path.parent)
        except BaseException:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
    except OSError as problem:
        why = _KNOWN.get(problem.errno or 0) or problem.strerror or str(problem)
        raise NotWritten(f"{path} could not be written: {why}. Nothing of it was left behind.") from problem


def _refuse(path: Path, never_in: Path) -> None:
    if path.is_dir():
        raise NotWritten(f"{path} is a folder. Name the file in it that is to be written.")
    if path.exists() and not path.is_file():
        raise NotWritten(f"{path} is no plain file, so it is not written over.")
    if path.resolve().is_relative_to(never_in.resolve()):
        raise NotWritten(f"{path} would be among the inbox's own files. Choose a place outside {never_in}.")


def _open(part: Path) -> tuple[int, bool]:
    """An empty file, and whether it has a name yet."""
    if _NAMELESS is not None and os.access("/proc/self/fd", os.R_OK):
        with suppress(OSError):  # not every file system can
            return os.open(part.parent, _FLAGS | _NAMELESS, 0o600), False
    return os.open(part, _FLAGS | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600), True
