"""Looks through, and hears to its end, every file of a folder, each within seconds: one line of JSON a file.

Run as a program, so that a crash or a hang of a decoder is seen from outside.
"""

import faulthandler
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from inbox.domain.media_format import MediaFormat
from inbox.domain.progress import DownloadProgress
from inbox.pipeline.listening.growing_source import GrowingSource
from inbox.pipeline.listening.sound_source import SoundProblem, SoundSource
from inbox.pipeline.listening.whole_file import WholeFile
from inbox.pipeline.media.inspection import inspect

_FRAMES_AT_ONCE = 48_000


def _heard(make: Callable[[], SoundSource]) -> dict[str, Any]:
    """How much was read, and how loud it was at most; or the sentence."""
    try:
        source = make()
        frames, loudest = 0, 0.0
        try:
            while len(block := source.read(frames, _FRAMES_AT_ONCE, lambda: False)):
                frames += len(block)
                loudest = max(loudest, float(np.abs(block).max()))
            again = len(source.read(frames // 2, 1_000, lambda: False))
            return {"seconds": frames / source.sample_rate, "loudest": loudest, "again": again}
        finally:
            source.close()
    except SoundProblem as problem:
        return {"sentence": str(problem)}


def _growing(path: Path) -> SoundSource:
    size = path.stat().st_size
    return GrowingSource(path, lambda: DownloadProgress(size, size), lambda: None, lambda _begin, _end: None)


def main(folder: str, seconds: str) -> None:
    """Tells of each file, and at the end of the memory that it took."""
    for path in sorted(Path(folder).iterdir()):
        faulthandler.dump_traceback_later(float(seconds), exit=True)
        told: dict[str, Any] = {"name": path.name}
        for kind in MediaFormat:
            looked = inspect(path, kind)
            if isinstance(looked, str):
                told[kind.value] = looked
            else:
                told[kind.value] = looked.seconds
                told["sounding"] = looked.sound.sounding_seconds
        told["whole"] = _heard(lambda path=path: WholeFile(path))  # type: ignore[misc]
        told["growing"] = _heard(lambda path=path: _growing(path))  # type: ignore[misc]
        faulthandler.cancel_dump_traceback_later()
        print(json.dumps(told), flush=True)
    print(json.dumps({"megabytes": _most_megabytes()}), flush=True)


def _most_megabytes() -> int:
    """That this program took; what getrusage tells would count the process that started it as well."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
