"""One process holds the data folder at a time; the operating system frees it when that process ends."""

import contextlib
import os
import sys
from pathlib import Path
from types import TracebackType

from inbox.storage.problems import StorageProblem

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # the locked byte lies behind the number, which stays readable

    def try_lock(descriptor: int) -> None:
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def try_lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FolderLock:
    """The held lock; `release` it or leave the ``with`` block."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor: int | None = descriptor

    @classmethod
    def take(cls, path: Path, folder: Path) -> "FolderLock":
        """Lock ``path`` and write this process's number into it. Raises StorageProblem when another process holds it."""
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        except OSError as problem:
            raise StorageProblem(
                f"The lock file {path} cannot be opened: {problem.strerror or problem}. Choose another folder with --data-dir."
            ) from problem
        try:
            try_lock(descriptor)
        except OSError as problem:
            holder = _number_in(descriptor)
            os.close(descriptor)
            by = f"process {holder}" if holder else "another process"
            raise StorageProblem(
                f"The data folder {folder} is in use by {by}. "
                "Use that one, end it first, or choose another folder with --data-dir."
            ) from problem
        with contextlib.suppress(OSError):  # on a full disk the lock holds without the number, which is for people
            os.ftruncate(descriptor, 0)
            os.lseek(descriptor, 0, os.SEEK_SET)
            os.write(descriptor, f"{os.getpid()}\n".encode())
        return cls(descriptor)

    @classmethod
    def is_taken(cls, path: Path) -> bool:
        """Whether a process holds ``path`` at this moment. Nothing is written, and nothing made."""
        try:
            descriptor = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
        except OSError:
            return False
        try:
            try_lock(descriptor)
        except OSError:
            return True
        finally:
            os.close(descriptor)
        return False

    def release(self) -> None:
        """Free the folder; a second call does nothing."""
        if self._descriptor is not None:
            descriptor, self._descriptor = self._descriptor, None
            os.close(descriptor)

    def __enter__(self) -> "FolderLock":
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.release()


def _number_in(descriptor: int) -> int | None:
    with contextlib.suppress(OSError, ValueError):
        os.lseek(descriptor, 0, os.SEEK_SET)
        return int(os.read(descriptor, 32))
    return None
