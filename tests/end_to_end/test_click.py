"""The main job as a person does it: a real click on a row in a real window downloads, plays, and is heard."""

import json
import os
import socket
import subprocess
import sys
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import requests
from audio.null_sink import CAPTURE_RATE, NullSink
from audio.null_sink import missing_tools as missing_sound_tools
from processes.app_process import environment, listed, listed_when
from screen.virtual_screen import VirtualScreen
from screen.virtual_screen import missing_tools as missing_screen_tools

from inbox.domain.times import now
from inbox.simulator.server import SimulatedBandwidth

_HEARD_SECONDS = 5.0
_BINS_PER_SECOND = 50
_FIRST_ROW = (500, 104)
"""A place on the conference's name in the first row, from the window's upper left corner."""


@pytest.fixture
def screen() -> Iterator[VirtualScreen]:
    if why := missing_screen_tools() or missing_sound_tools():
        pytest.skip(why)
    with VirtualScreen() as screen:
        yield screen


def until(condition: Callable[[], bool], what: str, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"did not happen: {what}"
        time.sleep(0.1)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def loudness(samples: npt.NDArray[np.float64], rate: int) -> npt.NDArray[np.float64]:
    """Root mean square over time, 50 values a second."""
    size = rate // _BINS_PER_SECOND
    whole = samples[: len(samples) // size * size].reshape(-1, size)
    return np.asarray(np.sqrt((whole**2).mean(axis=1)))


def likeness(clip: npt.NDArray[np.float64], heard: npt.NDArray[np.float64]) -> float:
    """The best correlation of the beginning of ``clip`` with any part of ``heard``, 1 for the same shape."""
    wanted = clip[: int(_HEARD_SECONDS * _BINS_PER_SECOND)]
    wanted = (wanted - wanted.mean()) / (wanted.std() or 1)
    best = 0.0
    for start in range(len(heard) - len(wanted) + 1):
        part = heard[start : start + len(wanted)]
        if part.std() > 1e-6:
            best = max(best, float(((part - part.mean()) / part.std() * wanted).mean()))
    return best


def wav_samples(path: Path) -> npt.NDArray[np.float64]:
    import soundfile

    samples, _ = soundfile.read(path, dtype="float64")
    return np.asarray(samples)


def test_a_click_on_a_row_downloads_plays_and_is_heard(
    tmp_path: Path, screen: VirtualScreen, bandwidth: SimulatedBandwidth
) -> None:
    data_dir, port = tmp_path / "inbox", free_port()
    data_dir.mkdir(mode=0o700)
    (data_dir / "settings.toml").write_text("download_automatically = false\n")
    made = bandwidth.make_recording()
    with NullSink() as sink:
        environ = environment(bandwidth) | {
            name: value for name, value in sink.environment.items() if name.startswith(("PULSE_", "XDG_"))
        }
        app = subprocess.Popen(
            [sys.executable, "-m", "inbox", "--data-dir", str(data_dir), "--listen", f"127.0.0.1:{port}"],
            env=environ | screen.environment,
            stdin=subprocess.DEVNULL,
        )
        try:
            window = screen.window("Recording Inbox")
            until(lambda: _answers(port), "the listener answers")
            body = json.dumps(made.event(bandwidth.voice_url, now()))
            assert requests.post(f"http://127.0.0.1:{port}/", data=body, timeout=15).status_code == 204
            (recording,) = listed(data_dir)
            assert recording["download_status"] == "waiting"
            time.sleep(0.5)  # let the row be painted: what is clicked on is on the screen
            with sink.record(tmp_path / "heard.raw") as heard:
                screen.click(window, *_FIRST_ROW)
                listed_when(data_dir, lambda rows: rows[0]["download_status"] == "downloaded")
                until(lambda: np.abs(heard.samples()).max(initial=0) > 0.01, "something is heard")
                before = _player_pixels(screen, window, tmp_path)
                loud_at = len(heard.samples())
                until(lambda: len(heard.samples()) > loud_at + (_HEARD_SECONDS + 2) * CAPTURE_RATE, "it plays on")
                assert _player_pixels(screen, window, tmp_path) != before, "the position does not move on the screen"
                samples = heard.samples()
            assert app.poll() is None
            app.terminate()
            assert app.wait(20) == 0
        finally:
            if app.poll() is None:
                app.kill()
                app.wait(10)
    media_path = listed(data_dir)[0]["media_path"]
    clip = wav_samples(Path(media_path))
    with wave.open(media_path) as file:
        rate = file.getframerate()
    assert likeness(loudness(clip, rate), loudness(samples, CAPTURE_RATE)) > 0.8


def _answers(port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}/healthz", timeout=2).status_code == 200
    except requests.RequestException:
        return False


def _player_pixels(screen: VirtualScreen, window: str, folder: Path) -> bytes:
    """The lower half of the window as it is on the screen: the player is there."""
    path = folder / "screen.ppm"
    subprocess.run(
        ["import", "-window", window, "-crop", "100%x50%+0+450", str(path)],
        env={**os.environ, **screen.environment},
        check=True,
        timeout=20,
    )
    return path.read_bytes()
