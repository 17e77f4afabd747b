"""A screen for tests: Xvfb on a display of its own, a mouse and a keyboard (xdotool), and pictures of it."""

import os
import select
import shutil
import subprocess
import time
from pathlib import Path
from types import TracebackType

_TOOLS = ("Xvfb", "xdotool")
_DEADLINE = 20.0


def missing_tools() -> str:
    """What has to be installed before `VirtualScreen` works; empty when it does."""
    absent = [tool for tool in _TOOLS if shutil.which(tool) is None]
    return f"needs {', '.join(absent)} (apt install xvfb xdotool)" if absent else ""


class VirtualScreen:
    """An X server without a monitor. Give `environment` to the process whose window shall be on it."""

    def __init__(self, size: str = "1440x900") -> None:
        self._size = size
        self._server: subprocess.Popen[bytes] | None = None
        self._display = ""

    @property
    def environment(self) -> dict[str, str]:
        """The variables that lead to this screen."""
        return {"DISPLAY": self._display, "QT_QPA_PLATFORM": "xcb"}

    def __enter__(self) -> "VirtualScreen":
        reading, writing = os.pipe()
        try:
            self._server = subprocess.Popen(
                # without -noreset the server starts anew, and turns clients away, whenever its last client has gone
                ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{self._size}x24", "-nolisten", "tcp", "-noreset"],
                pass_fds=(writing,),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            os.close(writing)
            number = _line(reading)
        finally:
            os.close(reading)
        if not number:
            self.__exit__(None, None, None)
            raise RuntimeError("Xvfb did not come up")
        self._display = f":{number}"
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        if self._server is not None:
            self._server.terminate()
            try:
                self._server.wait(5)
            except subprocess.TimeoutExpired:
                self._server.kill()
                self._server.wait(5)
            self._server = None

    def xdotool(self, *words: str) -> str:
        """Runs xdotool on this screen and gives what it prints."""
        done = subprocess.run(
            ["xdotool", *words],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            timeout=_DEADLINE,
            check=False,
        )
        return done.stdout.strip()

    def window(self, title: str) -> str:
        """The id of the visible window with this title, once it is there."""
        deadline = time.monotonic() + _DEADLINE
        while not (found := self.xdotool("search", "--onlyvisible", "--name", title).split()):
            if time.monotonic() > deadline:
                raise RuntimeError(f"no window named {title!r} came up")
            time.sleep(0.05)
        return found[-1]

    def click(self, window: str, x: int, y: int) -> None:
        """A click of the left button at a place in a window."""
        self.xdotool("mousemove", "--window", window, str(x), str(y), "click", "1")

    def picture(self, path: Path) -> None:
        """A picture of the whole screen (needs ImageMagick's import)."""
        subprocess.run(
            ["import", "-window", "root", str(path)], env={**os.environ, **self.environment}, check=True, timeout=_DEADLINE
        )


def _line(reading: int) -> str:
    """The line that comes through a pipe, to its end: Xvfb writes number and line break apart, and dies when the second fails."""
    line = b""
    deadline = time.monotonic() + _DEADLINE
    while not line.endswith(b"\n"):
        ready, _, _ = select.select([reading], [], [], max(0.0, deadline - time.monotonic()))
        piece = os.read(reading, 16) if ready else b""
        if not piece:
            return ""
        line += piece
    return line.decode().strip()
