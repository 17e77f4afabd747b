"""How long until one hears it: a click in the real window, a seek; and what playing costs. Heard at a null sink's monitor.

The figures contain the way to the recorder, some 20 ms. The window has been open for some seconds, as one that is worked with is.
"""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import psutil
import soundfile
from audio.heard_window import HeardWindow, until
from audio.null_sink import CAPTURE_RATE, NullSink
from audio.player_child import PlayerChild
from audio.sounds import longest_hole
from audio.timed_capture import TimedCapture
from benchmarks.figures import median, tell

from inbox.simulator.clips import CLIPS, SAMPLE_RATE
from inbox.simulator.media import SimulatedMedia
from inbox.simulator.server import SimulatedBandwidth

_HOUR = 3_600
_CLICKS = 3
_SEEKS = 8
_LOUD = 0.01
_LOW, _HIGH = 440, 1_530
"""Hertz. GSM makes a steady tone of a multiple of 50 out of nothing but what was before it."""
_SETTLED_SECONDS = 6
_RANGE_SECONDS = 32_768 / 62_500
"""What is fetched at a time, at half of 1 Mbit/s."""


def _hour(folder: Path) -> list[Path]:
    """An hour, low in its first half and high in the other, as WAV, plain and GSM, and, where ffmpeg is there, as MP3."""
    moments = np.arange(_HOUR // 2 * SAMPLE_RATE) / SAMPLE_RATE
    halves = [0.5 * np.sin(2 * np.pi * hertz * moments) for hertz in (_LOW, _HIGH)]
    files = [folder / "hour.wav", folder / "gsm.wav"]
    for file, subtype in zip(files, ("PCM_16", "GSM610"), strict=True):
        soundfile.write(file, np.concatenate(halves), SAMPLE_RATE, subtype=subtype)
    if shutil.which("ffmpeg") is None:
        return files
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(folder / "hour.wav"), "-b:a", "32k", str(folder / "hour.mp3")]
    subprocess.run(command, check=True, timeout=300, stdin=subprocess.DEVNULL)
    return [*files, folder / "hour.mp3"]


def _strength(heard: npt.NDArray[np.float64], hertz: float) -> npt.NDArray[np.float64]:
    """Of this pitch in the 5 ms that begin with each sample."""
    width = CAPTURE_RATE // 200
    turned = heard * np.exp(-2j * np.pi * hertz * np.arange(len(heard)) / CAPTURE_RATE)
    sums = np.concatenate(([0], np.cumsum(turned)))
    return np.asarray(np.abs(sums[width:] - sums[:-width]) / width * 2)


def seeks(path: Path, *first_steps: list[Any], near: float = 0.1) -> list[float]:
    """Milliseconds from each far seek while it plays to the first sound from there."""
    steps: list[list[Any]] = [["volume", 1.0], *first_steps, ["play"], ["until", "position", 1.5]]
    for number in range(_SEEKS):
        place = _HOUR * (near if number % 2 else 0.9) + 20 * number
        steps += [["seek", place], ["until", "position", place + 0.5]]
    with NullSink() as sink, TimedCapture(sink.name, sink.environment) as capture:
        child = PlayerChild(path, [*steps, ["quit"]], sink.environment).finish()
        time.sleep(0.3)
        heard, start = capture.samples(), capture.moment(0)
    low, high = _strength(heard, _LOW), _strength(heard, _HIGH)
    waits = []
    for number, moment in enumerate(child.moments("step", "seek")):
        first = round((moment - start) * CAPTURE_RATE)
        waits.append(np.flatnonzero((low if number % 2 else high)[first:] > 0.15)[0] / CAPTURE_RATE * 1e3)
    return waits


def seeks_while_it_comes(path: Path) -> list[float]:
    """The same while little of it is here, at 1 Mbit/s, of which the download takes half."""
    return seeks(path, ["coming", _HOUR, _RANGE_SECONDS], near=0.3)


