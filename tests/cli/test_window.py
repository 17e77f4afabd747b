"""The window as a process: it starts, writes its log to the data folder, ends on SIGTERM, and says why it cannot start."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from processes.app_process import Serving, environment, run_command


def test_sigterm_ends_the_window_cleanly_and_the_log_is_in_the_folder(tmp_path: Path) -> None:
    app = subprocess.Popen(
        [sys.executable, "-m", "inbox", "--data-dir", str(tmp_path), "--listen", "127.0.0.1:0"],
        env=environment(QT_QPA_PLATFORM="offscreen"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    log = tmp_path / "inbox.log"
    deadline = time.monotonic() + 30
    while not (log.exists() and "Listening on http://127.0.0.1:" in log.read_text()):
        assert app.poll() is None, app.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.1)
    app.send_signal(signal.SIGTERM)
    out, errors = app.communicate(timeout=30)
    assert (app.returncode, out, errors) == (0, "", "")


@pytest.mark.parametrize("bundle", [[], ["e.zip"]], ids=["", "while an export is written, of which only a person is asked"])
def test_sigterm_ends_the_window_whatever_it_is_in_the_middle_of(tmp_path: Path, bundle: list[str]) -> None:
    tests = Path(__file__).parents[1]
    environ = environment(QT_QPA_PLATFORM="offscreen", PYTHONPATH=f"{tests.parent}{os.pathsep}{tests}")
    child, places = tests / "faults" / "interrupted_window.py", [tmp_path / name for name in ("inbox", *bundle)]
    command = [sys.executable, str(child), *map(str, places)]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=40, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "0\n", "")
    assert [path.name for path in tmp_path.iterdir()] == ["inbox"]


def test_a_folder_in_use_is_a_sentence_and_exit_1(tmp_path: Path) -> None:
    with Serving(tmp_path):
        result = run_command("--data-dir", str(tmp_path), environ=environment(QT_QPA_PLATFORM="offscreen"))
    assert (result.returncode, result.stdout) == (1, "")
    assert "in use" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_taken_port_does_not_keep_the_window_from_starting(tmp_path: Path) -> None:
    with Serving(tmp_path / "one") as serving:
        where = serving.address.removeprefix("http://").strip("/")
        app = subprocess.Popen(
            [sys.executable, "-m", "inbox", "--data-dir", str(tmp_path / "two"), "--listen", where],
            env=environment(QT_QPA_PLATFORM="offscreen"),
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        log = tmp_path / "two" / "inbox.log"
        deadline = time.monotonic() + 30
        while not (log.exists() and where.rpartition(":")[2] in log.read_text()):
            assert app.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert app.poll() is None
        app.send_signal(signal.SIGTERM)
        _, errors = app.communicate(timeout=30)
    assert (app.returncode, errors) == (0, "")


def test_a_screen_that_cannot_be_reached_is_told_on_the_terminal(tmp_path: Path) -> None:
    environ = environment(QT_QPA_PLATFORM="xcb", DISPLAY=":4711")
    result = run_command("--data-dir", str(tmp_path), "--listen", "127.0.0.1:0", environ=environ)
    assert result.returncode != 0
    assert "Qt cannot go on" in result.stderr
    assert "Traceback" not in result.stderr
