"""What was made, moved or renamed in a folder outlives a loss of power once the folder itself is synced."""

import os
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Returns when the names in ``folder`` are on the disk. Raises OSError. Windows has no such call: nothing is done there."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
