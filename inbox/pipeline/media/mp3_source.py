"""An MP3 file as the decoder has to see it to read all of it.

libsndfile stops at the length it was told by a Xing/Info tag or, without one, guessed from the first frame's bit rate. With a
variable bit rate and no tag the guess can be a fifth of the truth (seen with files of FFmpeg's). It guesses from the size of the
file: told that the file is larger, it reads until the sound really ends.
"""

import os
from typing import BinaryIO

from inbox.pipeline.media.retold_file import RetoldFile

_STRETCH = 64
"""The highest MP3 bit rate is 40 times the lowest."""
_HEAD_BYTES = 4_096


def skip_id3(head: bytes) -> int:
    """How long the ID3v2 tag at the start of the file is; 0 when there is none."""
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    size = head[6] << 21 | head[7] << 14 | head[8] << 7 | head[9]
    return 10 + size + (10 if head[5] & 0x10 else 0)


def has_length_tag(file: BinaryIO) -> bool:
    """Whether the first frame is a Xing, Info or VBRI tag, which tells the length."""
    file.seek(0)
    file.seek(skip_id3(file.read(10)))
    head = file.read(_HEAD_BYTES)
    return any(0 <= head.find(tag) < 200 for tag in (b"Xing", b"Info", b"VBRI"))


class StretchedMp3(RetoldFile):
    """The file, said to be 64 times as long; what is read past its end is zeros, and nothing at its end."""

    def __init__(self, file: BinaryIO) -> None:
        """Reads from ``file``, which the caller keeps open."""
        self._file = file
        self._real = file.seek(0, os.SEEK_END)
        super().__init__(self._real * _STRETCH)

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # typeshed asks for a buffer without a length
        """Fills ``buffer`` with what comes next; the number of bytes that it took, 0 at the real end."""
        if self._position > self._real:  # the decoder looks for a tag at the end
            count = max(0, min(len(buffer), self._length - self._position))
            piece = bytes(count)
        else:
            self._file.seek(self._position)
            piece = self._file.read(len(buffer))
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)
