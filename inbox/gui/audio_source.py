"""A WAV whose header promises less than there is, given to Qt's player as if the header were right."""

import io
from pathlib import Path
from typing import BinaryIO

from PySide6.QtCore import QIODevice

from inbox.pipeline.wav_layout import HonestWav, wav_layout


class ByteSource(QIODevice):
    """Lets Qt read from a Python file. Qt reads from threads of its own; nobody else may use the file."""

    def __init__(self, file: io.RawIOBase) -> None:
        """Closes ``file`` when it is closed itself."""
        super().__init__()
        self._file = file
        self._length = file.seek(0, io.SEEK_END)
        self.open(QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered)

    def isSequential(self) -> bool:
        """It can be sought in."""
        return False

    def size(self) -> int:
        """Bytes from start to end."""
        return self._length

    def readData(self, maxlen: int) -> bytes:
        """What stands at the position; empty at the end."""
        self._file.seek(self.pos())
        return self._file.read(maxlen) or b""

    def writeData(self, data: bytes | bytearray | memoryview, length: int) -> int:
        """Nothing can be written."""
        return -1

    def close(self) -> None:
        """Closes the file below as well."""
        super().close()
        self._file.close()


def corrected_source(path: Path) -> ByteSource | None:
    """A source for a WAV that the player would end too early; None when it plays all of the file as it is.

    The player copes with placeholder sizes and with files that are cut short; a size that is too small it believes.
    """
    if path.suffix != ".wav":
        return None
    file: BinaryIO = path.open("rb")
    layout = wav_layout(file)
    if layout is not None and layout.misleads and layout.declared_bytes is not None:
        return ByteSource(HonestWav(file, layout))
    file.close()
    return None
