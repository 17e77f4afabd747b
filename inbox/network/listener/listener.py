"""The HTTP listener: Tornado's server in a thread and an event loop of its own."""

import asyncio
import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from tornado.httpserver import HTTPServer

from inbox.domain.delivery import Accept
from inbox.domain.knock import KnockEntry, KnockReason
from inbox.network.listener.admission import HEADER_SECTION_BYTES
from inbox.network.listener.answers import Rendering
from inbox.network.listener.basic_auth import BasicAuth
from inbox.network.listener.binding import ListenerProblem, bind
from inbox.network.listener.connection import Connection
from inbox.network.listener.connection_cap import MOST_CONNECTIONS, ConnectionCap, connection_limit
from inbox.network.listener.door import Door, peer_text
from inbox.network.listener.guessing import Guessing
from inbox.network.listener.knocks import Knocks
from inbox.network.listener.liveness import answers_at
from inbox.network.listener.receipts import Receipts
from inbox.network.listener.request_target import address_path
from inbox.network.listener.tls import LOOK_SECONDS, Certificate, TlsFiles
from inbox.network.listener.tls_connection import TlsConnection
from inbox.network.listener.webhook import Webhook

__all__ = ["Listener", "ListenerProblem", "TlsFiles"]

_log = logging.getLogger(__name__)

_ANY_LENGTH = 2**62
_START_SECONDS = 10.0
_STOP_SECONDS = 2.0
_PATIENCE_SECONDS = 3.0
_LOOK_SECONDS = 0.01


