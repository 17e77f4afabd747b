"""A small file system in memory, to be filled and emptied."""

import os
import subprocess
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest


@cache
def missing_mount() -> str | None:
    """Why nothing can be mounted here; None when it can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "needs root to mount a small file system"
    probe = subprocess.run(["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False)
    return f"nothing can be mounted here: {probe.stderr.decode().strip()}" if probe.returncode else None


def needs_mount() -> pytest.MarkDecorator:
    """Skips a test where nothing can be mounted, and says why."""
    return pytest.mark.skipif(missing_mount() is not None, reason=missing_mount() or "")


class SmallDisk:
    """A tmpfs of ``size`` bytes at ``place``, until the end of the ``with`` block."""

    def __init__(self, place: Path, size: int) -> None:
        self.place = place
        self._filler = place / "filler"
        place.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], check=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        subprocess.run(["umount", "--lazy", str(self.place)], check=True)

    @property
    def free_bytes(self) -> int:
        """What can still be written."""
        found = os.statvfs(self.place)
        return found.f_bavail * found.f_frsize

    def fill(self) -> None:
        """Leaves no byte free."""
        with self._filler.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(4096))
            except OSError:
                return

    def make_room(self) -> None:
        """Takes away what filled it."""
        self._filler.unlink()
