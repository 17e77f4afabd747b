"""The settings as a person without a mouse changes them: real keys in a real window, kept in the file at once."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from processes.app_process import environment
from screen.virtual_screen import VirtualScreen, missing_tools

from inbox.simulator.server import SimulatedBandwidth
from inbox.storage.data_folder import DataFolder
from inbox.storage.settings.settings import load_settings


@pytest.fixture
def screen() -> Iterator[VirtualScreen]:
    if why := missing_tools():
        pytest.skip(why)
    with VirtualScreen() as screen:
        yield screen


def _until(condition: Callable[[], bool], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"did not happen: {what}"
        time.sleep(0.05)


def test_a_rule_is_chosen_by_keys_alone(tmp_path: Path, screen: VirtualScreen, bandwidth: SimulatedBandwidth) -> None:
    folder = DataFolder(tmp_path / "inbox")
    app = subprocess.Popen(
        [sys.executable, "-m", "inbox", "--data-dir", str(folder.root), "--listen", "127.0.0.1:0"],
        env=environment(bandwidth) | screen.environment,
        stdin=subprocess.DEVNULL,
    )
    try:
        screen.click(screen.window("Recording Inbox"), 500, 500)
        screen.xdotool("key", "ctrl+comma")
        screen.xdotool("windowfocus", "--sync", screen.window("^Settings"))
        screen.xdotool("key", "Down", "Down", "Tab", "Right")
        _until(lambda: load_settings(folder, {}, {}).download_rule == "verified", "the rule that was chosen is kept")
        screen.xdotool("key", "Escape")
        _until(lambda: not screen.xdotool("search", "--onlyvisible", "--name", "^Settings"), "Escape closes the settings")
        assert app.poll() is None
        app.terminate()
        assert app.wait(20) == 0
    finally:
        if app.poll() is None:
            app.kill()
            app.wait(10)
