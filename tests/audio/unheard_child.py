"""The whole window in a process of its own: the key for the next unheard part is pressed while a part is being heard.

Run as a program with a folder. Of twenty seconds the store knows all but the first three as heard; those are played from the
start, and the key is pressed before the player has told all of it. Prints what the status bar says then, and what it says when
the recording is wholly unheard, and the place before and after that.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication
from window.listening_window import ListeningWindow

from inbox.domain.coverage import HeardSpan
from inbox.domain.times import now

_PATIENCE = 30.0


def main(folder: Path) -> None:
    """Does it."""
    application = QApplication([])
    listening = ListeningWindow(folder)
    known, unknown = listening.downloaded(20.0), listening.downloaded(20.0)
    listening.core.inbox.heard.add(known, [HeardSpan(3.0, 20.0, 1.0)], now())
    window = listening.open()
    player, press = window.player, window.extras.actions.trigger
    player.play(listening.recording(known))
    _until(application, lambda: player.position_seconds >= 2.7)
    press("next_unheard")
    told = [window.status.message.text()]
    player.play(listening.recording(unknown))
    _until(application, lambda: player.position_seconds >= 0.7)
    before = player.position_seconds
    press("next_unheard")
    told.append(window.status.message.text())
    print(json.dumps([*told, before, player.position_seconds]))
    listening.close()


def _until(application: QCoreApplication, happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not happens():
        assert time.monotonic() < deadline, "it took too long"
        application.processEvents()
        time.sleep(0.005)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
