"""A second start over the same data shows the window of the first, and ends; a headless receiver has none to show."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from processes.app_process import Serving, environment
from screen.virtual_screen import VirtualScreen, missing_tools

from inbox.gui.window_door import door_name


@pytest.fixture
def screen() -> Iterator[VirtualScreen]:
    if why := missing_tools():
        pytest.skip(why)
    with VirtualScreen() as screen:
        yield screen


def _start(data_dir: Path, screen: VirtualScreen) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "inbox", "--data-dir", str(data_dir), "--listen", "127.0.0.1:0"],
        env=environment() | screen.environment,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def _end(process: "subprocess.Popen[str]") -> tuple[int, str]:
    _, errors = process.communicate(timeout=30)
    return process.returncode, errors


_COVER = """
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
cover = QWidget()
cover.setWindowTitle("Cover")
cover.setStyleSheet("background: #ff0000")
cover.setGeometry(0, 0, 1440, 900)
cover.show()
application.exec()
"""


@contextmanager
def _covered(screen: VirtualScreen) -> Iterator[None]:
    """A red window over everything that is on the screen now."""
    process = subprocess.Popen([sys.executable, "-c", _COVER], env=environment() | screen.environment)
    try:
        screen.window("Cover")
        yield
    finally:
        process.kill()
        process.wait(10)


def _is_red(screen: VirtualScreen, folder: Path) -> bool:
    """Whether the middle of the screen is."""
    pixels = folder / "middle.rgb"
    words = ["import", "-window", "root", "-crop", "400x1+200+450", "-depth", "8", str(pixels)]
    subprocess.run(words, env=environment() | screen.environment, check=True, timeout=20)
    return pixels.read_bytes() == b"\xff\0\0" * 400


def _until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline, f"did not happen: {what}"
        time.sleep(0.1)


def test_a_second_start_brings_the_first_window_back_and_ends(tmp_path: Path, screen: VirtualScreen) -> None:
    first = _start(tmp_path / "data", screen)
    try:
        screen.window("Recording Inbox")
        with _covered(screen):
            _until(lambda: _is_red(screen, tmp_path), "the window is covered")
            _until(lambda: Path(door_name(tmp_path / "data")).exists(), "the first start listens for a second one")
            assert _end(_start(tmp_path / "data", screen)) == (0, "")
            _until(lambda: not _is_red(screen, tmp_path), "the window came to the front")
        assert first.poll() is None
        first.terminate()
        assert _end(first)[0] == 0
    finally:
        if first.poll() is None:
            first.kill()
            first.communicate()


def test_beside_a_headless_receiver_a_start_says_who_has_the_data(tmp_path: Path, screen: VirtualScreen) -> None:
    with Serving(tmp_path) as serving:
        code, errors = _end(_start(tmp_path, screen))
        assert code == 1
        assert f"is in use by process {serving.pid}" in errors
