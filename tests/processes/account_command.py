"""``account --set`` as a person uses it: on a terminal, on a desktop with a keyring."""

import os
import pty
import subprocess
import sys
import time
from pathlib import Path

from processes.app_process import environment

from inbox.simulator.server import SimulatedBandwidth


def with_keyring(folder: Path, bandwidth: SimulatedBandwidth) -> dict[str, str]:
    """A desktop with a keyring, and no account in the environment."""
    path = os.pathsep.join([str(Path(__file__).parents[1]), *(entry for entry in sys.path if entry)])
    more = {
        "PYTHON_KEYRING_BACKEND": "keyrings.file_keyring.Keyring",
        "KEYRING_FILE": str(folder / "keyring.json"),
        "PYTHONPATH": path,
    }
    return {name: value for name, value in environment(bandwidth, **more).items() if not name.startswith("BW_")}


def on_a_terminal(environ: dict[str, str], folder: Path, *answers: str) -> tuple[int, str]:
    """``account --set`` with a person who types; the exit code, and what the terminal showed."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "inbox", "account", "--set", "--data-dir", str(folder)],
        env=environ,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    shown = ""
    waiting = list(answers)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            data = os.read(ours, 4096)
        except OSError:  # the other side is closed
            break
        if not data:
            break
        shown += data.decode()
        if waiting and shown.endswith(": "):
            os.write(ours, waiting.pop(0).encode() + b"\n")
    code = process.wait(30)
    os.close(ours)
    return code, shown
