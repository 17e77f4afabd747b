"""A client that sends just the bytes it is told to, and reads answers one by one."""

import socket
import ssl
import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """An answer as it came."""

    status: int
    headers: dict[str, str]
    """Names in lower case."""
    head: bytes
    body: bytes


def post(body: bytes, *more: str, target: str = "/", version: str = "HTTP/1.1") -> bytes:
    """A whole POST with its length; ``more`` are header lines."""
    lines = [f"POST {target} {version}", "Host: localhost", f"Content-Length: {len(body)}", *more]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def get(target: str, *more: str) -> bytes:
    """A whole GET."""
    return "\r\n".join([f"GET {target} HTTP/1.1", "Host: localhost", *more]).encode("latin-1") + b"\r\n\r\n"


class RawClient:
    """One connection to a port of this computer; encrypted with ``tls``, which may raise ssl.SSLError."""

    def __init__(self, port: int, seconds: float = 5.0, tls: ssl.SSLContext | None = None) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=seconds)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_hostname="127.0.0.1")
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.socket.close()

    def send(self, data: bytes) -> Self:
        """Sends all of ``data``."""
        self.socket.sendall(data)
        return self

    def answer(self) -> RawAnswer:
        """The next whole answer."""
        while b"\r\n\r\n" not in self._rest:
            self._more()
        head, _, self._rest = self._rest.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = [line.partition(": ") for line in lines]
        headers = {name.lower(): value for name, _, value in pairs}
        length = int(headers.get("content-length", "0"))
        while len(self._rest) < length:
            self._more()
        body, self._rest = self._rest[:length], self._rest[length:]
        return RawAnswer(int(first.split()[1]), headers, head, body)

    def ask(self, data: bytes) -> RawAnswer:
        """Sends, and reads the answer."""
        return self.send(data).answer()

    def rest_until_closed(self) -> bytes:
        """What still comes until the other side closes. A reset counts as closed."""
        try:
            while data := self.socket.recv(65536):
                self._rest += data
        except ConnectionResetError:
            pass
        rest, self._rest = self._rest, b""
        return rest

    def seconds_until_closed(self) -> float:
        """How long the other side takes to close."""
        start = time.monotonic()
        self.rest_until_closed()
        return time.monotonic() - start

    def _more(self) -> None:
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError(f"closed in the middle of an answer: {self._rest!r}")
        self._rest += data
