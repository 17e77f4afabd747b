"""An `AudioPlayer` in a process of its own, which follows a script and tells what it saw: sound is heard from outside only.

Run as a program: the media file, and a JSON list of steps ``[milliseconds, name, argument?]`` after the start. Prints one JSON
object a line.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
Step = list[Any]


class PlayerChild:
    """The process, and what it told."""

    def __init__(self, path: Path, steps: list[Step], environment: Mapping[str, str]) -> None:
        """Starts it; ``environment`` decides on its sound card."""
        surroundings = {**environment, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, __file__, str(path), json.dumps(steps)]
        self._process = subprocess.Popen(command, env=surroundings, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        self._told: list[dict[str, Any]] = []

    def wait_for(self, what: str) -> None:
        """Returns once it has told of ``what``; AssertionError when it ends without."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._told.append(json.loads(line))
            if self._told[-1]["what"] == what:
                return
        raise AssertionError(f"the player ended without telling of {what}: {self._told}")

    def finish(self) -> "PlayerChild":
        """Waits for its end, which has to be a good one."""
        rest, _ = self._process.communicate(timeout=60)
        self._told += [json.loads(line) for line in rest.splitlines()]
        assert self._process.returncode == 0
        return self

    def values(self, what: str) -> list[Any]:
        """What it told of ``what``, in order."""
        return [step["value"] for step in self._told if step["what"] == what]

    def timed(self, what: str) -> list[tuple[float, Any]]:
        """The same with seconds since its first word."""
        return [(step["at"] - self._told[0]["at"], step["value"]) for step in self._told if step["what"] == what]


def silent_environment() -> dict[str, str]:
    """An environment without any sound server, whatever the machine has."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PULSE_", "PIPEWIRE_"))}
    return {**kept, "PULSE_SERVER": "unix:/nonexistent/native", "PIPEWIRE_REMOTE": "nonexistent-0"}


def _tell(what: str, value: Any) -> None:
    print(json.dumps({"at": time.monotonic(), "what": what, "value": value}), flush=True)


def main(path: str, steps: list[Step]) -> None:
    """Follows ``steps``."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QGuiApplication

    from inbox.gui.audio_player import AudioPlayer

    application = QGuiApplication([])
    player = AudioPlayer()
    player.position_changed.connect(lambda seconds: _tell("position", seconds))
    player.length_changed.connect(lambda seconds: _tell("length", seconds))
    player.playing_changed.connect(lambda is_playing: _tell("playing", is_playing))
    player.problem.connect(lambda sentence: _tell("problem", sentence))
    player.load(Path(path))
    actions: dict[str, Callable[..., object]] = {
        "play": player.play, "pause": player.pause, "seek": player.seek, "rate": player.set_rate, "volume": player.set_volume,
        "load": lambda other: player.load(Path(other)), "quit": application.quit,
    }  # fmt: skip
    for after, name, *arguments in steps:
        QTimer.singleShot(after, partial(_take_step, name, partial(actions[name], *arguments)))
    application.exec()
    player.unload()


def _take_step(name: str, act: Callable[[], object]) -> None:
    _tell("step", name)
    act()


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
