"""What the process that receives tells the commands beside it: where it listens, and why no download is tried.

Its file is there while it runs, for the owner of the folder only. What a killed process left is not believed: nobody holds the
folder then.
"""

import json
import logging
import os
import re
import threading
from contextlib import suppress
from dataclasses import asdict, dataclass

from inbox.storage.data_folder import DataFolder

_log = logging.getLogger(__name__)

_LARGEST_BYTES = 64 * 1024
_ADDRESS = re.compile(r"https?://(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9.-]+):[0-9]{1,5}/")


@dataclass(frozen=True, slots=True)
class RunningState:
    """How it is at the moment."""

    address: str = ""
    """Scheme, host and port at which events are taken (``http://127.0.0.1:8025/``), without the path; empty while none are."""
    resting: str = ""
    """The sentence why no download is tried for a while; empty when all is well."""


def running_state(folder: DataFolder) -> RunningState | None:
    """What the process tells that receives over this folder; None where none does, or nothing can be read of it."""
    try:
        with folder.running.open("rb") as file:
            told = json.loads(file.read(_LARGEST_BYTES))
        address, resting = str(told["address"]), str(told["resting"])
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None
    if not folder.is_held:
        return None
    return RunningState(address if _ADDRESS.fullmatch(address) else "", resting)


class RunningNote:
    """The side of who receives. Safe from any thread; nothing here fails: without it commands know less."""

    def __init__(self, folder: DataFolder) -> None:
        self._path = folder.running
        self._lock = threading.Lock()
        self._told: RunningState | None = None
        self._has_failed = self._has_ended = False

    def tell(self, state: RunningState) -> None:
        """Writes it down, when it is another than before."""
        with self._lock:
            if self._has_ended or state == self._told:
                return
            try:
                self._write(json.dumps(asdict(state)))
            except OSError as problem:
                if not self._has_failed:
                    _log.info("Commands do not hear how it is: %s cannot be written: %s", self._path, problem.strerror or problem)
                self._has_failed = True
            else:
                self._told, self._has_failed = state, False

    def end(self) -> None:
        """Nothing is told any more."""
        with self._lock:
            self._has_ended = True
            with suppress(OSError):
                self._path.unlink(missing_ok=True)

    def _write(self, text: str) -> None:
        new = self._path.with_name(f"{self._path.name}.new")
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        new.replace(self._path)
