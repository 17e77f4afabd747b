"""Peaks and silences of one hour, WAV and MP3, beside ffmpeg's showwavespic and audiowaveform: whole processes, in turn."""

import shutil
import subprocess
import sys
import tempfile
import time
import wave
from pathlib import Path

import numpy as np
from benchmarks.figures import median, tell

_RUNS = 5
_RATE = 8_000
_INSPECT = """
import sys, time
from pathlib import Path
from inbox.domain.media_format import MediaFormat
from inbox.pipeline.media.inspection import inspect
inspect(Path(sys.argv[1]).parent / ("warm." + sys.argv[2]), MediaFormat(sys.argv[2]))
started = time.perf_counter()
looked = inspect(Path(sys.argv[1]), MediaFormat(sys.argv[2]))
assert not isinstance(looked, str), looked
print(time.perf_counter() - started)
"""


def write_speech_like_wav(path: Path, seconds: int) -> None:
    """Noise in syllables and pauses, 8 kHz, 16 bit, one channel."""
    random = np.random.default_rng(7)
    moments = np.arange(seconds * _RATE) / _RATE
    loudness = np.clip(np.sin(moments * 9) * np.sin(moments * 0.4), 0, 1) * 12_000
    samples = (random.standard_normal(moments.size) * loudness / 3).clip(-32_767, 32_767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(samples.tobytes())


def ours(path: Path, extension: str) -> tuple[float, float]:
    """Seconds of the inspection alone, and of the whole process."""
    started = time.perf_counter()
    result = subprocess.run(
        [sys.executable, "-c", _INSPECT, str(path), extension], check=True, capture_output=True, text=True, timeout=120
    )
    return float(result.stdout), time.perf_counter() - started


def ffmpeg(path: Path) -> float:
    """Seconds of ffmpeg drawing a waveform picture."""
    drawing = ["-filter_complex", "showwavespic=s=1200x120", "-frames:v", "1", f"{path}.png"]
    return _whole_run(["ffmpeg", "-v", "error", "-y", "-i", str(path), *drawing])


def audiowaveform(path: Path) -> float:
    """Seconds of audiowaveform making its data of as many points a second as ours."""
    return _whole_run(["audiowaveform", "-q", "-i", str(path), "-o", f"{path}.dat", "--pixels-per-second", "20", "-b", "8"])


def _whole_run(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, timeout=300, stdin=subprocess.DEVNULL)
    return time.perf_counter() - started


_THEIRS = {"ffmpeg": ("ffmpeg showwavespic", ffmpeg), "audiowaveform": ("audiowaveform", audiowaveform)}


def main() -> None:
    """Prints the figures."""
    with tempfile.TemporaryDirectory(prefix="recording-inbox-bench-") as folder:
        wav = Path(folder) / "hour.wav"
        write_speech_like_wav(wav, 3_600)
        write_speech_like_wav(Path(folder) / "warm.wav", 2)
        files = [(wav, "wav")]
        if shutil.which("ffmpeg"):
            for name in ("hour", "warm"):
                subprocess.run(
                    ["ffmpeg", "-v", "error", "-y", "-i", f"{folder}/{name}.wav", "-b:a", "32k", f"{folder}/{name}.mp3"],
                    check=True,
                    timeout=300,
                    stdin=subprocess.DEVNULL,
                )
            files.append((Path(folder) / "hour.mp3", "mp3"))
        there = [tool for tool in _THEIRS if shutil.which(tool)]
        for path, extension in files:
            alone, whole = [], []
            theirs: dict[str, list[float]] = {tool: [] for tool in there}
            for _ in range(_RUNS):
                seconds, process = ours(path, extension)
                alone.append(seconds)
                whole.append(process)
                for tool in there:
                    theirs[tool].append(_THEIRS[tool][1](path))
            bar = 0.2 if extension == "wav" else None
            tell(
                f"peaks of 1 h {extension}: decode, check, reduce, silences",
                f"{median(alone):.3f} s",
                f"≤ {bar} s" if bar else "",
                median(alone) <= bar if bar else None,
            )
            for tool in there:
                ratio = median(whole) / median(theirs[tool])
                seconds = median(theirs[tool])
                tell(f"  whole process against {_THEIRS[tool][0]} ({seconds:.2f} s)", f"× {ratio:.2f}", "< 1", ratio < 1)
        for tool in sorted(_THEIRS.keys() - there):
            print(f"{_THEIRS[tool][0]} is not here, and was not compared with (Debian 12 does not have audiowaveform)")


if __name__ == "__main__":
    main()
