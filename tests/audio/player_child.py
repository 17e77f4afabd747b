"""An `AudioPlayer` in a process of its own, which follows a script and tells what it saw: sound is heard from outside only.

Run as a program: the media file, and a JSON list of steps, one done after the other. A step is a list: the name of an action and
its argument; ``["wait", milliseconds]``; or ``["until", what, value]``, which waits until ``position`` has come to the value,
``playing`` is it, or ``problem`` begins with it: so a script holds on a busy machine too, where everything takes longer. What
does not come about ends it after `_PATIENCE_MS`. Prints one JSON object a line.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
Step = list[Any]
_PATIENCE_MS = 30_000
_HERE_BYTES = 1 << 16


class PlayerChild:
    """The process, and what it told."""

    def __init__(self, path: Path, steps: list[Step], environment: Mapping[str, str]) -> None:
        """Starts it; ``environment`` decides on its sound card."""
        surroundings = {**environment, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
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

    def moments(self, what: str, value: Any) -> list[float]:
        """When it told this, on the monotonic clock."""
        return [step["at"] for step in self._told if (step["what"], step["value"]) == (what, value)]

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def timed(self, what: str) -> list[tuple[float, Any]]:
        """The same with seconds since its first word."""
        return [(step["at"] - self._told[0]["at"], step["value"]) for step in self._told if step["what"] == what]


def silent_environment() -> dict[str, str]:
    """An environment without any sound server, whatever the machine has."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PULSE_", "PIPEWIRE_"))}
    return {**kept, "PULSE_SERVER": "unix:/nonexistent/native", "PIPEWIRE_REMOTE": "nonexistent-0"}


def _tell(what: str, value: Any) -> None:
    print(json.dumps({"at": time.monotonic(), "what": what, "value": value}), flush=True)


class _Script:
    """Takes the steps, in the event loop."""

    def __init__(self, player: Any, steps: list[Step], actions: Mapping[str, Callable[..., object]]) -> None:
        self._player = player
        self._steps = iter(steps)
        self._actions = actions
        self._awaited: tuple[str, Any] | None = None
        self._problem = ""

    def go_on(self) -> None:
        """Takes steps up to the next one that waits."""
        from PySide6.QtCore import QTimer

        for name, *arguments in self._steps:
            match name:
                case "wait":
                    QTimer.singleShot(arguments[0], self.go_on)
                    return
                case "until":
                    self._awaited = (arguments[0], arguments[1])
                    self._look()
                    return
                case _:
                    _tell("step", name)
                    self._actions[name](*arguments)

    def told(self, what: str, value: Any) -> None:
        """The player tells of something."""
        _tell(what, value)
        if what == "problem":
            self._problem = value
        self._look()

    def _look(self) -> None:
        from PySide6.QtCore import QTimer

        match self._awaited:
            case ("position", seconds):
                has_come = self._player.position >= seconds
            case ("playing", is_playing):
                has_come = self._player.is_playing is is_playing
            case ("problem", beginning):
                has_come = self._problem.startswith(beginning)
            case _:
                return
        if has_come:
            self._awaited = None
            QTimer.singleShot(0, self.go_on)  # not from within what the player is telling


def _load_slowly(player: Any, path: Path, pace: float) -> None:
    from audio.slow_source import SlowSource

    player.load_source(SlowSource(path, pace))


def _load_coming(player: Any, path: Path, length: float, seconds_a_range: float) -> None:
    """A download that has brought little, and does not go on; what is fetched ahead of it takes so long."""
    from pipeline.coming_file import ComingFile

    coming = ComingFile(Path(tempfile.mkdtemp(dir=path.parent)), path.read_bytes(), path.name)
    coming.gives_ranges, coming.seconds_a_range = True, seconds_a_range
    coming.bring(_HERE_BYTES)
    player.load_source(coming.source(length), length)


def _be_busy(application: Any, seconds: float, at_a_time: float = 0.1) -> None:
    """The window does nothing else for a while, again and again."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        started = time.monotonic()
        while time.monotonic() < started + at_a_time:
            sum(range(200))
        application.processEvents()


def main(path: str, steps: list[Step]) -> None:
    """Follows ``steps``."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QGuiApplication

    from inbox.domain.sound.play_map import PlayMap
    from inbox.gui.player.audio_player import AudioPlayer

    application = QGuiApplication([])
    player = AudioPlayer()
    script = _Script(player, steps, {
        "play": player.play, "pause": player.pause, "seek": player.seek, "rate": player.set_rate, "volume": player.set_volume,
        "load": lambda other: player.load(Path(other)), "quit": application.quit, "rewind": player.set_rewind,
        "map": lambda skips, loop: player.set_play_map(PlayMap(tuple(map(tuple, skips)), loop and tuple(loop))),
        "boost": player.set_boost, "level": player.set_levelling, "device": player.set_output_device,
        "slowly": partial(_load_slowly, player, Path(path)), "coming": partial(_load_coming, player, Path(path)),
        "whole": lambda: player.file_is_whole(Path(path)), "busy": partial(_be_busy, application),
    })  # fmt: skip
    player.position_changed.connect(partial(script.told, "position"))
    player.length_changed.connect(partial(script.told, "length"))
    player.playing_changed.connect(partial(script.told, "playing"))
    player.problem.connect(partial(script.told, "problem"))
    player.waiting_changed.connect(partial(script.told, "waiting"))
    player.available_changed.connect(partial(script.told, "available"))
    player.ended.connect(lambda: script.told("ended", True))
    player.heard.connect(lambda spans: script.told("heard", [[span.begin, span.end, span.rate] for span in spans]))
    player.load(Path(path))
    QTimer.singleShot(0, script.go_on)
    QTimer.singleShot(_PATIENCE_MS, application.quit)
    application.exec()
    player.stop()


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
