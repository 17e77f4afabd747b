"""The window as its own process, off the screen, as a person starts it."""

import contextlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import requests

_START_SECONDS = 30.0


@dataclass(slots=True)
class ShownWindow:
    """A window that takes events."""

    process: subprocess.Popen[str]
    address: str
    errors: str = ""
    """What it said on stderr; known after its end."""

    def terminate(self) -> int:
        """SIGTERM; gives the exit code."""
        self.process.send_signal(signal.SIGTERM)
        _, self.errors = self.process.communicate(timeout=20)
        return self.process.returncode


@contextlib.contextmanager
def showing(data_dir: Path, environ: Mapping[str, str], through: Sequence[str] = ()) -> Iterator[ShownWindow]:
    """A window on ``data_dir`` from the moment when it takes events; killed at the end of the block if it still runs."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        [*through, sys.executable, "-m", "inbox", "--data-dir", str(data_dir), "--listen", f"127.0.0.1:{port}"],
        env={**environ, "QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            _wait_for_health(process, port)
            yield ShownWindow(process, f"http://127.0.0.1:{port}/")
        finally:
            if process.poll() is None:
                process.kill()


def _wait_for_health(process: subprocess.Popen[str], port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        with contextlib.suppress(requests.RequestException):
            if requests.get(f"http://127.0.0.1:{port}/healthz", timeout=2).status_code == 200:
                return
        assert process.poll() is None, "the window has ended"
        assert time.monotonic() < deadline, "the window takes no events"
        time.sleep(0.05)