class Listener:
    """Takes events on ``host`` and ``port`` and gives them to ``accept``; answers when they are stored.

    ``slow_seconds`` is how long a client may take for its headers (idle time before them included), for its body, and
    for taking an answer; ``hold_seconds`` how long those with too many wrong credentials wait for theirs. With ``tls`` it
    speaks https only. ``connections`` may be more than the usual 100, within what the system allows. May be started again
    after it was stopped, or after it could not start.
    """

    def __init__(
        self,
        host: str,
        port: int,
        accept: Accept,
        *,
        path: str = "/",
        credentials: tuple[str, str] | None = None,
        store_is_failing: Callable[[], bool] = lambda: False,
        tls: TlsFiles | None = None,
        slow_seconds: float = 10.0,
        hold_seconds: float = 1.0,
        connections: int = MOST_CONNECTIONS,
    ) -> None:
        self._host = host
        self._wanted_port = port
        self._accept = accept
        self._path = address_path(path)
        self._auth = BasicAuth(*credentials) if credentials is not None else None
        self._store_is_failing = store_is_failing
        self._tls = tls
        self._slow_seconds = slow_seconds
        self._hold_seconds = hold_seconds
        self._limit = connection_limit(connections)
        self.knocks = Knocks(self._path, self._auth.appears_in) if self._auth is not None else Knocks(self._path)
        """What was turned away: counted by reason, listed by visitor."""
        self._port = port
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._stop: asyncio.Event | None = None
        self._sockets: list[socket.socket] = []
        self._bound: tuple[int, tuple[Any, ...]] | None = None
        self._probe = ""

    @property
    def port(self) -> int:
        """The port that is listened on; before the start, the one asked for."""
        return self._port

    @property
    def address(self) -> str:
        """Where events may be posted: ``http://127.0.0.1:8025/``."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"{'http' if self._tls is None else 'https'}://{host}:{self._port}{self._path}"

    @property
    def is_running(self) -> bool:
        """Whether requests are taken at this moment."""
        return self._thread is not None and self._thread.is_alive() and self._ready.is_set()

    def start(self) -> None:
        """Returns when the port is bound and requests are taken. Raises `ListenerProblem`."""
        if self._thread is not None and self._thread.is_alive():
            raise RuntimeError("the listener runs already")
        self._ready.clear()
        with ExitStack() as bound:  # the port first: while it is taken, nothing is said of the certificate again and again
            sockets = [bound.enter_context(each) for each in bind(self._host, self._wanted_port)]
            certificate = Certificate(self._tls) if self._tls is not None else None
            bound.pop_all()
        self._sockets = sockets
        self._port = sockets[0].getsockname()[1]
        self._bound = sockets[0].family, sockets[0].getsockname()
        self._thread = threading.Thread(target=self._run, args=(sockets, certificate), name="listener", daemon=True)
        self._thread.start()
        if not self._ready.wait(_START_SECONDS):
            self.stop()
            raise ListenerProblem(f"The listener on port {self._port} did not start; see the log, and try again.")

    def stop(self) -> None:
        """Accepts no more, lets the answers that are due go out (2 s at most), closes all connections, and joins."""
        thread, loop, stop = self._thread, self._loop, self._stop
        if thread is None:
            return
        if loop is not None and stop is not None:
            try:
                loop.call_soon_threadsafe(stop.set)
            except RuntimeError:
                _log.debug("The listener's loop had ended by itself.")
        thread.join(_STOP_SECONDS + _PATIENCE_SECONDS)
        if thread.is_alive():  # stuck in a bug; the port at least must come free
            _log.error("The listener on port %d does not end; its port is taken from it.", self._port)
            for listening in self._sockets:
                with suppress(OSError):
                    listening.shutdown(socket.SHUT_RDWR)  # uvloop holds on to the descriptor, so that closing would not do
        self._thread = self._loop = self._stop = None

    def join(self, seconds: float) -> bool:
        """Whether it does not run any more, because it was stopped or ended by itself; waits for that for so long at most."""
        if (thread := self._thread) is not None:
            thread.join(seconds)
        return thread is None or not thread.is_alive()

    def on_readable(self, descriptor: int, read: Callable[[], None]) -> bool:
        """Has ``read`` called on the listener's thread whenever there is something to read.

        False where the event loop cannot wait for pipes (Windows); then nothing is called.
        """
        if os.name != "posix" or self._loop is None:
            return False
        self._loop.call_soon_threadsafe(self._loop.add_reader, descriptor, read)
        return True

    def take_knocks(self) -> list[KnockEntry]:
        """Who was turned away since the last time this was asked."""
        return self.knocks.take_new()

    def answers(self, timeout: float) -> bool:
        """Whether it answers a real request within ``timeout`` seconds, and so is well in more than name.

        Neither counted as a knock nor in anybody's way. When this process may open no further socket to ask with, whether
        it is running has to do.
        """
        bound = self._bound
        if bound is None or not self.is_running:
            return False
        try:
            heard = answers_at(*bound, tls=self._tls is not None, timeout=timeout, announce=self._announce_probe)
        finally:
            self._probe = ""
        return self.is_running if heard is None else heard

    def _announce_probe(self, host: str, port: int) -> None:
        self._probe = peer_text(host, port)

    def _run(self, sockets: list[socket.socket], certificate: Certificate | None) -> None:
        try:
            with _quiet_tornado(), asyncio.Runner(loop_factory=_new_loop) as runner:
                runner.run(self._serve(sockets, certificate))
        except Exception:
            _log.exception("The listener on port %d has ended because of a bug.", self._port)
        finally:
            self._ready.clear()
            for listening in sockets:
                listening.close()

    async def _serve(self, sockets: list[socket.socket], certificate: Certificate | None) -> None:
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        rendering = Rendering()
        cap = ConnectionCap(self._limit)
        guessing = Guessing(self._hold_seconds)
        webhook = Webhook(
            self._accept,
            Receipts(loop),
            path=self._path,
            auth=self._auth,
            store_is_failing=self._store_is_failing,
            cap=cap,
            guessing=guessing,
            rendering=rendering,
        )
        server = HTTPServer(
            webhook,
            max_header_size=HEADER_SECTION_BYTES,
            max_body_size=_ANY_LENGTH,  # The webhook counts itself, to answer 413 where Tornado would say 400.
        )
        # Tornado's own time-outs cost a task for each request: a fifth of all the time it takes. The cap cuts instead.
        server.conn_params.header_timeout = None

        def welcome(sock: socket.socket, peer: str) -> None:
            kind = Connection
            if certificate is not None:
                try:
                    sock.getpeername()  # What the next line would find out too, but then the socket would be left open.
                    sock = certificate.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
                except OSError:  # The client is gone already.
                    sock.close()
                    return
                kind = TlsConnection
            connection = kind(
                sock, peer, slow_seconds=self._slow_seconds, rendering=rendering, knocks=self.knocks, closed=cap.remove
            )
            (cap.add_probe if peer == self._probe else cap.add)(connection)
            server.handle_stream(connection, (peer, 0))

        def no_room() -> None:
            self.knocks.count(KnockReason.NO_DESCRIPTORS)
            cap.evict_oldest()

        door = Door(sockets, welcome, no_room)
        tasks = [asyncio.create_task(_every(self._slow_seconds / 40, cap.cut_slow))]
        if certificate is not None:
            tasks.append(asyncio.create_task(_every(LOOK_SECONDS, certificate.renew)))
        self._loop, self._stop = loop, stop
        self._ready.set()
        try:
            await stop.wait()
        finally:
            door.close()
            for task in tasks:
                task.cancel()
            webhook.stopping = True
            guessing.end()
            await _until(lambda: webhook.pending == 0, _STOP_SECONDS)
            cap.abort_all()
            await server.close_all_connections()


async def _every(seconds: float, work: Callable[[], None]) -> None:
    is_told = False
    while True:
        await asyncio.sleep(seconds)
        try:
            work()
        except Exception:
            if not is_told:
                _log.exception("What the listener does now and then failed because of a mistake in this program; it goes on.")
            is_told = True


async def _until(condition: Callable[[], bool], seconds: float) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while not condition() and loop.time() < deadline:
        await asyncio.sleep(_LOOK_SECONDS)


def _new_loop() -> asyncio.AbstractEventLoop:
    try:
        import uvloop
    except ImportError:
        return asyncio.SelectorEventLoop()
    return uvloop.new_event_loop()


@contextmanager
def _quiet_tornado() -> Iterator[None]:
    """Keeps what Tornado says on this thread of misbehaving clients out of the log; its errors, which are bugs, are told."""
    here = threading.get_ident()
    loggers = [logging.getLogger(f"tornado.{name}") for name in ("general", "access")]

    def is_news(record: logging.LogRecord) -> bool:
        return record.thread != here or record.levelno >= logging.ERROR

    for logger in loggers:
        logger.addFilter(is_news)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(is_news)
