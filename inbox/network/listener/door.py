"""Accepting connections, without spinning or shouting when the process runs out of file descriptors."""

import asyncio
import errno
import logging
import socket
from collections.abc import Callable, Sequence

_log = logging.getLogger(__name__)

_AT_ONCE = 64
_PAUSE_SECONDS = 0.5
_NO_ROOM = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})

Welcome = Callable[[socket.socket, str], None]


class Door:
    """Accepts on listening sockets in the running loop and hands each connection on with its peer's address and port."""

    def __init__(self, sockets: Sequence[socket.socket], welcome: Welcome, no_room: Callable[[], None]) -> None:
        self._sockets = tuple(sockets)
        self._welcome = welcome
        self._no_room = no_room
        self._loop = asyncio.get_running_loop()
        self._pause: asyncio.TimerHandle | None = None
        self._told = False
        self._open()

    def close(self) -> None:
        """Accepts no more and closes the listening sockets."""
        if self._pause is not None:
            self._pause.cancel()
        for listening in self._sockets:
            self._loop.remove_reader(listening)
            listening.close()

    def _open(self) -> None:
        self._pause = None
        for listening in self._sockets:
            self._loop.add_reader(listening, self._accept, listening)

    def _accept(self, listening: socket.socket) -> None:
        for _ in range(_AT_ONCE):
            try:
                connection, address = listening.accept()
            except (BlockingIOError, InterruptedError):
                return
            except OSError as problem:
                if problem.errno in _NO_ROOM:
                    self._wait_for_room(problem)
                    return
                continue  # The client was gone before it was accepted.
            connection.setblocking(False)
            self._welcome(connection, peer_text(*address[:2]))

    def _wait_for_room(self, problem: OSError) -> None:
        if not self._told:
            self._told = True
            _log.warning("No new connection can be accepted for the moment: %s. This is told once.", problem.strerror)
        for listening in self._sockets:
            self._loop.remove_reader(listening)
        if self._pause is None:
            self._pause = self._loop.call_later(_PAUSE_SECONDS, self._open)
        self._no_room()


def peer_text(host: str, port: int) -> str:
    """A socket's address and port, as deliveries and knocks name it."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
