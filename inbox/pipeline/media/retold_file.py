"""A file told anew to a decoder: other bytes, or another length, than stand on the disk."""

import io
import os


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
