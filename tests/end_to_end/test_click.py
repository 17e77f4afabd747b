"""The main job as a person does it: a real click on a row in a real window downloads, plays, and is heard."""

import json
import os
import socket
import subprocess
import sys
import time
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from inbox.simulator.clips import SAMPLE_RATE
from inbox.simulator.media import SimulatedMedia
from inbox.simulator.recording import SimulatedRecording
from inbox.simulator.server import SimulatedBandwidth

_HEARD_SECONDS = 5.0
_LINK = 80_000
"""Bytes a second: five times as fast as it is heard, so that it is whole in the midst of it."""
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


@contextmanager
def opened(data_dir: Path, screen: VirtualScreen, bandwidth: SimulatedBandwidth, sink: NullSink) -> Iterator[tuple[str, int]]:
    """The program with its window, and the port that it listens at; it ends well at the end."""
    port = free_port()
    data_dir.mkdir(mode=0o700)
    (data_dir / "settings.toml").write_text("download_automatically = false\nvolume = 1.0\n")
    sound = {name: value for name, value in sink.environment.items() if name.startswith(("PULSE_", "XDG_"))}
    app = subprocess.Popen(
        [sys.executable, "-m", "inbox", "--data-dir", str(data_dir), "--listen", f"127.0.0.1:{port}"],
        env=environment(bandwidth) | sound | screen.environment,
        stdin=subprocess.DEVNULL,
    )
    try:
        window = screen.window("Recording Inbox")
        until(lambda: _answers(port), "the listener answers")
        yield window, port
        assert app.poll() is None
        app.terminate()
        assert app.wait(20) == 0
    finally:
        if app.poll() is None:
            app.kill()
            app.wait(10)


def receive(made: SimulatedRecording, bandwidth: SimulatedBandwidth, port: int, data_dir: Path) -> None:
    """Its event comes, and its row is on the screen."""
    body = json.dumps(made.event(bandwidth.voice_url, now()))
    assert requests.post(f"http://127.0.0.1:{port}/", data=body, timeout=15).status_code == 204
    (recording,) = listed(data_dir)
    assert recording["download_status"] == "waiting"
    time.sleep(0.5)  # let the row be painted: what is clicked on is on the screen


@pytest.mark.timed
def test_a_click_on_a_row_downloads_plays_and_is_heard(
    tmp_path: Path, screen: VirtualScreen, bandwidth: SimulatedBandwidth
) -> None:
    data_dir = tmp_path / "inbox"
    made = bandwidth.make_recording()
    with NullSink() as sink, opened(data_dir, screen, bandwidth, sink) as (window, port):
        receive(made, bandwidth, port, data_dir)
        with sink.record(tmp_path / "heard.raw") as heard:
            screen.click(window, *_FIRST_ROW)
            listed_when(data_dir, lambda rows: rows[0]["download_status"] == "downloaded")
            until(lambda: np.abs(heard.samples()).max(initial=0) > 0.01, "something is heard")
            before = _player_pixels(screen, window, tmp_path)
            loud_at = len(heard.samples())
            until(lambda: len(heard.samples()) > loud_at + (_HEARD_SECONDS + 2) * CAPTURE_RATE, "it plays on")
            assert _player_pixels(screen, window, tmp_path) != before, "the position does not move on the screen"
            samples = heard.samples()
    media_path = listed(data_dir)[0]["media_path"]
    clip = wav_samples(Path(media_path))
    with wave.open(media_path) as file:
        rate = file.getframerate()
    assert likeness(loudness(clip, rate), loudness(samples, CAPTURE_RATE)) > 0.8


@pytest.mark.slow
@pytest.mark.timed
def test_what_was_clicked_is_heard_while_it_comes_without_a_hole_and_goes_on_when_it_is_whole(
    tmp_path: Path, screen: VirtualScreen, bandwidth: SimulatedBandwidth
) -> None:
    data_dir = tmp_path / "inbox"
    made = bandwidth.make_recording()
    bandwidth.link_bytes_per_second = _LINK
    with NullSink() as sink, opened(data_dir, screen, bandwidth, sink) as (window, port):
        receive(made, bandwidth, port, data_dir)
        with sink.record(tmp_path / "heard.raw") as heard:
            screen.click(window, *_FIRST_ROW)
            until(lambda: np.abs(heard.samples()).max(initial=0) > 0.01, "something is heard")
            assert listed(data_dir)[0]["download_status"] == "downloading"
            listed_when(data_dir, lambda rows: rows[0]["download_status"] == "downloaded")
            whole_at = len(heard.samples())
            until(lambda: len(heard.samples()) > whole_at + 3 * CAPTURE_RATE, "it plays on")
            samples = heard.samples()
    media = SimulatedMedia.of(made)
    count = int((whole_at / CAPTURE_RATE + 1) * SAMPLE_RATE)
    played = np.frombuffer(media.part(len(media.head), len(media.head) + 2 * count), "<i2") / 32_768
    alike, missing = _fit(loudness(played, SAMPLE_RATE), loudness(samples, CAPTURE_RATE))
    assert alike > 0.9
    assert missing <= 0.04


def _fit(played: npt.NDArray[np.float64], heard: npt.NDArray[np.float64]) -> tuple[float, float]:
    """How alike both are where they fit best; and the seconds in which something was played and nothing heard."""
    padded = np.concatenate([heard, np.zeros(len(played))])
    alike = [float(np.corrcoef(played, padded[at : at + len(played)])[0, 1]) for at in range(2 * _BINS_PER_SECOND)]
    at = int(np.argmax(alike))
    missing = (played > 0.02) & (padded[at : at + len(played)] < 0.001) & (np.arange(len(played)) < len(heard) - at)
    return alike[at], float(missing.sum() / _BINS_PER_SECOND)


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
