"""Cutting a range out of a recording: of a WAV the very bytes, sample by sample; anything else is decoded and becomes a WAV."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from inbox.domain.media_format import MAGIC_LENGTH, MediaFormat, media_format
from inbox.domain.problems import Problem

if TYPE_CHECKING:
    from inbox.pipeline.media.wav_layout import WavLayout

Step = Callable[[int, int], None]
"""Hears how much of how much is done; may raise, to end it."""

_PIECE = 1 << 20
_FRAMES_AT_ONCE = 1 << 16
_LONGEST = 0xFFFF_FFFF - 1_000
_EXTENSIBLE = 0xFFFE
_BY_FRAME = {1, 3, 6, 7}
"""Codes of WAV whose frames are apart from each other: whole numbers, fractions, A-law, µ-law."""
_PCM = 1
_BYTES = 2


class ClipProblem(Problem):
    """Why nothing can be cut out, as a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Clip:
    """What was cut out, in seconds of the recording, to the frame."""

    begin: float
    end: float
    is_decoded: bool
    """The samples were decoded from a compressed form, and are kept as 16 bits; else they are the very ones of the file."""


def write_clip(
    path: Path, begin: float, end: float, file: BinaryIO, step: Step = lambda _done, _of: None, length: float | None = None
) -> Clip:
    """Writes what is from ``begin`` to ``end``, in seconds, of the media file ``path`` as a WAV.

    ``length`` is how long the recording is, where that is known.

    Raises ClipProblem, SoundProblem, and OSError when ``file`` cannot be written to.
    """
    layout = _cuttable(path)
    cut = _decoded(path, begin, end, file, step, length) if layout is None else _cut(path, layout, begin, end, file, step)
    file.seek(0, 2)
    return cut


def _cuttable(path: Path) -> "WavLayout | None":
    """The layout of a WAV that can be cut between any two frames; None for everything else."""
    from inbox.pipeline.media.wav_layout import wav_layout

    try:
        with path.open("rb") as reading:
            if media_format(reading.read(MAGIC_LENGTH)) is not MediaFormat.WAV:
                return None
            layout = wav_layout(reading)
    except OSError as problem:
        raise ClipProblem(f"The media file cannot be read: {problem.strerror or problem}.") from problem
    if layout is None:
        return None
    code, channels, rate, _, align, bits = struct.unpack_from("<HHIIHH", layout.format_chunk)
    if code == _EXTENSIBLE and len(layout.format_chunk) >= 26:
        code = struct.unpack_from("<H", layout.format_chunk, 24)[0]
    is_whole = rate > 0 and channels > 0 and align == channels * ((bits + 7) // 8)
    return layout if code in _BY_FRAME and is_whole else None


def _cut(path: Path, layout: "WavLayout", begin: float, end: float, file: BinaryIO, step: Step) -> Clip:
    rate, align = struct.unpack_from("<I", layout.format_chunk, 4)[0], layout.block_align
    first, last = _frames(begin, end, rate, layout.data_bytes // align)
    size = (last - first) * align
    _write_head(file, layout.format_chunk, size, last - first)
    done = 0
    for piece in _pieces(path, layout.data_start + first * align, size):
        step(done, size)
        file.write(piece)
        done += len(piece)
    file.write(b"\0" * (size % 2))
    return Clip(first / rate, last / rate, is_decoded=False)


def _decoded(path: Path, begin: float, end: float, file: BinaryIO, step: Step, length: float | None) -> Clip:
    import numpy as np

    from inbox.pipeline.listening.whole_file import WholeFile  # decoders take time to load

    source = WholeFile(path, length)
    try:
        rate, channels = source.sample_rate, source.channels
        first, last = _frames(begin, end, rate, None)
        form = struct.pack("<HHIIHH", _PCM, channels, rate, rate * channels * _BYTES, channels * _BYTES, 8 * _BYTES)
        _write_head(file, form, (last - first) * channels * _BYTES, 0)
        at = first

        def asked() -> bool:
            step(at - first, last - first)  # a place far on takes seconds to be found
            return False

        while at < last:
            step(at - first, last - first)
            frames = source.read(at, min(_FRAMES_AT_ONCE, last - at), asked)
            if not len(frames):
                break
            file.write(np.clip(np.rint(frames * 32_768), -32_768, 32_767).astype("<i2").tobytes())
            at += len(frames)
    finally:
        source.close()
    if at == first:
        raise ClipProblem("There is no sound in that range.")
    file.seek(0)
    _write_head(file, form, (at - first) * channels * _BYTES, 0)  # it may have ended before
    return Clip(first / rate, at / rate, is_decoded=True)


def _frames(begin: float, end: float, rate: int, there: int | None) -> tuple[int, int]:
    """The first frame, and the one after the last."""
    first, last = max(0, round(begin * rate)), max(0, round(end * rate))
    if there is not None:
        first, last = min(first, there), min(last, there)
    if last <= first:
        raise ClipProblem("There is no sound in that range.")
    return first, last


def _write_head(file: BinaryIO, form: bytes, size: int, frames: int) -> None:
    """What stands before the sound; other forms than whole numbers carry their number of frames as well."""
    if size > _LONGEST:
        raise ClipProblem("That range is longer than a WAV file can be. Choose a shorter one.")
    is_pcm = struct.unpack_from("<H", form)[0] == _PCM
    fact = b"" if is_pcm else b"fact" + struct.pack("<II", 4, frames)
    told = b"fmt " + struct.pack("<I", len(form)) + form + b"\0" * (len(form) % 2) + fact
    riff = 4 + len(told) + 8 + size + size % 2
    file.write(b"RIFF" + struct.pack("<I", riff) + b"WAVE" + told + b"data" + struct.pack("<I", size))


def _pieces(path: Path, begin: int, size: int) -> Iterator[bytes]:
    try:
        with path.open("rb") as reading:
            reading.seek(begin)
            while size:
                piece = reading.read(min(_PIECE, size))
                if not piece:
                    raise ClipProblem("The media file became shorter while it was read.")
                size -= len(piece)
                yield piece
    except OSError as problem:
        raise ClipProblem(f"The media file cannot be read: {problem.strerror or problem}.") from problem
