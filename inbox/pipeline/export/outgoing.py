"""Copies of sounds under a good name, for other programs: what they do with a copy never reaches the inbox's own file."""

import hashlib
import shutil
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from inbox.domain.file_names import NamesInUse, name_of
from inbox.domain.problems import Problem

if TYPE_CHECKING:
    from inbox.domain.recording import Recording
    from inbox.pipeline.opened import OpenInbox

_KEPT_SECONDS = 3_600
"""Another program may still read what was dragged into it."""
_FOLDER = "outgoing"
_LEFT_FREE_BYTES = 50_000_000
_PIECE = 1 << 20
"""Bytes that are copied at a time; after each it is asked whether the copy is still wanted."""


class NoCopy(Problem):
    """Why there is no copy, as a sentence."""


class Outgoing:
    """A folder of the inbox that holds them for an hour. For one thread at a time."""

    def __init__(self, inbox: "OpenInbox") -> None:
        self._inbox = inbox
        self._folder = inbox.folder.root / _FOLDER
        self._sums: dict[Path, str] = {}

    def copies(self, recordings: "list[Recording]", cancelled: Callable[[], bool] = lambda: False) -> dict[int, Path]:
        """A file for each of them that is downloaded, by row, all in one folder. Takes as long as copying.

        Raises NoCopy, also when it was ``cancelled``; then nothing of it is left.
        """
        self.tidy()
        names, made = NamesInUse(), dict[int, Path]()
        with ExitStack() as undoing:
            try:
                folder = self._new_folder()
                undoing.callback(shutil.rmtree, folder, ignore_errors=True)
                for recording in recordings:
                    if recording.media_path is not None:
                        source = Path(recording.media_path)
                        name = names.one_more(name_of(recording, self._inbox.settings.export_names))
                        made[recording.id] = folder / f"{name}{source.suffix}"
                        self._copy(source, made[recording.id], cancelled)
            except OSError as problem:
                raise NoCopy(f"The recording could not be copied: {problem.strerror or problem}.") from problem
            if not made:
                raise NoCopy("Nothing of it is downloaded, so there is no file to hand over.")
            undoing.pop_all()
        return made

    def sha256_of(self, copy: Path) -> str | None:
        """Of the bytes that were put into it, whatever became of it since; None where it is none of these copies."""
        return self._sums.get(copy)

    def tidy(self, older_than: float = _KEPT_SECONDS) -> None:
        """Removes the copies that are older than so many seconds."""
        with suppress(OSError):
            for folder in self._folder.iterdir():
                if time.time() - folder.stat().st_mtime > older_than:
                    shutil.rmtree(folder, ignore_errors=True)
                    self._sums = {copy: sum_ for copy, sum_ in self._sums.items() if copy.parent != folder}

    def _new_folder(self) -> Path:
        self._folder.mkdir(mode=0o700, exist_ok=True)
        number = time.time_ns()
        folder = self._folder / f"{number:d}"
        folder.mkdir(mode=0o700)
        return folder

    def _copy(self, source: Path, target: Path, cancelled: Callable[[], bool]) -> None:
        if shutil.disk_usage(self._folder).free < source.stat().st_size + _LEFT_FREE_BYTES:
            raise NoCopy("There is too little room on the disk to copy the recording.")
        digest = hashlib.sha256()
        with source.open("rb") as reading, target.open("xb", buffering=0) as writing:
            while piece := reading.read(_PIECE):
                if cancelled():
                    raise NoCopy("The copy was ended before it was whole, and removed.")
                digest.update(piece)
                while piece:
                    piece = piece[writing.write(piece) or 0 :]
        self._sums[target] = digest.hexdigest()
