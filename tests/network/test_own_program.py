"""The program started once more: this very code, with nothing of the person's account, and not met by the app's signals."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import inbox
from inbox.network.listener.own_program import own_program, signals_held_back, without_secrets


def test_it_is_this_very_code_also_where_another_copy_is_installed(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "__init__.py").write_text("__version__ = 'another copy'")
    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}
    told = subprocess.run(own_program("--version"), env=environ, capture_output=True, text=True, timeout=30, check=True)
    assert told.stdout == f"recording-inbox {inbox.__version__}\n"


def test_its_own_folder_is_no_place_to_find_other_modules_first(tmp_path: Path) -> None:
    words = own_program("--version")
    words[-2] = str(tmp_path)  # as if it were there, beside something that has the name of a module of Python's
    (tmp_path / "inbox").symlink_to(Path(inbox.__file__).parent)
    (tmp_path / "argparse.py").write_text("raise SystemExit('found the wrong one')")
    subprocess.run(words, capture_output=True, timeout=30, check=True)


def test_it_is_told_nothing_that_was_said_to_the_app() -> None:
    said = {
        "BW_PASSWORD": "1",
        "INBOX_WEBHOOK_PASSWORD": "2",
        "INBOX_STORE": "postgresql://ann:3@host/inbox",
        "INBOX_DATA_DIR": "4",
    }
    assert without_secrets(said | {"PATH": "/bin"}) == {"PATH": "/bin"}


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_it_is_not_met_by_signals_before_it_can_ignore_them() -> None:
    slow = "import signal, sys; sys.stdin.read(); signal.signal(signal.SIGINT, signal.SIG_IGN); print('goes on')"
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [])
    with signals_held_back():
        process = subprocess.Popen([sys.executable, "-c", slow], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with process:
        assert signal.pthread_sigmask(signal.SIG_BLOCK, []) == before
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            process.send_signal(number)
        assert process.communicate("", timeout=30)[0] == "goes on\n"
        assert process.returncode == 0
