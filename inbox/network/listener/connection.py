"""One client's connection: Tornado's stream, stricter in what it reads and kinder in how it ends."""

import asyncio
import math
import socket
import time
from collections.abc import Awaitable, Callable

from tornado.httputil import HTTPHeaders
from tornado.iostream import IOStream, StreamClosedError, UnsatisfiableReadError

from inbox.domain.knock import KnockReason
from inbox.network.listener import answers
from inbox.network.listener.answers import Answer, Persistence, Rendering
from inbox.network.listener.knocks import Knocks

_CHUNK_BYTES = 16 * 1024
_BUFFER_BYTES = 256 * 1024
_TORNADO_REFUSES = b"HTTP/1.1 400 Bad Request\r\n\r\n"
_TORNADO_CONTINUES = b"HTTP/1.1 100 (Continue)\r\n\r\n"
_END_OF_HEAD = rb"\n\r?\n"
_LINGER_SECONDS = 2.0
_LINGER_BYTES = 64 * 1024 * 1024

_MALFORMED = answers.bad_request("malformed-request", "This is not a well-formed HTTP request.")


class Connection(IOStream):
    """Reads as Tornado does, and besides:

    - keeps the header section as it came, so that line ends can be judged;
    - answers a client that has closed its sending half;
    - gives an own answer where Tornado gives a bare 400 or none;
    - carries a time by which the client must have sent or taken what it is expected to, for `ConnectionCap.cut_slow`;
    - after an answer that ends the connection, waits for the client to read it before the socket is closed, because
      closing with unread input would reset the connection and destroy the answer on its way.
    """

    def __init__(
        self,
        sock: socket.socket,
        peer: str,
        *,
        slow_seconds: float,
        rendering: Rendering,
        knocks: Knocks,
        closed: Callable[["Connection"], None],
    ) -> None:
        super().__init__(sock, max_buffer_size=_BUFFER_BYTES, read_chunk_size=_CHUNK_BYTES)
        self.peer = peer
        self.headers: HTTPHeaders | None = None
        """Those of the request that is under way."""
        self.cut_at = math.inf
        """When the client has been waited for too long, on the monotonic clock."""
        self._slow_seconds = slow_seconds
        self._rendering = rendering
        self._knocks = knocks
        self._on_closed = closed
        self._head: Awaitable[bytes] | None = None
        self._in_head = False
        self._heard = False
        self._answered = False
        self._lingering: _Lingering | None = None
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def take_head(self) -> bytes:
        """The header section just read, with its line ends."""
        head, self._head = self._head, None
        if not isinstance(head, asyncio.Future):
            raise RuntimeError("the header section has not been read")
        result: bytes = head.result()
        return result

    def knock(self, reason: KnockReason, target: str = "") -> None:
        """Counts why this connection, or the request on it (for ``target``, if that was read), was turned away."""
        forwarded_for = self.headers.get("X-Forwarded-For", "") if self.headers is not None else ""
        self._knocks.count(reason, peer=self.peer, forwarded_for=forwarded_for, path=target)

    def abort(self) -> None:
        """Closes at once, without waiting for the client to read."""
        self._answered = False
        if self._lingering is not None:
            self._lingering.end()
        self.close()

    def cut(self) -> None:
        """Closes at once because the client was too slow. A kept connection that was merely idle is not counted."""
        if self._heard or self.writing():
            self.knock(KnockReason.TOO_SLOW)
        self.abort()

    def wait_for_body(self) -> None:
        """From now on the client has its time for the body."""
        self.cut_at = time.monotonic() + self._slow_seconds

    def wait_for_nothing(self) -> None:
        """The whole request has come: it is the client that waits."""
        self.cut_at = math.inf

    def close_when_sent(self) -> None:
        """Closes once everything written has gone out."""
        if self.closed():
            return
        if self.writing():
            self.write(b"").add_done_callback(lambda _: self.close())
        else:
            self.close()

    # Reading

    def read_until_regex(self, regex: bytes, max_bytes: int | None = None) -> Awaitable[bytes]:
        """Reads a header section: Tornado asks for nothing else by a pattern."""
        del regex
        if self.closed():
            # What was pipelined behind a request that ended the connection stays unread.
            raise StreamClosedError(real_error=self.error)
        self._in_head, self._heard, self._answered, self.headers = True, False, False, None
        self.cut_at = time.monotonic() + self._slow_seconds
        self._head = super().read_until_regex(_END_OF_HEAD, max_bytes)
        return self._head

    def read_until(self, delimiter: bytes, max_bytes: int | None = None) -> Awaitable[bytes]:
        """Reads a chunk's size line."""
        self._in_head = False
        return super().read_until(delimiter, max_bytes)

    def read_from_fd(self, buf: bytearray | memoryview) -> int | None:
        """Reads from the socket. The end of what the client sends is no reason to close while its answer is due."""
        count = super().read_from_fd(buf)
        if count:
            self._heard = True
        elif count == 0 and not self.reading():
            # Tornado would close here; when it next asks for a request it meets the end again.
            self.io_loop.update_handler(self.fileno(), self.io_loop.WRITE if self.writing() else self.io_loop.ERROR)
            return None
        return count

    # Writing and ending

    def set_nodelay(self, value: bool) -> None:
        """Nothing to do: the socket never delays, which spares two system calls an answer."""

    def write(self, data: bytes | memoryview) -> "asyncio.Future[None]":
        """Writes, with a proper answer in place of Tornado's bare 400."""
        if data == _TORNADO_REFUSES and not self.closed():
            self.knock(KnockReason.MALFORMED)
            data = self._rendering.render(_MALFORMED, Persistence.CLOSED)
        self._answered = data != _TORNADO_CONTINUES
        written = super().write(data)
        if self.writing():
            self.cut_at = time.monotonic() + self._slow_seconds
        return written

    def close(self, exc_info: object = False) -> None:
        """Closes; a header section without an end within the limit is answered first."""
        if isinstance(exc_info, UnsatisfiableReadError) and not self.closed():
            self._say_last(answers.HEADERS_TOO_LARGE if self._in_head else _MALFORMED)
        elif exc_info and not self.closed():
            self._answered = False
            self.knock(KnockReason.CONNECTION_FAILED)
        super().close(exc_info)  # type: ignore[arg-type]  # passed on as Tornado gave it

    def _say_last(self, answer: Answer) -> None:
        self.knock(KnockReason.HEADERS_TOO_LARGE if answer is answers.HEADERS_TOO_LARGE else KnockReason.MALFORMED)
        self.write(self._rendering.render(answer, Persistence.CLOSED))

    def say_goodbye(self, sock: socket.socket) -> None:
        """Called before the sending half of the socket is shut."""

    def close_fd(self) -> None:
        """Closes the socket, or lets it linger until the client has read the answer."""
        sock, self.socket = self.socket, None  # type: ignore[assignment]  # as Tornado's own close_fd does
        self.cut_at = math.inf
        if self._answered:
            self.say_goodbye(sock)
            self._lingering = _Lingering(sock, lambda: self._on_closed(self))
        else:
            sock.close()
            self._on_closed(self)


class _Lingering:
    """A socket that has said its last word: discards what still comes, until the client closes or two seconds are over."""

    def __init__(self, sock: socket.socket, ended: Callable[[], None]) -> None:
        self._sock = sock
        self._ended = ended
        self._left = _LINGER_BYTES
        self._until = time.monotonic() + _LINGER_SECONDS
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        try:
            sock.shutdown(socket.SHUT_WR)
        except OSError:
            self.end()
        else:
            self._timer = self._loop.call_later(_LINGER_SECONDS, self.end)
            self._loop.add_reader(sock, self._discard)
            self._discard()

    def _discard(self) -> None:
        try:
            count = len(self._sock.recv(_BUFFER_BYTES))
        except BlockingIOError:
            return
        except OSError:
            count = 0
        self._left -= count
        if count == 0 or self._left < 0:
            self.end()

    def end(self) -> None:
        """Closes the socket."""
        if self._sock.fileno() < 0:
            return
        if self._timer is not None:
            self._timer.cancel()
            self._loop.remove_reader(self._sock)
        self._sock.close()
        self._ended()
