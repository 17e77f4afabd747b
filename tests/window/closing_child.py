"""The window in a process of its own, closed while something goes on that takes long.

Run as a program: a folder for the inbox, one for what is exported, and what goes on: ``inspection`` (the silences and peaks of a
recording of days are looked for), ``copy`` (it is copied out, to be dragged to another program), ``clip`` (a day of it is cut
out), ``bundle`` (an evidence bundle of it is written). Prints a line when the window is to be closed; ends by itself then.
"""

import os
import struct
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication
from window.listening_window import ListeningWindow

from inbox.pipeline.export.exporting import ExportFormat
from inbox.pipeline.export.outgoing import NoCopy

_PATIENCE = 60.0
_RATE = 8_000
_BYTES = 2 * _RATE * 86_400
"""A day; of the inspection three: the file has holes, and takes no room."""


def main(folder: Path, out: Path, what: str) -> None:
    """Does it."""
    application = QApplication([])
    listening = ListeningWindow(folder)
    row = listening.downloaded(2.0, is_mapped=what != "inspection")
    path = Path(listening.recording(row).media_path or "")
    _stretch(path, 3 * _BYTES if what == "inspection" else _BYTES)
    exports = listening.core.exports
    match what:
        case "inspection":
            listening.open()
            _until(application, lambda: "silences" in _threads())
        case "copy":
            listening.open()
            threading.Thread(target=_copy, args=(listening, row), name="copying", daemon=True).start()
            _until(application, lambda: any(file.stat().st_size for file in (folder / "outgoing").glob("*/*")))
        case "clip":
            listening.open()
            assert exports.clip(row, 1.0, 86_000.0, out / "clip.wav")
            _until(application, lambda: exports.news is not None and exports.news.share > 0.01)
        case "bundle":
            listening.open()
            assert exports.start([row], ExportFormat.ZIP, out / "bundle.zip")
            _until(application, lambda: exports.news is not None and exports.news.share > 0.01)
        case _:
            raise ValueError(what)
    print("closing", flush=True)
    listening.close()


def _stretch(path: Path, size: int) -> None:
    """Makes so much silence of it, as a WAV of 16 bits."""
    with path.open("wb") as file:
        form = struct.pack("<IHHIIHH", 16, 1, 1, _RATE, 2 * _RATE, 2, 16)
        file.write(b"RIFF" + struct.pack("<I", 36 + size) + b"WAVEfmt " + form + b"data" + struct.pack("<I", size))
    os.truncate(path, 44 + size)


def _copy(listening: ListeningWindow, row: int) -> None:
    with suppress(NoCopy):
        listening.core.exports.copies([row])


def _threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def _until(application: QCoreApplication, happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not happens():
        assert time.monotonic() < deadline, "it took too long"
        application.processEvents()
        time.sleep(0.005)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
