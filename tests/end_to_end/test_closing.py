"""The window is closed while something goes on that takes long: the program ends, and nothing half-written is left."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from audio.player_child import silent_environment
from pytestqt.qtbot import QtBot
from window import closing_child
from window.running_window import RunningWindow

from inbox.domain.media_format import MediaFormat
from inbox.domain.times import now
from inbox.pipeline.opened import OpenInbox, Options
from inbox.simulator.sender import Sender

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "PulseAudioService", "No audio device detected", "pipewire", "ALSA")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def running(tmp_path: Path, qtbot: QtBot) -> Iterator[RunningWindow]:
    with closing(RunningWindow(tmp_path)) as made:
        yield made


@pytest.mark.slow
@pytest.mark.parametrize("what", ["inspection", "copy", "clip", "bundle"])
def test_whatever_goes_on_the_program_ends_and_leaves_nothing_half_written(tmp_path: Path, what: str) -> None:
    folder, out = tmp_path / "inbox", tmp_path / "out"
    out.mkdir()
    surroundings = {**silent_environment(), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    command = [sys.executable, closing_child.__file__, str(folder), str(out), what]
    done = subprocess.run(command, env=surroundings, cwd=ROOT, timeout=90, check=True, capture_output=True, text=True)
    assert (done.stdout, "Traceback" in done.stderr) == ("closing\n", False), done.stderr
    assert list(out.iterdir()) == []
    assert list((folder / "outgoing").glob("*/*")) == []
    with closing(OpenInbox(Options(data_dir=str(folder)), {})) as inbox:
        has_looked_to_the_end = inbox.sound_maps.read(1) is not None
    assert has_looked_to_the_end == (what != "inspection"), "of three days it was found where they are silent"


def test_what_is_fetched_ahead_of_a_download_ends_with_the_program(running: RunningWindow) -> None:
    running.bandwidth.controls.link_bytes_per_second = 30_000
    window = running.open(download_automatically=True)
    core = running.core
    made = running.bandwidth.make_recording(loops=30, file_format=MediaFormat.WAV)
    with Sender(core.listener.address) as sender:
        assert sender.send(made.event(running.bandwidth.voice_url, now())).ok
    deadline = time.monotonic() + 30
    while not (core.sound.has_begun(1)):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    source = core.sound.growing(running.row(1))
    assert source is not None
    assert len(source.read(700 * 8_000, 100, lambda: False)) == 100
    assert _is_fetching()
    window.close()
    core.stop()
    assert not _is_fetching()


def _is_fetching() -> bool:
    return any(thread.name == "media-ranges" for thread in threading.enumerate())
