"""What takes events while it is measured, each a process of its own: ours in several forms, and Debian's ``webhook``."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

_TESTS = Path(__file__).parents[1]
_START_SECONDS = 60.0

Receiver = Callable[[Path], AbstractContextManager[str]]
"""Starts in a folder of its own, gives its address, and stops."""


def ours(*command: str) -> Receiver:
    """A module of these benchmarks that prints its address when it can take events, and ends with its standard input."""

    @contextlib.contextmanager
    def running(folder: Path) -> Iterator[str]:
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(_TESTS.parent), str(_TESTS)])}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # or each start would compile anew
        with subprocess.Popen(
            [sys.executable, "-m", *command, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        ) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            if not address:
                raise SystemExit(f"{' '.join(command)} did not start.")
            try:
                yield address
            finally:
                process.stdin.close()

    return running


@contextlib.contextmanager
def webhook(folder: Path) -> Iterator[str]:
    """Debian's ``webhook``, which stores nothing and runs ``/bin/true`` for each event: a hook must run something."""
    hooks = folder / "hooks.json"
    hooks.write_text(json.dumps([{"id": "take", "execute-command": "/bin/true", "success-http-response-code": 204}]))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen(
        ["webhook", "-hooks", str(hooks), "-ip", "127.0.0.1", "-port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            _wait_for(port)
            yield f"http://127.0.0.1:{port}/hooks/take"
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > deadline:
                raise SystemExit("webhook did not start.") from None
            time.sleep(0.05)
        else:
            return
