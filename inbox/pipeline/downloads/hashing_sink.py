"""Bytes on their way into a part file: written by whoever fetches them, hashed and brought to the disk by a thread beside."""

import hashlib
import os
import queue
import threading
import time
from collections.abc import Callable
from io import FileIO
from typing import Self

from inbox.domain.media_format import MAGIC_LENGTH, media_format
from inbox.domain.part_file import MediaVersion

_WAITING_AT_MOST = 16
_SYNC_EVERY_SECONDS = 5.0
_READ_BYTES = 1 << 20


class NotMedia(Exception):
    """The first bytes are neither WAV nor MP3: the rest need not be fetched."""


class AnotherFile(Exception):
    """What came is not the rest of what is here."""


class HashingSink:
    """Writes to an open part file that holds ``length`` bytes already; keeps the first bytes and the SHA-256 of all.

    A context: leaving it waits for the thread. What failed in the thread is raised by the next `write`, or by `finish`.
    """

    def __init__(self, file: FileIO, length: int, synced: Callable[[int, MediaVersion], None]) -> None:
        """``synced`` hears, in the thread beside, how many bytes are on the disk for sure by now, and of which file."""
        self.head = b""
        self.version = MediaVersion()
        self.came_to = length
        """How many bytes of the file are here."""
        self.has_begun = False
        self.started_over = False
        """What was here before is thrown away."""
        self._file = file
        self._length = length
        self._compared = length
        self._synced = synced
        self._digest = hashlib.sha256()
        self._hashed = 0
        self._problem: BaseException | None = None
        self._jobs: queue.Queue[bytes | None] = queue.Queue(_WAITING_AT_MOST)
        self._thread = threading.Thread(target=self._run, name="media-hash", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._jobs.put(None)
        self._thread.join()

    def begin(self, offset: int, version: MediaVersion) -> None:
        """The bytes that follow are those from ``offset`` on: 0 starts the file over. What is here already is compared."""
        if not 0 <= offset <= self._length:
            raise ValueError(f"{offset} is not within the {self._length} bytes that are here")
        self.version, self.has_begun, self.started_over = version, True, offset == 0 and self._length > 0
        if offset == 0:
            self._file.seek(0)
            self._file.truncate(0)
            self.came_to = self._length = 0
            if self.started_over:  # nothing may be taken for a part of the former file
                self._synced(0, version)
        else:
            self.read_what_is_here()
        self._compared = offset

    def read_what_is_here(self) -> None:
        """Hashes the bytes that are here already, as the first ones. Raises OSError."""
        self._file.seek(0)
        left = self._length
        while left:  # the thread beside has nothing to do as yet
            piece = self._file.read(min(_READ_BYTES, left))
            if not piece:
                raise OSError(f"{left} bytes of the part file are missing")
            self.head = (self.head + piece)[:MAGIC_LENGTH] if len(self.head) < MAGIC_LENGTH else self.head
            self._digest.update(piece)
            left -= len(piece)
        self._hashed = self._length

    def write(self, data: bytes, /) -> None:
        """Takes the next bytes. Raises NotMedia, AnotherFile, or OSError when the disk does not take them."""
        if self._problem is not None:
            raise self._problem
        if self._compared < self._length:
            data = self._compare(data)
            if not data:
                return
        if len(self.head) < MAGIC_LENGTH:
            self.head += data[: MAGIC_LENGTH - len(self.head)]
            if len(self.head) == MAGIC_LENGTH and media_format(self.head) is None:
                raise NotMedia
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) :]
        self.came_to += len(data)
        self._jobs.put(data)

    def finish(self) -> str:
        """Waits until everything is hashed; gives the SHA-256. Raises OSError. Nothing is written after it."""
        self._jobs.put(None)
        self._thread.join()
        if self._problem is not None:
            raise self._problem
        return self._digest.hexdigest()

    def _compare(self, data: bytes) -> bytes:
        """Gives what of ``data`` lies behind what is here already. Raises AnotherFile."""
        known = data[: self._length - self._compared]
        self._file.seek(self._compared)
        here = self._file.read(len(known))
        self._file.seek(self._length)
        if here != known:
            raise AnotherFile
        self._compared += len(known)
        return data[len(known) :]

    def _run(self) -> None:
        due = time.monotonic() + _SYNC_EVERY_SECONDS
        while (job := self._jobs.get()) is not None:
            if self._problem is not None:
                continue  # the other side must never wait for this one
            try:
                self._digest.update(job)
                self._hashed += len(job)
                if time.monotonic() >= due:
                    bring_to_disk(self._file.fileno())
                    self._synced(self._hashed, self.version)
                    due = time.monotonic() + _SYNC_EVERY_SECONDS
            except Exception as problem:
                self._problem = problem


def bring_to_disk(descriptor: int) -> None:
    """What was written to an open file is on the disk on return. Raises OSError."""
    (os.fdatasync if hasattr(os, "fdatasync") else os.fsync)(descriptor)
