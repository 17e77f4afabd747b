"""A media file while its bytes still come: read as any other file, but for waiting where they are not here yet."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from inbox.domain.progress import DownloadProgress
from inbox.pipeline.listening.range_reader import RangeReader
from inbox.pipeline.listening.sound_source import SoundProblem
from inbox.pipeline.media.retold_file import RetoldFile

_LOOK_SECONDS = 0.02
_BUFFER_BYTES = 1 << 16
_HEAD_BYTES = 4_096
_UNKNOWN_LENGTH = 0x7FFE_0000
_STOPPED_AFTER_SECONDS = 3.0
_WORTH_FETCHING_SECONDS = 1.5
"""What the download itself brings within that time is waited for."""
_SPEED_SECONDS = 1.0
_STOPPED = "The download stopped before this part came. Click the row: it goes on where it was, and plays again."
_ANOTHER = "Bandwidth gives another file for this recording than before. Click the row to hear it from the start."


class ComingBytes:
    """Which bytes of a file are here: from its start, what the download brought; further on, what was fetched ahead of it.

    For one reading thread; `available`, `close` from any. Nothing is held open, so that the part can be given its final name.
    """

    def __init__(
        self,
        part: Path,
        progress: Callable[[], DownloadProgress | None],
        final: Callable[[], Path | None],
        ranges: RangeReader,
        why_stopped: Callable[[], str | None] = lambda: None,
    ) -> None:
        """``final`` gives the whole file's path once there is one, ``why_stopped`` a sentence when nothing comes any more."""
        self._part, self._final, self._progress = part, final, progress
        self._ranges = ranges
        self._why_stopped = why_stopped
        self._closed = threading.Event()
        self._whole: Path | None = None
        self._total: int | None = None
        self._size = 0
        self._head = b""
        self._came_at = time.monotonic()
        self._speed_from = (time.monotonic(), 0)
        self._speed = 0.0
        self._buffer = (0, b"")

    @property
    def total(self) -> int | None:
        """Bytes in all; None as long as the server has not said."""
        if self._total is None:
            told = self._progress()
            self._total = told.total if told is not None else None
        return self._total

    @property
    def is_whole(self) -> bool:
        """Whether the file is in its place."""
        return self._whole is not None

    def available(self) -> int:
        """How many bytes, from the start, are here."""
        path = self._whole or self._part
        try:
            found = path.stat()
        except FileNotFoundError:
            return self._look_for_whole()
        except OSError:
            return 0
        if found.st_size != self._size:
            self._grown(found.st_size)
        return self._size

    def read(self, begin: int, count: int) -> bytes:
        """What is here of these bytes, up to the first one that is not."""
        end = begin + count
        start, buffer = self._buffer
        if not (start <= begin and end <= start + len(buffer)):
            available = self.available()
            if begin >= available:
                return self._ranges.read(begin, count)
            wanted = min(max(count, _BUFFER_BYTES), available - begin)
            start, buffer = self._buffer = begin, self._from_disk(begin, wanted)
        return buffer[begin - start : end - start]

    def wait(self, begin: int, end: int, cancelled: Callable[[], bool]) -> bool:
        """Waits until these bytes are here, as far as the file goes; False when it was cancelled or closed meanwhile.

        Raises SoundProblem when they do not come.
        """
        while not self._closed.is_set() and not cancelled():
            available = self.available()
            if self._is_here(begin, end, available):
                self._ranges.want(end if end > available else None)
                return True
            self._fetch_ahead(begin, available)
            self._raise_if_stopped()
            self._closed.wait(_LOOK_SECONDS)
        return False

    def is_far(self, place: int) -> bool:
        """Whether the download takes so long to get there that it is worth to fetch it by itself."""
        return not self.is_whole and self._is_far(place, self.available())

    def close(self) -> None:
        """Ends whatever waits."""
        self._closed.set()
        self._ranges.close()

    @property
    def has_ended(self) -> bool:
        """Whether it is closed, and nothing is fetched any more."""
        return self._closed.is_set() and self._ranges.has_ended

    def stop(self, within: float) -> bool:
        """Closes it, and joins the thread that fetches ahead, for so many seconds at most; False: it has not ended by then."""
        self._closed.set()
        return self._ranges.stop(within)

    def _is_here(self, begin: int, end: int, available: int) -> bool:
        if self._whole is not None:
            return True
        end = min(end, self.total if self.total is not None else end)
        return end <= available or self._ranges.has(max(begin, available), end)

    def _fetch_ahead(self, begin: int, available: int) -> None:
        """What lies so far ahead that the download takes long to get there is asked for by itself."""
        if self._is_far(begin, available):
            self._ranges.want(begin, self._total)

    def _is_far(self, place: int, available: int) -> bool:
        soon = self._speed * _WORTH_FETCHING_SECONDS
        return self._total is not None and place - available > max(soon, _BUFFER_BYTES)

    def _raise_if_stopped(self) -> None:
        told = self._progress()
        if told is not None and None not in (told.total, self._total) and told.total != self._total:
            raise SoundProblem(_ANOTHER)
        if told is not None or self._ranges.is_busy:
            self._came_at = time.monotonic()
        elif time.monotonic() - self._came_at > _STOPPED_AFTER_SECONDS:
            self._look_for_whole()
            if self._whole is None:
                raise SoundProblem(self._why_stopped() or _STOPPED)

    def _look_for_whole(self) -> int:
        path = self._final()
        if path is None:
            return 0
        try:
            size = path.stat().st_size
        except OSError:
            return 0
        if self._total not in (None, size):
            raise SoundProblem(_ANOTHER)
        self._whole, self._total = path, size
        self._grown(size)
        return size

    def _grown(self, size: int) -> None:
        self._came_at = moment = time.monotonic()
        then, bytes_then = self._speed_from
        if size < self._size:  # it began anew, perhaps as another file
            self._buffer = 0, b""
            self._ranges.forget()
        if size < bytes_then:
            self._speed_from = moment, size
        elif moment - then >= _SPEED_SECONDS:
            self._speed = (size - bytes_then) / (moment - then)
            self._speed_from = moment, size
        self._size = size

    def _from_disk(self, begin: int, count: int) -> bytes:
        """Fewer where the file has begun anew since it was looked at. Raises SoundProblem when it begins in another way."""
        path = self._whole or self._part
        try:
            with path.open("rb", buffering=0) as file:
                head = file.read(_HEAD_BYTES) or b""
                if not head.startswith(self._head):
                    if self._head.startswith(head):
                        return b""
                    raise SoundProblem(_ANOTHER)
                self._head = head
                file.seek(begin)
                return file.read(count) or b""
        except FileNotFoundError:  # it has its final name by now
            return b""
        except OSError as problem:
            raise SoundProblem(f"The media file cannot be read: {problem.strerror or problem}.") from problem


