"""How this program starts itself once more, in a process of its own."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import inbox

LISTENER = "listener"
"""The word of the command line that makes a process the listener's: `cli.listener`."""

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_OF_THE_APP = ("BW_", "INBOX_")
_LOOK_SECONDS = 0.01
_ROOT = str(Path(inbox.__file__).parents[1])
# This very code is found first, and everything else where it is always found.
_START = """import sys
sys.path.insert(0, sys.argv.pop(1))
import inbox
sys.path.append(sys.path.pop(0))
from inbox.__main__ import main
sys.exit(main())"""


def own_program(*words: str) -> list[str]:
    """The command that runs this very code with the given words, wherever it is run from."""
    if getattr(sys, "frozen", False):
        return [sys.executable, *words]
    # -P: the folder the person happens to be in is no place to find modules of ours.
    return [sys.executable, "-P", "-c", _START, _ROOT, *words]


def without_secrets(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment for a process that needs neither account nor inbox: nothing that is said to this program."""
    return {name: value for name, value in environ.items() if not name.startswith(_OF_THE_APP)}


@contextmanager
def signals_held_back() -> Iterator[None]:
    """A process started meanwhile is not met by signals that are the app's to act on: it may ignore them in its own time.

    They reach this process, if by another of its threads or a moment later.
    """
    if os.name != "posix":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {getattr(signal, name) for name in _SIGNALS})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def wait_for_end(process: "subprocess.Popen[bytes]", seconds: float) -> None:
    """Until it has ended, for so long at most. Not by its own method, which sleeps until a moment of a clock that may be set."""
    deadline, pause = time.monotonic() + seconds, threading.Event()
    while process.poll() is None and time.monotonic() < deadline:
        pause.wait(_LOOK_SECONDS)
