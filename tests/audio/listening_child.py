"""The whole window in a process of its own, in which two recordings are listened to: sound is heard from outside only.

Run as a program with a folder: makes an inbox there with two recordings of six seconds; plays the first from its start and goes
to the second in the middle, plays that at double speed without its silence to the end, and is closed while the first plays on.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication
from window.listening_window import ListeningWindow

_PATIENCE = 30.0


def main(folder: Path) -> None:
    """Does it."""
    application = QApplication([])
    listening = ListeningWindow(folder)
    first = listening.downloaded(6.0)
    second = listening.downloaded(6.0, (3.1, 6.0))
    window = listening.open()
    player = window.player
    player.play(listening.recording(first))
    _until(application, lambda: player.position_seconds >= 1.5)
    player.set_rate(2.0)
    player.set_skip(True)
    player.play(listening.recording(second))
    _until(application, lambda: player.is_playing and player.position_seconds > 0)
    _until(application, lambda: not player.is_playing)
    player.set_rate(1.0)
    player.play(listening.recording(first))
    _until(application, lambda: player.position_seconds >= 2.5)
    listening.close()


def _until(application: QCoreApplication, happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not happens():
        assert time.monotonic() < deadline, "it took too long"
        application.processEvents()
        time.sleep(0.005)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
