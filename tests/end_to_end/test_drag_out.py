"""Recordings dragged with a real mouse out of the real window, into another program."""

import hashlib
import select
import subprocess
import sys
import time
from collections.abc import Iterator
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


@pytest.fixture
def screen() -> Iterator[VirtualScreen]:
    if why := missing_tools():
        pytest.skip(why)
    with VirtualScreen() as screen:
        yield screen


def _drag(screen: VirtualScreen, window: str, begin: tuple[int, int]) -> None:
    screen.xdotool("mousemove", "--window", window, *map(str, begin), "mousedown", "1")
    for step in range(1, 21):
        screen.xdotool("mousemove_relative", "--", "8", "4")
        time.sleep(0.02 * (step < 6))
    time.sleep(0.5)  # the copies are made while the button is held
    for place in range(10):
        screen.xdotool("mousemove", *(str(way + place) for way in _TARGET))
        time.sleep(0.03)
    screen.xdotool("mouseup", "1")


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
            window = screen.window("Recording Inbox")
            time.sleep(1.5)  # the list is there
            dropped = _drop(screen, window, environ)
        finally:
            app.terminate()
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


def _drop(screen: VirtualScreen, window: str, environ: dict[str, str]) -> list[tuple[str, str]]:
    """Drags both rows into another program; gives where it found each file, and the SHA-256 of what was in it."""
    with subprocess.Popen([sys.executable, drop_target.__file__], env=environ, stdout=subprocess.PIPE, text=True) as target:
        try:
            assert target.stdout is not None
            assert target.stdout.readline() == "ready\n"
            screen.window("drop target")
            screen.click(window, *_ROWS[0])
            screen.xdotool("keydown", "shift")
            screen.click(window, *_ROWS[1])
            screen.xdotool("keyup", "shift")
            time.sleep(0.6)  # or it would be a double click
            _drag(screen, window, _ROWS[1])
            told, _, _ = select.select([target.stdout], [], [], 10)
            assert told, "nothing was dropped"
            lines = [target.stdout.readline().strip() for _ in _ROWS]
            time.sleep(0.5)  # the history is told
        finally:
            target.terminate()
    return [(path, sum_) for path, _, sum_ in (line.rpartition(" ") for line in lines)]
