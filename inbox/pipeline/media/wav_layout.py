"""Where the sound of a WAV file really is, whatever its header says.

WAVs that FFmpeg wrote to a pipe carry 0 or 0xFFFFFFFF where sizes belong, a LIST chunk before the sound, and sometimes less sound
than they promise. Sizes are taken from the file, never from the header.
"""

import os
import struct
from dataclasses import dataclass
from typing import BinaryIO

from inbox.pipeline.media.retold_file import HeadedFile

_PLACEHOLDER = 0x7FFF_0000
"""From here up a size says "until the end": FFmpeg writes 0xFFFFFFFF, SoX 0x7FFFF000; no recording of 24 h is as long."""
_LONGEST_FORMAT = 64
_MOST_CHUNKS = 1_000
_TRAILER_BYTES = 1 << 16
"""So little after the promised sound, and little against it, is taken for further chunks where it cannot be looked at."""


@dataclass(frozen=True, slots=True)
class WavLayout:
    """The parts of a WAV file that decoding needs."""

    format_chunk: bytes
    """The body of the ``fmt `` chunk."""
    data_start: int
    data_bytes: int
    """Bytes of sound that are in the file, whole frames only."""
    declared_bytes: int | None
    """Bytes of sound that the header promises; None for a placeholder."""

    @property
    def format_tag(self) -> int:
        """How its samples are written: 1 is PCM, 3 floats, 6 A-law, 7 µ-law."""
        return int.from_bytes(self.format_chunk[:2], "little")

    @property
    def block_align(self) -> int:
        """Bytes of one frame (or, when compressed, of one block)."""
        return max(1, int.from_bytes(self.format_chunk[12:14], "little"))

    @property
    def bytes_per_second(self) -> int:
        """Bytes of one second of sound, as the header says."""
        return int.from_bytes(self.format_chunk[8:12], "little")

    @property
    def is_cut_short(self) -> bool:
        """Whether the file ends before the sound that its header promises."""
        return self.declared_bytes is not None and self.declared_bytes - self.data_bytes >= 2 * self.block_align

    @property
    def misleads(self) -> bool:
        """Whether a reader that believes the header hears less than there is."""
        return self.declared_bytes is None or self.data_bytes - self.declared_bytes >= self.block_align


def wav_layout(file: BinaryIO, *, is_coming: bool = False) -> WavLayout | None:
    """The layout of an open WAV file; None when it has no readable ``fmt `` or no ``data`` chunk.

    Of a file that ``is_coming`` nothing behind the begin of the sound is read.
    """
    length = file.seek(0, os.SEEK_END)
    file.seek(12)
    position, format_chunk, long_size = 12, b"", None
    for _ in range(_MOST_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            return None
        name, size = head[:4], struct.unpack("<I", head[4:])[0]
        position += 8
        if name == b"data":
            look = None if is_coming else file
            return _with_data(look, format_chunk, position, length, long_size if long_size is not None else size)
        if name == b"fmt ":
            format_chunk = file.read(min(size, _LONGEST_FORMAT))
        elif name == b"ds64" and size >= 16:
            long_size = struct.unpack_from("<Q", file.read(16).ljust(16, b"\0"), 8)[0]
        position += size + size % 2
        file.seek(position)
    return None


def _with_data(file: BinaryIO | None, format_chunk: bytes, start: int, length: int, size: int) -> WavLayout | None:
    if len(format_chunk) < 16:
        return None
    declared = None if size == 0 or _PLACEHOLDER <= size <= 0xFFFF_FFFF else size
    there = length - start
    if declared is not None and declared < there:
        end = start + declared + declared % 2
        if _chunk_follows(file, end, length) if file is not None else length - end <= min(_TRAILER_BYTES, declared // 8):
            there = declared
    align = max(1, struct.unpack_from("<H", format_chunk, 12)[0])
    return WavLayout(format_chunk, start, there - there % align, declared)


def _chunk_follows(file: BinaryIO, position: int, length: int) -> bool:
    """Whether the bytes after the promised sound look like another chunk, or are too few to matter."""
    if length - position < 8:
        return True
    file.seek(position)
    head = file.read(8)
    name, size = head[:4], struct.unpack("<I", head[4:])[0]
    return all(0x20 <= byte < 0x7F for byte in name) and size <= length - position - 8


def honest_head(layout: WavLayout) -> bytes:
    """A short, right header for the sound of a WAV file."""
    body = layout.format_chunk + b"\0" * (len(layout.format_chunk) % 2)
    size = min(layout.data_bytes, 0xFFFF_FFFF)
    riff = min(4 + 8 + len(body) + 8 + size, 0xFFFF_FFFF)
    form, length = struct.pack("<I", len(layout.format_chunk)), struct.pack("<I", size)
    return b"RIFF%sWAVEfmt %s%sdata%s" % (struct.pack("<I", riff), form, body, length)


class HonestWav(HeadedFile):
    """A WAV file read as if its header told the truth: a short, right header before the sound as it stands in the file."""

    def __init__(self, file: BinaryIO, layout: WavLayout) -> None:
        """Reads from ``file`` (kept open by the caller, or closed with this)."""
        super().__init__(honest_head(layout), file, layout.data_start, layout.data_bytes)

    def close(self) -> None:
        """Closes the file below as well."""
        self._file.close()
        super().close()
