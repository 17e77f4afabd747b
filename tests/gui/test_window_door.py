"""A second start finds the first window, and nobody else does."""

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from inbox.gui.window_door import WindowDoor, door_name, raise_other_window

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "does not support raise", "does not support grabbing")

_SECOND_START = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from inbox.gui.window_door import raise_other_window
application = QCoreApplication([])
sys.exit(0 if raise_other_window(Path(sys.argv[1])) else 3)
"""

_IMPOSTOR = """
import ast, socket, sys
with socket.socket(socket.AF_UNIX) as listening:
    listening.bind(sys.argv[1])
    listening.listen()
    print("listening", flush=True)
    with listening.accept()[0] as asking:
        print(asking.recv(1_000).decode())
        asking.sendall(ast.literal_eval(sys.argv[2]))
"""


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.showMinimized()
    return made


@pytest.fixture
def door(tmp_path: Path, window: QWidget, monkeypatch: pytest.MonkeyPatch) -> Iterator[WindowDoor]:
    made = WindowDoor(tmp_path, window)
    yield made
    made.close()


def _second_start(folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", _SECOND_START, str(folder)],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "DESKTOP_STARTUP_ID": "launch_TIME1",
        },
    )


def test_a_second_process_brings_the_minimised_window_back(
    door: WindowDoor, window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    door.start()
    assert window.isMinimized()
    second = _second_start(tmp_path)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert second.returncode == 0
    assert not window.isMinimized()
    assert window.isVisible()
    assert "XDG_ACTIVATION_TOKEN" not in os.environ


def test_where_no_window_is_nothing_can_be_raised(tmp_path: Path, qtbot: QtBot) -> None:
    assert not raise_other_window(tmp_path)


def test_another_data_folder_has_another_window(door: WindowDoor, tmp_path: Path, window: QWidget) -> None:
    door.start()
    (tmp_path / "other").mkdir()
    assert not raise_other_window(tmp_path / "other")
    assert window.isMinimized()


def test_a_window_that_does_not_answer_is_not_waited_for(door: WindowDoor, tmp_path: Path) -> None:
    door.start()
    assert not raise_other_window(tmp_path), "this thread would have to answer while it waits"


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe there, not a file")
def test_what_a_killed_process_left_is_no_hindrance_and_only_the_user_may_knock(
    door: WindowDoor, tmp_path: Path, qtbot: QtBot
) -> None:
    name = door_name(tmp_path)
    with socket.socket(socket.AF_UNIX) as left:
        left.bind(name)
    door.start()
    assert stat.S_IMODE(Path(name).stat().st_mode) & 0o077 == 0
    second = _second_start(tmp_path)
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=20_000)
    assert second.returncode == 0
    door.close()
    assert not Path(name).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe there, not a file")
@pytest.mark.parametrize("words", [b"lower 12\n", b"raise\n", b"x" * 10_000, b"\xff\xfe\n"])
def test_other_words_raise_nothing(door: WindowDoor, tmp_path: Path, window: QWidget, qtbot: QtBot, words: bytes) -> None:
    door.start()
    with socket.socket(socket.AF_UNIX) as stranger:
        stranger.connect(door_name(tmp_path))
        stranger.sendall(words)
        stranger.setblocking(False)

        def is_turned_away() -> bool:
            try:
                return stranger.recv(100) == b""
            except BlockingIOError:
                return False
            except ConnectionResetError:
                return True

        qtbot.waitUntil(is_turned_away, timeout=5_000)
    assert window.isMinimized()


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe there, not a file")
def test_a_socket_of_another_user_is_not_asked(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 12_345)
    with socket.socket(socket.AF_UNIX) as foreign:
        foreign.bind(door_name(tmp_path))
        foreign.listen()
        foreign.setblocking(False)
        assert not raise_other_window(tmp_path)
        with pytest.raises(BlockingIOError):
            foreign.accept()
    Path(door_name(tmp_path)).unlink()


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe there, not a file")
@pytest.mark.parametrize("answer", [b"raised 0123\n", b"raised\n", b"\n", b"no line"])
def test_only_an_answer_to_this_very_question_counts(tmp_path: Path, qtbot: QtBot, answer: bytes) -> None:
    other = subprocess.Popen([sys.executable, "-c", _IMPOSTOR, door_name(tmp_path), repr(answer)], stdout=subprocess.PIPE)
    assert other.stdout is not None
    assert other.stdout.readline() == b"listening\n"
    assert not raise_other_window(tmp_path)
    assert other.communicate(timeout=10)[0].startswith(b"raise "), "it was asked"
    Path(door_name(tmp_path)).unlink()
