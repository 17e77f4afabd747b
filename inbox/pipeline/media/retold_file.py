"""A file told anew to a decoder: other bytes, or another length, than stand on the disk."""

import io
import os
from typing import BinaryIO


class RetoldFile(io.RawIOBase):
    """Position and seeking of a file of a given length, in bytes; what is read is for the subclass to say."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self._length = length
        self._position = 0

    @property
    def length(self) -> int:
        """In bytes, as a decoder is told."""
        return self._length

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """The position, which may be past the end."""
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """As of any file; never before its start."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._length}[whence]
        self._position = max(0, base + offset)
        return self._position


class HeadedFile(RetoldFile):
    """A head of our own, and then a file from one of its places on."""

    def __init__(self, head: bytes, file: BinaryIO, start: int, count: int) -> None:
        """``count`` bytes of ``file`` follow, from its byte ``start`` on; ``file`` is the caller's to close."""
        self._head, self._file, self._start = head, file, start
        super().__init__(len(head) + count)

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # typeshed asks for a buffer without a length
        """Fills ``buffer`` with what comes next; the number of bytes that it took."""
        count = max(0, min(len(buffer), self._length - self._position))
        if self._position < len(self._head):
            piece = self._head[self._position : self._position + count]
        else:
            self._file.seek(self._start + self._position - len(self._head))
            piece = self._file.read(count)
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)
