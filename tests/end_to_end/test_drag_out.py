"""Recordings dragged with a real mouse out of the real window, into another program."""

import hashlib
import select
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pipeline.reviewed_inbox import ReviewedInbox
from processes import drop_target
from processes.app_process import environment
from screen.virtual_screen import VirtualScreen, missing_tools

from inbox.domain.history import HistoryKind

_ROWS = ((500, 104), (500, 141))
"""Places on the names in the first two rows, from the window's upper left corner."""
_TARGET = (1320, 750)
_DOUBLE_CLICK_SECONDS = 0.6


@pytest.fixture
def screen() -> Iterator[VirtualScreen]:
    if why := missing_tools():
        pytest.skip(why)
    with VirtualScreen() as screen:
        yield screen


def test_selected_recordings_are_dragged_into_another_program_as_copies(screen: VirtualScreen, tmp_path: Path) -> None:
    root = tmp_path / "inbox"
    inbox = ReviewedInbox(root)
    rows = [inbox.receive(name=f"Talk: {number}") for number in (1, 2)]
    sounds = {row: inbox.download(row, b"RIFF\4\0\0\0WAVE" + bytes([row]) * 50_000) for row in rows}
    inbox.close()
    (root / "settings.toml").write_text(
        'export_names = "{name}"\nclick_plays = false\nlisten = "127.0.0.1:0"\ncatch_up = false\n', encoding="utf-8"
    )
    account = {"BW_ACCOUNT_ID": "5", "BW_CLIENT_ID": "a", "BW_CLIENT_SECRET": "b"}
    nowhere = {"INBOX_VOICE_URL": "http://127.0.0.1:9/", "INBOX_TOKEN_URL": "http://127.0.0.1:9/"}
    environ = environment() | screen.environment | account | nowhere
    with subprocess.Popen([sys.executable, "-m", "inbox", "--data-dir", str(root)], env=environ, stdin=subprocess.DEVNULL) as app:
        try:
            dropped = _drop(screen, screen.window("Recording Inbox"), environ, root)
            _until(lambda: _exported(root) == len(rows), "the histories were told")
        finally:
            app.terminate()
            _ended(app)
    assert [Path(path).name for path, _ in dropped] == ["Talk- 2.wav", "Talk- 1.wav"]
    assert [sum_ for _, sum_ in dropped] == [hashlib.sha256(sounds[row].read_bytes()).hexdigest() for row in reversed(rows)]
    assert not {Path(path).parent for path, _ in dropped} & {sounds[rows[0]].parent}
    inbox = ReviewedInbox(root)
    last = [inbox.inbox.history.entries(row)[-1] for row in rows]
    inbox.close()
    assert [(entry.kind, entry.detail["file"]) for entry in last] == [
        (HistoryKind.EXPORTED, "Talk- 1.wav"),
        (HistoryKind.EXPORTED, "Talk- 2.wav"),
    ]


def _drop(screen: VirtualScreen, window: str, environ: dict[str, str], root: Path) -> list[tuple[str, str]]:
    """Drags both rows into another program; gives where it found each file, and the SHA-256 of what was in it."""
    with subprocess.Popen([sys.executable, drop_target.__file__], env=environ, stdout=subprocess.PIPE, text=True) as target:
        try:
            assert target.stdout is not None
            assert target.stdout.readline() == "ready\n"
            screen.window("drop target")
            _until(lambda: _is_dragging(screen, window, root), "both rows were taken along", 30)
            for place in range(10):
                screen.xdotool("mousemove", *(str(way + place) for way in _TARGET))
                time.sleep(0.03)  # as a hand moves: the other program is asked on the way
            screen.xdotool("mouseup", "1")
            told, _, _ = select.select([target.stdout], [], [], 10)
            assert told, "nothing was dropped"
            lines = [target.stdout.readline().strip() for _ in _ROWS]
        finally:
            target.kill()
    return [(path, sum_) for path, _, sum_ in (line.rpartition(" ") for line in lines)]


def _is_dragging(screen: VirtualScreen, window: str, root: Path) -> bool:
    """Selects both rows and begins to drag; False, with the button up again, when they were not there yet."""
    screen.click(window, *_ROWS[0])
    screen.xdotool("keydown", "shift")
    screen.click(window, *_ROWS[1])
    screen.xdotool("keyup", "shift")
    time.sleep(_DOUBLE_CLICK_SECONDS)
    screen.xdotool("mousemove", "--window", window, *map(str, _ROWS[1]), "mousedown", "1")
    for _ in range(5):
        screen.xdotool("mousemove_relative", "--", "8", "4")
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        if any(len(list(folder.glob("*.wav"))) == len(_ROWS) for folder in (root / "outgoing").glob("*")):
            time.sleep(0.2)  # the drag itself begins
            return True
        time.sleep(0.02)
    screen.xdotool("mouseup", "1")
    return False


def _exported(root: Path) -> int:
    with closing(sqlite3.connect(f"file:{root / 'inbox.sqlite3'}?mode=ro", timeout=10, uri=True)) as connection:
        return int(connection.execute("SELECT count(*) FROM history WHERE kind = 'exported'").fetchone()[0])


def _ended(app: subprocess.Popen[bytes]) -> None:
    """Waits for its end; one that does not come is a failure, not a test without an end."""
    try:
        app.wait(20)
    except subprocess.TimeoutExpired:
        app.kill()
        raise


def _until(is_so: Callable[[], bool], what: str, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)
