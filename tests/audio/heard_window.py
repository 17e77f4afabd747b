"""The real window on a screen and a sound card of its own, with a recording in its list that is not downloaded."""

import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType

import requests
from audio.null_sink import NullSink
from audio.null_sink import missing_tools as missing_sound_tools
from audio.timed_capture import TimedCapture
from processes.app_process import environment
from screen.virtual_screen import VirtualScreen
from screen.virtual_screen import missing_tools as missing_screen_tools

from inbox.domain.times import now
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.server import SimulatedBandwidth

_FIRST_ROW = (500, 104)
"""A place on the conference's name in the first row, from the window's upper left corner."""
_PATIENCE = 30.0


def missing_tools() -> str:
    """What has to be installed before `HeardWindow` works; empty when it does."""
    return missing_screen_tools() or missing_sound_tools()


def until(condition: Callable[[], object]) -> None:
    """Returns once it holds; RuntimeError when that takes too long."""
    deadline = time.monotonic() + _PATIENCE
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"it did not come about within {_PATIENCE:.0f} s")
        time.sleep(0.05)


class HeardWindow:
    """Entered, it runs; left, it has ended. At volume 1."""

    def __init__(self, bandwidth: SimulatedBandwidth, made: SimulatedRecording) -> None:
        self._bandwidth = bandwidth
        self._made = made
        self._ends = ExitStack()

    def __enter__(self) -> "HeardWindow":
        with ExitStack() as ends:
            self.data_dir = Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="recording-inbox-")))
            self.screen = ends.enter_context(VirtualScreen())
            sink = ends.enter_context(NullSink())
            (self.data_dir / "settings.toml").write_text("download_automatically = false\nvolume = 1.0\n")
            with socket.create_server(("127.0.0.1", 0)) as probe:
                port = int(probe.getsockname()[1])
            sound = {name: value for name, value in sink.environment.items() if name.startswith(("PULSE_", "XDG_"))}
            app = subprocess.Popen(
                [sys.executable, "-m", "inbox", "--data-dir", str(self.data_dir), "--listen", f"127.0.0.1:{port}"],
                env=environment(self._bandwidth) | sound | self.screen.environment,
                stdin=subprocess.DEVNULL,
            )
            ends.callback(_end, app)
            self.window = self.screen.window("Recording Inbox")
            until(lambda: _answers(port))
            body = json.dumps(self._made.event(self._bandwidth.voice_url, now()))
            assert requests.post(f"http://127.0.0.1:{port}/", data=body, timeout=15).status_code == 204
            self.capture = ends.enter_context(TimedCapture(sink.name, sink.environment))
            self._ends = ends.pop_all()
        return self

    def click(self) -> float:
        """Clicks on the recording; gives the moment before it, on the monotonic clock."""
        moment = time.monotonic()
        self.screen.click(self.window, *_FIRST_ROW)
        return moment

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._ends.close()


def _end(app: "subprocess.Popen[bytes]") -> None:
    app.terminate()
    try:
        app.wait(20)
    except subprocess.TimeoutExpired:
        app.kill()
        app.wait(10)


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=2).status_code == 200
    except requests.RequestException:
        return False
