"""A real HTTP server on loopback that answers just what a test tells it to, byte by byte if need be."""

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came."""

    method: str
    target: str
    headers: dict[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""


Behaviour = Callable[[Request, socket.socket], None]


def answer(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    """A whole answer; header names are written with underscores for dashes."""
    lines = [f"HTTP/1.1 {status} Test", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]

    def behave(_request: Request, connection: socket.socket) -> None:
        connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    return behave


def raw(data: bytes, then_wait: threading.Event | None = None) -> Behaviour:
    """Bytes as they are; the connection is closed after them, or when ``then_wait`` is set."""

    def behave(_request: Request, connection: socket.socket) -> None:
        connection.sendall(data)
        if then_wait is not None:
            then_wait.wait(10)

    return behave


class ScriptedServer:
    """Answers the requests in turn with the given behaviours (the last one again and again), one connection each."""

    def __init__(self, *behaviours: Behaviour, host: str = "127.0.0.1", port: int = 0) -> None:
        self._behaviours = list(behaviours)
        self.requests: list[Request] = []
        self._listening = socket.create_server((host, port))
        self._threads: list[threading.Thread] = []
        self._accepting = threading.Thread(target=self._accept, name="scripted-server")

    @property
    def address(self) -> str:
        """The base address, without a slash at the end."""
        host, port = self._listening.getsockname()[:2]
        return f"http://{host}:{port}"

    def __enter__(self) -> "ScriptedServer":
        self._accepting.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._accepting.join()
        for thread in self._threads:
            thread.join()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), name="scripted-connection")
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(10)
            request = _read_request(connection)
            if request is None:
                return
            self.requests.append(request)
            place = min(len(self.requests), len(self._behaviours)) - 1
            try:
                self._behaviours[place](request, connection)
            except OSError:
                return


def _read_request(connection: socket.socket) -> Request | None:
    stream = connection.makefile("rb")
    start = stream.readline().decode("latin-1").split()
    if len(start) != 3:
        return None
    headers: dict[str, str] = {}
    while (line := stream.readline().decode("latin-1").rstrip("\r\n")) != "":
        name, _, value = line.partition(":")
        headers[name.lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", "0")))
    return Request(start[0], start[1], headers, body)
