"""Messages between two processes over a pipe: each a frame of its own, in MessagePack behind its length."""

import os
import select
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

import msgspec

_LENGTH = struct.Struct("<I")
_READ_BYTES = 256 * 1024
_WRITE_BYTES = 1024 * 1024
"""Frames are written together up to about this size: joining them takes as much memory once more."""
_LOOK_SECONDS = 1.0

Message = TypeVar("Message")

_encoder = msgspec.msgpack.Encoder()


def frame(message: object) -> bytes:
    """The bytes of one message. Raises UnicodeEncodeError for text with lone surrogates."""
    encoded = _encoder.encode(message)
    return _LENGTH.pack(len(encoded)) + encoded


class Inbound(Generic[Message]):
    """The reading end of a pipe. For one thread."""

    def __init__(self, descriptor: int, decoder: msgspec.msgpack.Decoder[Message]) -> None:
        self._descriptor = descriptor
        self._decoder = decoder
        self._left = b""

    def read(self) -> list[Message]:
        """Waits for bytes; gives the messages that are whole by then, perhaps none.

        Raises EOFError when the other end is closed, msgspec.DecodeError for what is no message.
        """
        try:
            came = os.read(self._descriptor, _READ_BYTES)
        except BlockingIOError:  # woken for nothing
            return []
        if not came:
            raise EOFError
        return self._whole(self._left + came if self._left else came)

    def _whole(self, data: bytes) -> list[Message]:
        found: list[Message] = []
        view, begin = memoryview(data), 0
        while len(data) - begin >= _LENGTH.size:
            end = begin + _LENGTH.size + _LENGTH.unpack_from(data, begin)[0]
            if len(data) < end:
                break
            found.append(self._decoder.decode(view[begin + _LENGTH.size : end]))
            begin = end
        self._left = data[begin:]
        return found


class Outbound:
    """The writing end of a pipe. No call waits for the other process; nothing is written once that has gone.

    A thread writes what waits, many frames at once. With ``at_once`` a frame is written by the caller when the pipe takes it.
    """

    def __init__(self, descriptor: int, name: str, *, at_once: bool = False) -> None:
        self._descriptor = descriptor
        self._at_once = at_once and _does_not_block(descriptor)
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()
        self._waiting = 0
        self._lock = threading.Lock()
        self._is_closed = False
        self._is_broken = False
        self._gatherer: int | None = None
        self._gathered: list[bytes] = []
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def is_gathering(self) -> bool:
        """Whether a thread is within `together`."""
        return self._gatherer is not None

    @contextmanager
    def together(self) -> Iterator[None]:
        """What this thread puts within is written at the end, at once: each write wakes the other process. One at a time."""
        self._gatherer = threading.get_ident()
        try:
            yield
        finally:
            self._gatherer = None
            gathered, self._gathered = self._gathered, []
            if gathered:
                self.put(b"".join(gathered))

    def put(self, data: bytes) -> None:
        """Has a frame written."""
        if threading.get_ident() == self._gatherer:
            self._gathered.append(data)
            return
        with self._lock:
            if self._is_closed or self._is_broken:
                return
            if self._at_once and not self._waiting:
                data = data[self._written(data) :]
                if not data:
                    return
            self._waiting += 1
            self._queue.put(data)  # within the lock: what is left of a frame comes before any other

    def close(self, seconds: float) -> bool:
        """Takes no more, and writes what waits; gives whether that was done in so many seconds.

        When it was not, the descriptor is still in use, until the other process ends.
        """
        with self._lock:
            self._is_closed = True
        self._queue.put(None)
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def give_up(self) -> None:
        """Writes nothing any more, not even what waits."""
        self._is_broken = True

    def _run(self) -> None:
        while (data := self._queue.get()) is not None:
            frames, size = [data], len(data)
            try:
                while size < _WRITE_BYTES and (data := self._queue.get_nowait()) is not None:
                    frames.append(data)
                    size += len(data)
            except Empty:
                pass
            self._write_all(b"".join(frames))
            if data is None:
                return
            with self._lock:
                self._waiting -= len(frames)

    def _write_all(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            if self._at_once:
                _wait_until_writable(self._descriptor)
            rest = rest[self._written(rest) :]

    def _written(self, data: bytes | memoryview) -> int:
        """How much the pipe took; all of it, as it were, once nobody reads any more."""
        try:
            return len(data) if self._is_broken else os.write(self._descriptor, data)
        except BlockingIOError:
            return 0
        except OSError:
            self._is_broken = True
            return len(data)


def _wait_until_writable(descriptor: int) -> None:
    poll = select.poll()  # unlike select it takes a descriptor of any number
    poll.register(descriptor, select.POLLOUT)
    poll.poll(_LOOK_SECONDS * 1000)


def _does_not_block(descriptor: int) -> bool:
    if os.name != "posix":  # the pipes of Windows cannot be waited for
        return False
    os.set_blocking(descriptor, False)
    return True
