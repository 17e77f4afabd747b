"""strace on a real process: its system calls are written down, fail, or are where it dies."""

import os
import shutil
import signal
import subprocess
import time
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

_PATIENCE_SECONDS = 20.0


@cache
def missing_strace() -> str | None:
    """Why no process can be traced here; None when one can."""
    if shutil.which("strace") is None:
        return "needs strace to inject faults (Debian package strace)"
    probe = subprocess.run(
        ["strace", "-qq", "-o", os.devnull, "-e", "trace=none", "true"], capture_output=True, timeout=30, check=False
    )
    return "strace may not trace processes here (ptrace is not allowed)" if probe.returncode else None


def needs_strace() -> pytest.MarkDecorator:
    """Skips a test where no process can be traced, and says why."""
    return pytest.mark.skipif(missing_strace() is not None, reason=missing_strace() or "")


def traced_from_the_start(trace: Path, *expressions: str, string_bytes: int = 64) -> list[str]:
    """The words before a command that is to be traced from its first system call on, in its own process (``-D``)."""
    words = [word for expression in expressions for word in ("-e", expression)]
    return ["strace", "-D", "-f", "-ttt", "-yy", "-s", str(string_bytes), "-o", str(trace), *words]


def whole_trace(trace: Path, pid: int) -> list[str]:
    """The lines of a trace, once the traced process has ended and strace has written all of it."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        lines = trace.read_text(errors="replace").splitlines()
        if any(line.startswith(f"{pid} ") and "+++" in line for line in reversed(lines)):
            return lines
        assert time.monotonic() < deadline, f"strace has not ended its trace: {lines[-3:]}"
        time.sleep(0.05)


class Attached:
    """strace attached to a running process and all its threads, until the end of the ``with`` block."""

    def __init__(self, pid: int, *expressions: str, trace: Path | None = None) -> None:
        words = [word for expression in expressions for word in ("-e", expression)]
        self._process = subprocess.Popen(
            ["strace", "-f", "-p", str(pid), "-o", str(trace or os.devnull), *words],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stderr is not None
        said = self._process.stderr.readline()
        assert " attached" in said, said

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        """Lets go of the process, which runs on."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        self.wait()

    def wait(self) -> None:
        """Until strace has ended: its process has, or it was let go of."""
        self._process.communicate(timeout=_PATIENCE_SECONDS)