def cost(path: Path, rate: float) -> float:
    """The share of one processor that a player without a window takes, in percent."""
    with NullSink() as sink, TimedCapture(sink.name, sink.environment):
        steps: list[list[Any]] = [["rate", rate], ["play"], ["until", "position", 1.0], ["wait", 6_000], ["quit"]]
        child = PlayerChild(path, steps, sink.environment)
        child.wait_for("playing")
        time.sleep(1)
        process = psutil.Process(child.pid)
        before, began = process.cpu_times(), time.monotonic()
        time.sleep(4)
        after, ended = process.cpu_times(), time.monotonic()
        child.finish()
    return (after.user + after.system - before.user - before.system) / (ended - began) * 100


def hole_while_busy(path: Path) -> float:
    """Milliseconds of the longest hole in a tone while the window does nothing else for 100 ms at a time."""
    with NullSink() as sink, TimedCapture(sink.name, sink.environment) as capture:
        steps: list[list[Any]] = [["volume", 1.0], ["play"], ["until", "position", 0.5], ["busy", 4.0], ["quit"]]
        PlayerChild(path, steps, sink.environment).finish()
        time.sleep(0.3)
        return longest_hole(capture.samples()) * 1e3


def clicks(bytes_per_second: int | None) -> list[float]:
    """Milliseconds from a click on a recording of 1 h that is not downloaded to its first sample, in the real window."""
    bandwidth = SimulatedBandwidth()
    bandwidth.start()
    try:
        bandwidth.link_bytes_per_second = bytes_per_second
        return [_click(bandwidth) for _ in range(_CLICKS)]
    finally:
        bandwidth.stop()


def _click(bandwidth: SimulatedBandwidth) -> float:
    clip = CLIPS[0]
    made = bandwidth.make_recording(clip=clip.key, loops=min(256, round(_HOUR / clip.seconds)))
    media = SimulatedMedia.of(made)
    samples = np.frombuffer(media.part(len(media.head), len(media.head) + 20 * 2 * SAMPLE_RATE), "<i2") / 32_768
    silent = np.flatnonzero(np.abs(samples) > _LOUD * 3)[0] / SAMPLE_RATE * 1e3
    with HeardWindow(bandwidth, made) as window:
        time.sleep(_SETTLED_SECONDS)
        began = window.click()
        until(lambda: np.abs(window.capture.samples()).max(initial=0) > _LOUD)
        time.sleep(0.2)
        first = int(np.flatnonzero(np.abs(window.capture.samples()) > _LOUD)[0])
        return float((window.capture.moment(first) - began) * 1e3 - silent)


def main() -> None:
    """Prints the figures."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="recording-inbox-bench-") as folder:
        files = _hour(Path(folder))
        for path in files:
            whole, coming = ("", seeks(path), 100), (" that still comes at 1 Mbit/s", seeks_while_it_comes(path), 1_500)
            for what, waits, bar in (whole, coming):
                figure = f"{median(waits):.0f} ms, at most {max(waits):.0f} ms"
                tell(f"far seek in 1 h of {path.name}{what} → heard", figure, f"≤ {bar} ms", max(waits) <= bar)
        for rate in (1.0, 3.0):
            share = cost(files[0], rate)
            tell(f"processor while it plays at {rate:g}×", f"{share:.1f} % of one", "< 10 %", share < 10)
        hole = hole_while_busy(files[0])
        tell("longest hole while the window is busy 100 ms at a time", f"{hole:.0f} ms", "≤ 30 ms", hole <= 30)
    for what, speed, bar in (("loopback", None, 300), ("1 Mbit/s", 125_000, 1_500)):
        waits = clicks(speed)
        figure = f"{median(waits):.0f} ms, at most {max(waits):.0f} ms"
        tell(f"click → first sample of 1 h, {what}", figure, f"≤ {bar} ms", median(waits) <= bar)


if __name__ == "__main__":
    main()
