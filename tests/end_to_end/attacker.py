"""Attackers, an honest sender beside them, and what the receiver costs meanwhile."""

import os
import shutil
import socket
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psutil
import requests

SLOWHTTPTEST = shutil.which("slowhttptest")

# How each attack holds its connections: headers or bodies that never end, answers that are hardly read.
SLOW_ATTACKS = {
    "slow headers": ["-H", "-i", "1", "-x", "24", "-t", "POST"],
    "slow bodies": ["-B", "-i", "1", "-x", "10", "-s", "8192"],
    "slow reading": ["-X", "-n", "3", "-w", "1", "-y", "4", "-z", "2", "-k", "5"],
}


class SlowAttack:
    """slowhttptest against an address, again and again until the block is left."""

    def __init__(self, address: str, options: list[str], connections: int, seconds: int) -> None:
        assert SLOWHTTPTEST is not None
        size = ["-c", str(connections), "-r", "200", "-l", str(seconds), "-p", "3"]
        self._command = [SLOWHTTPTEST, *options, *size, "-u", address]
        self._ended = threading.Event()
        self._current: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._run, name="attack")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._current is not None:
            self._current.kill()
        self._thread.join()

    def _run(self) -> None:
        quiet = subprocess.DEVNULL
        while not self._ended.is_set():
            with subprocess.Popen(self._command, stdin=quiet, stdout=quiet, stderr=quiet) as self._current:
                if self._ended.is_set():
                    self._current.kill()
                self._current.wait()


@dataclass(slots=True)
class Honest:
    """What became of the events of somebody who means well."""

    waited: list[float] = field(default_factory=list)
    """Seconds for each event on a connection of its own."""
    waited_on_a_kept_connection: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def post(self, address: str, seconds: float, body: bytes) -> None:
        """One event a second in each way, for ``seconds``."""
        with requests.Session() as kept:
            until = time.monotonic() + seconds
            while (begin := time.monotonic()) < until:
                with requests.Session() as fresh:
                    self._post(fresh, address, body, self.waited)
                self._post(kept, address, body, self.waited_on_a_kept_connection)
                time.sleep(max(0.0, begin + 1 - time.monotonic()))

    def _post(self, session: requests.Session, address: str, body: bytes, waited: list[float]) -> None:
        begin = time.monotonic()
        try:
            status = session.post(address, data=body, timeout=5).status_code
        except requests.RequestException as problem:
            self.failures.append(repr(problem))
        else:
            if status != 204:
                self.failures.append(str(status))
        waited.append(time.monotonic() - begin)


def _with_children(pid: int) -> list[Path]:
    """The folders in /proc of a process and of those it started: the listener is one of them."""
    process = psutil.Process(pid)
    return [Path("/proc") / str(each.pid) for each in (process, *process.children(recursive=True))]


def resident_kib(pid: int) -> int:
    """The memory that a process and its children hold."""
    pages = sum(int((folder / "statm").read_text().split()[1]) for folder in _with_children(pid))
    return pages * os.sysconf("SC_PAGE_SIZE") // 1024


def processor_seconds(pid: int) -> float:
    """The processor time that a process and its children have used."""
    fields = [(folder / "stat").read_text().rpartition(")")[2].split() for folder in _with_children(pid)]
    return sum(int(each[11]) + int(each[12]) for each in fields) / os.sysconf("SC_CLK_TCK")


def open_sockets(pid: int) -> int:
    """How many connections a process and its children hold."""
    count = 0
    for link in (link for folder in _with_children(pid) for link in (folder / "fd").iterdir()):
        try:
            count += str(link.readlink()).startswith("socket:")
        except OSError:
            continue  # closed meanwhile
    return count


def port_of(address: str) -> int:
    """The port in an address."""
    port = urlsplit(address).port
    assert port is not None
    return port


def connected(address: str) -> socket.socket:
    """A raw connection to an address."""
    return socket.create_connection(("127.0.0.1", port_of(address)), timeout=5)
