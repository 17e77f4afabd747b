"""Ways in which a file is damaged, as dd would do it."""

import random
from pathlib import Path

from inbox.storage.data_folder import DataFolder


def overwrite(path: Path, offset: int, length: int, seed: int = 4711) -> None:
    """Random bytes from ``offset`` on."""
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(random.Random(seed).randbytes(length))


def truncate(path: Path, length: int) -> None:
    """What is past ``length`` is gone."""
    with path.open("r+b") as file:
        file.truncate(length)


def size(path: Path) -> int:
    """Bytes."""
    return path.stat().st_size


def log_of(folder: DataFolder) -> Path:
    """The write-ahead log."""
    return folder.database.with_name("inbox.sqlite3-wal")


def asides(folder: DataFolder) -> list[str]:
    """The names of what was moved aside."""
    return sorted(path.name for path in folder.root.glob("inbox-damaged-*"))
