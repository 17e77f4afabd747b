"""Moving a whole file, also to another disk."""

import os
import shutil
from contextlib import suppress
from errno import ENOSPC, EXDEV
from pathlib import Path

from inbox.storage.syncing import sync_folder

_LEFT_FREE_BYTES = 500_000_000
"""The inbox itself is on the disk of the trash: a file from another disk does not fill it."""


def carry(source: Path, target: Path) -> None:
    """Moves a file; under its new name it is whole, or not there at all.

    Raises OSError. Then it is where it was; under both names when only the old one could not be removed on another disk.
    """
    try:
        source.replace(target)
    except OSError as problem:
        if problem.errno != EXDEV:
            raise
        _copy(source, target)
        source.unlink()


def _copy(source: Path, target: Path) -> None:
    if shutil.disk_usage(target.parent).free < source.stat().st_size + _LEFT_FREE_BYTES:
        raise OSError(ENOSPC, os.strerror(ENOSPC))
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        with source.open("rb") as reading, os.fdopen(descriptor, "wb") as writing:
            shutil.copyfileobj(reading, writing, 1 << 20)
            writing.flush()
            os.fsync(writing.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except OSError:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise
