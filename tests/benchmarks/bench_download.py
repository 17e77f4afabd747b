"""Download throughput over loopback beside curl's, on the same disk with the same fsync, in turn; and memory by length of file.

Ours is a recording claimed, fetched, hashed, on the disk and told to the inbox; the pass in which it is decoded, which has no
like at curl's side, is given beside. The server costs next to nothing (sendfile). ``--runs N`` changes how often (5).
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
import wave
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from benchmarks.figures import median, tell
from benchmarks.media_server import serving

_RATE = 8_000
_HOUR_BYTES = 3_600 * _RATE * 2
_LENGTHS = {"1 h (58 MB)": 1, "24 h (1.4 GB)": 24}


@dataclass(frozen=True, slots=True)
class Ours:
    """One download of ours."""

    seconds: float
    looking: float
    """Seconds of these in which the file is decoded from end to end."""
    media_bytes: int
    memory: int


def write_wav(path: Path, hours: int) -> None:
    """Noise, 8 kHz, 16 bit, one channel; no part is like another."""
    random = np.random.default_rng(7)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        for _ in range(hours):
            file.writeframes(random.integers(-20_000, 20_000, 3_600 * _RATE, dtype=np.int16).tobytes())


def ours(folder: Path, address: str) -> Ours:
    """Downloads into an inbox of its own under ``folder``."""
    inbox = folder / "inbox"
    command = [sys.executable, "-m", "benchmarks.download_process", str(inbox), address]
    environ = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    result = subprocess.run(command, check=True, capture_output=True, text=True, timeout=600, env=environ)
    shutil.rmtree(inbox)
    seconds, looking, media_bytes, memory = result.stdout.split()
    return Ours(float(seconds), float(looking), int(media_bytes), int(memory))


def curl(folder: Path, address: str) -> float:
    """Seconds of curl and of the fsync after it."""
    target = folder / "curl.wav"
    began = time.perf_counter()
    subprocess.run(["curl", "--silent", "--fail", "--output", str(target), f"{address}/media"], check=True, timeout=600)
    with target.open("r+b") as file:
        os.fsync(file.fileno())
    seconds = time.perf_counter() - began
    target.unlink()
    return seconds


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    if shutil.which("curl") is None:
        sys.exit("curl is needed to compare with: install the package curl.")
    memory: list[int] = []
    with tempfile.TemporaryDirectory(prefix="recording-inbox-bench-", dir=Path.cwd()) as name:
        folder = Path(name)
        for what, hours in _LENGTHS.items():
            source = folder / "source.wav"
            write_wav(source, hours)
            with serving(source) as address:
                pairs = [(ours(folder, address), curl(folder, address)) for _ in range(runs)]
            size = pairs[0][0].media_bytes / 1e6
            fetched = median([size / (each.seconds - each.looking) for each, _ in pairs])
            figure = f"{fetched:,.0f} MB/s, curl {median([size / seconds for _, seconds in pairs]):,.0f} MB/s"
            tell(f"download of {what}", figure, "", None)
            ratio = median([seconds / (each.seconds - each.looking) for each, seconds in pairs])
            tell("  against curl with fsync", f"× {ratio:.2f}", "≥ 0.8", ratio >= 0.8)
            ratio = median([seconds / each.seconds for each, seconds in pairs])
            tell("  the same, decoded and with its waveform", f"× {ratio:.2f}", "", None)
            memory.append(max(each.memory for each, _ in pairs))
    grown = (memory[-1] - memory[0]) / 1e6
    figure = f"{memory[0] / 1e6:.0f} MB, {memory[-1] / 1e6:.0f} MB"
    tell(f"most memory, {' and '.join(_LENGTHS)}", figure, "≤ 16 MB apart", grown <= 16)


if __name__ == "__main__":
    main()