class GrowingFile(RetoldFile):
    """`ComingBytes` as a file object for a decoder, which takes less than it asked for as the end of the file."""

    def __init__(self, coming: ComingBytes) -> None:
        super().__init__(coming.total if coming.total is not None else _UNKNOWN_LENGTH)
        self._coming = coming
        self.cancelled: Callable[[], bool] = lambda: False
        """Asked while it waits."""
        self.is_opening = True
        """While a decoder looks at the end of the file for a tag, which is then taken to have none."""
        self.was_cut = False
        """It gave less than was asked for because waiting was cancelled."""
        self.problem: SoundProblem | None = None
        """Why the bytes do not come: nothing may be raised through a decoder."""

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]  # typeshed asks for a buffer without a length
        """Fills ``buffer`` with what comes next; the number of bytes that it took, 0 at the end or when it was cut."""
        begin, end = self._position, min(self._position + len(buffer), self._length)
        if begin >= end:
            return 0
        try:
            if self.is_opening and begin >= self._length - 128 and begin >= self._coming.available():
                piece = bytes(end - begin)
            else:
                piece = self._all_of(begin, end)
        except SoundProblem as problem:
            self.problem, self.was_cut = problem, True
            return 0
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def _all_of(self, begin: int, end: int) -> bytes:
        """From wherever they are: some may lie in the file, and the rest in what was fetched ahead."""
        pieces = []
        while begin < end:
            if not self._coming.wait(begin, end, self.cancelled):
                self.was_cut = True
                return b""
            piece = self._coming.read(begin, end - begin)
            if not piece and (self._coming.is_whole or begin >= self._length):
                break
            pieces.append(piece)
            begin += len(piece)
        return b"".join(pieces)
