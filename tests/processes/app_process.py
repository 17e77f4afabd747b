"""The app as its own process, as a person or a service manager starts it."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from inbox.simulator.server import SimulatedBandwidth


def environment(bandwidth: SimulatedBandwidth | None = None, **more: str) -> dict[str, str]:
    """The environment of a child: nothing of the person's account, and, if given, the simulated Bandwidth as theirs."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BW_", "INBOX_"))}
    kept["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    if bandwidth is not None:
        account = bandwidth.account
        kept |= {
            "INBOX_VOICE_URL": bandwidth.voice_url,
            "INBOX_TOKEN_URL": bandwidth.token_url,
            "BW_ACCOUNT_ID": account.account_id,
            "BW_CLIENT_ID": account.client_id,
            "BW_CLIENT_SECRET": account.client_secret,
        }
    return kept | more


def run_command(*words: str, environ: Mapping[str, str] | None = None, seconds: float = 60) -> subprocess.CompletedProcess[str]:
    """Runs a headless command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "inbox", *words],
        env=dict(environ or environment()),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def listed(data_dir: Path) -> list[dict[str, Any]]:
    """What ``list --json`` prints."""
    result = run_command("list", "--json", "--data-dir", str(data_dir))
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def listed_when(data_dir: Path, is_so: Callable[[list[dict[str, Any]]], object], seconds: float = 30) -> list[dict[str, Any]]:
    """The same, once ``is_so`` holds for the rows of the database that a running program writes.

    They are looked at in this process, by their columns' names: a process for each look would cost more than what is waited for.
    """
    deadline = time.monotonic() + seconds
    while not is_so(found := _rows(data_dir)):
        assert time.monotonic() < deadline, found
        time.sleep(0.03)
    return listed(data_dir)


def _rows(data_dir: Path) -> list[dict[str, Any]]:
    with closing(sqlite3.connect(f"file:{data_dir / 'inbox.sqlite3'}?mode=ro", timeout=10, uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute("SELECT * FROM recordings")]


def _python_path() -> str:
    return os.pathsep.join(path for path in sys.path if path)


class Serving:
    """``serve`` in a process of its own, until the end of the ``with`` block.

    ``through`` are the words of a program that becomes it (such as a tracer), ``program`` what Python is to run; a script
    finds the same modules as the tests do.
    """

    def __init__(
        self,
        data_dir: Path,
        environ: Mapping[str, str] | None = None,
        *words: str,
        through: Sequence[str] = (),
        program: Sequence[str] = ("-m", "inbox"),
    ) -> None:
        begin = time.monotonic()
        arguments = ["serve", "--data-dir", str(data_dir), "--listen", "127.0.0.1:0", *words]
        self._process = subprocess.Popen(
            [*through, sys.executable, *program, *arguments],
            env={**(environ or environment()), **({} if program[0] == "-m" else {"PYTHONPATH": _python_path()})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._errors: list[str] = []
        self._reading = threading.Thread(target=self._read_errors, name="stderr-of-serve")
        self._reading.start()
        assert self._process.stdout is not None
        self.line = self._process.stdout.readline()
        match = re.fullmatch(r"listening on (http://127\.0\.0\.1:\d+/)\n", self.line)
        if match is None:
            self.kill()
        assert match is not None, (self.line, self.errors)
        self.address = match[1]
        self.start_seconds = time.monotonic() - begin
        """How long it took until it could take events."""

    def __enter__(self) -> "Serving":
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self.kill()

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def errors(self) -> str:
        """What came on stderr so far."""
        return "".join(self._errors)

    @property
    def is_running(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Sends a signal."""
        self._process.send_signal(number)

    def kill(self) -> None:
        """kill -9."""
        self._process.send_signal(signal.SIGKILL)
        self._finish()

    def terminate(self) -> tuple[int, str]:
        """SIGTERM; gives the exit code, and what stdout held after the first line."""
        self._process.send_signal(signal.SIGTERM)
        return self.end()

    def end(self) -> tuple[int, str]:
        """Waits for the end that is under way; the same as `terminate` gives."""
        return self._finish()

    def _finish(self) -> tuple[int, str]:
        code = self._process.wait(30)
        assert self._process.stdout is not None
        rest = self._process.stdout.read()
        self._process.stdout.close()
        self._reading.join()
        return code, rest

    def _read_errors(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as stream:
            self._errors.extend(stream)
