"""Size and place of the window from one start to the next, in a small file of its own."""

import base64
import binascii
import contextlib
import json
import logging
import os
from pathlib import Path

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtWidgets import QMainWindow, QSplitter

_log = logging.getLogger(__name__)
_FRAME = QSize(0, 40)
"""What a desktop's title bar takes of the screen, about."""


class WindowMemory:
    """Reads and writes the file; a file that is missing or broken only means the usual size."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def restore(self, window: QMainWindow, splitter: QSplitter) -> bool:
        """Puts the window where it was; False when nothing is known of that: then it is no larger than the screen."""
        if self._path is None:
            return False
        try:
            kept = json.loads(self._path.read_text(encoding="utf-8"))
            geometry, split = (QByteArray(base64.b64decode(kept[key], validate=True)) for key in ("window", "splitter"))
        except FileNotFoundError:
            return _fit(window)
        except (OSError, ValueError, KeyError, TypeError, binascii.Error) as problem:
            _log.info("The window's size could not be read from %s: %s", self._path, problem)
            return _fit(window)
        splitter.restoreState(split)
        return window.restoreGeometry(geometry)

    def keep(self, window: QMainWindow, splitter: QSplitter) -> None:
        """Writes the file, whole or not at all."""
        if self._path is None:
            return
        states = {"window": window.saveGeometry(), "splitter": splitter.saveState()}
        text = json.dumps({key: base64.b64encode(state.data()).decode() for key, state in states.items()})
        part = self._path.with_suffix(".part")
        try:
            with contextlib.suppress(FileNotFoundError):
                part.unlink()
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
            part.replace(self._path)
        except OSError as problem:
            _log.info("The window's size could not be kept in %s: %s", self._path, problem)


def _fit(window: QMainWindow) -> bool:
    """Makes it no larger than the screen, where that holds such a window at all; False, as nothing was restored."""
    room = window.screen().availableSize() - _FRAME
    if room.width() >= window.minimumWidth() and room.height() >= window.minimumHeight():
        window.resize(window.size().boundedTo(room))
    return False
