"""A start that fails is told where it is read: on a terminal or to a script in words, and else in a dialog on the screen."""

import os
import pty
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO

import pytest
from processes.app_process import environment
from screen.virtual_screen import VirtualScreen, missing_tools

pytestmark = pytest.mark.skipif(bool(missing_tools()), reason=missing_tools())

_TITLE = "Recording Inbox could not start"
_WRONG = "“parallel_downloads” is 'x'"
Start = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture(scope="module")
def screen() -> Iterator[VirtualScreen]:
    with VirtualScreen() as made:
        yield made


@pytest.fixture
def start(tmp_path: Path, screen: VirtualScreen) -> Iterator[Start]:
    """Starts the window over settings that are wrong."""
    data, started = tmp_path / "data", list[subprocess.Popen[bytes]]()
    data.mkdir(mode=0o700)
    (data / "settings.toml").write_text('parallel_downloads = "x"\n')

    def begin(errors: int | IO[bytes], through: str = "", **more: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "inbox", "--data-dir", str(data), "--listen", "127.0.0.1:0"]
        kept: Mapping[str, str] = {name: value for name, value in environment().items() if not name.startswith("GIO_")}
        app = subprocess.Popen(
            ["sh", "-c", f'{through} exec "$@"', "sh", *command] if through else command,
            env={**kept, **screen.environment, **more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        started.append(app)
        return app

    yield begin
    for app in started:
        if app.poll() is None:
            app.kill()
        app.communicate()


def _dismissed(screen: VirtualScreen, app: subprocess.Popen[bytes]) -> int:
    """The exit code, once the dialog has come up and was closed by its key."""
    dialog = screen.window(_TITLE)
    assert app.poll() is None
    screen.xdotool("windowfocus", "--sync", dialog)
    screen.xdotool("key", "Return")  # not to the window: that goes before the key is let go of, which is down then for good
    return app.wait(20)


def test_what_is_printed_to_nobody_is_shown_whoever_started_it(start: Start, screen: VirtualScreen) -> None:
    assert _dismissed(screen, start(subprocess.DEVNULL)) == 1


def test_what_goes_to_the_journal_of_the_desktop_is_shown(start: Start, screen: VirtualScreen) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        assert _dismissed(screen, start(theirs.fileno())) == 1
        assert _WRONG in ours.recv(10_000).decode()


def test_what_goes_to_the_log_of_a_session_is_shown(start: Start, screen: VirtualScreen, tmp_path: Path) -> None:
    log = tmp_path / ".xsession-errors"
    with log.open("wb") as file:
        assert _dismissed(screen, start(file)) == 1
    assert _WRONG in log.read_text()


def test_what_an_icon_started_is_shown_also_where_the_desktop_gave_it_a_pipe(start: Start, screen: VirtualScreen) -> None:
    app = start(subprocess.PIPE, through="GIO_LAUNCHED_DESKTOP_FILE=/inbox.desktop GIO_LAUNCHED_DESKTOP_FILE_PID=$$")
    assert _dismissed(screen, app) == 1


@pytest.mark.parametrize("launched_pid", ["", "1"], ids=["", "from a terminal that an icon started"])
def test_a_script_with_a_pipe_gets_the_text_and_the_exit_code(start: Start, launched_pid: str) -> None:
    more = {"GIO_LAUNCHED_DESKTOP_FILE": "/t.desktop", "GIO_LAUNCHED_DESKTOP_FILE_PID": launched_pid} if launched_pid else {}
    app = start(subprocess.PIPE, **more)
    _, errors = app.communicate(timeout=60)
    assert app.returncode == 1
    assert _WRONG in errors.decode()
    assert errors.count(b"\n") == 1


def test_a_script_with_a_file_gets_the_text_and_the_exit_code(start: Start, tmp_path: Path) -> None:
    with (tmp_path / "errors.txt").open("wb") as file:
        assert start(file).wait(60) == 1
    assert _WRONG in (tmp_path / "errors.txt").read_text()


def test_a_terminal_gets_the_text_and_no_dialog(start: Start) -> None:
    ours, theirs = pty.openpty()
    try:
        assert start(theirs).wait(60) == 1
        assert _WRONG in os.read(ours, 10_000).decode()
    finally:
        os.close(ours)
        os.close(theirs)


def test_who_ends_the_program_need_not_dismiss_the_dialog_first(start: Start, screen: VirtualScreen) -> None:
    app = start(subprocess.DEVNULL)
    screen.window(_TITLE)
    app.terminate()
    assert app.wait(20) == 1


def test_without_a_screen_nothing_is_waited_for(start: Start) -> None:
    assert start(subprocess.DEVNULL, QT_QPA_PLATFORM="offscreen").wait(60) == 1
