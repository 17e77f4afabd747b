"""The HTTP listener: Tornado's server in a thread and an event loop of its own."""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tornado.httpserver import HTTPServer

from inbox.domain.delivery import Accept
from inbox.network.admission import HEADER_SECTION_BYTES
from inbox.network.answers import Rendering
from inbox.network.basic_auth import BasicAuth
from inbox.network.binding import ListenerProblem, bind
from inbox.network.connection import Connection
from inbox.network.connection_cap import ConnectionCap, connection_limit
from inbox.network.door import Door
from inbox.network.knocks import Knock, Knocks
from inbox.network.receipts import Receipts
from inbox.network.request_target import address_path
from inbox.network.webhook import Webhook

__all__ = ["Listener", "ListenerProblem"]

_log = logging.getLogger(__name__)

_ANY_LENGTH = 2**62
_START_SECONDS = 10.0
_STOP_SECONDS = 2.0
_LOOK_SECONDS = 0.01


class Listener:
    """Takes events on ``host`` and ``port`` and gives them to ``accept``; answers when they are stored.

    ``slow_seconds`` is how long a client may take for its headers (idle time before them included), for its body, and
    for taking an answer. May be started again after it was stopped, or after it could not start.
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
        slow_seconds: float = 10.0,
        connections: int | None = None,
    ) -> None:
        self._host = host
        self._wanted_port = port
        self._accept = accept
        self._path = address_path(path)
        self._auth = BasicAuth(*credentials) if credentials is not None else None
        self._store_is_failing = store_is_failing
        self._slow_seconds = slow_seconds
        self._limit = connection_limit() if connections is None else min(connections, connection_limit())
        self.knocks = Knocks()
        """What was turned away, by reason."""
        self._port = port
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = threading.Event()
        self._stop: asyncio.Event | None = None

    @property
    def port(self) -> int:
        """The port that is listened on; before the start, the one asked for."""
        return self._port

    @property
    def address(self) -> str:
        """Where events may be posted: ``http://127.0.0.1:8025/``."""
        host = f"[{self._host}]" if ":" in self._host else self._host
        return f"http://{host}:{self._port}{self._path}"

    @property
    def is_running(self) -> bool:
        """Whether requests are taken at this moment."""
        return self._thread is not None and self._thread.is_alive() and self._ready.is_set()

    def start(self) -> None:
        """Returns when the port is bound and requests are taken. Raises `ListenerProblem`."""
        if self._thread is not None and self._thread.is_alive():
            raise RuntimeError("the listener runs already")
        self._ready.clear()
        sockets = bind(self._host, self._wanted_port)
        self._port = sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._run, args=(sockets,), name="listener", daemon=True)
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
        thread.join()
        self._thread = self._loop = self._stop = None

    def _run(self, sockets: list[socket.socket]) -> None:
        try:
            with _quiet_tornado(self.knocks), asyncio.Runner(loop_factory=_new_loop) as runner:
                runner.run(self._serve(sockets))
        except Exception:
            _log.exception("The listener on port %d has ended because of a bug.", self._port)
        finally:
            self._ready.clear()
            for listening in sockets:
                listening.close()

    async def _serve(self, sockets: list[socket.socket]) -> None:
        loop = asyncio.get_running_loop()
        stop = asyncio.Event()
        rendering = Rendering()
        cap = ConnectionCap(self._limit, self.knocks)
        webhook = Webhook(
            self._accept,
            Receipts(loop),
            path=self._path,
            auth=self._auth,
            store_is_failing=self._store_is_failing,
            cap=cap,
            knocks=self.knocks,
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
            connection = Connection(
                sock, peer, slow_seconds=self._slow_seconds, rendering=rendering, knocks=self.knocks, closed=cap.remove
            )
            cap.add(connection)
            server.handle_stream(connection, (peer, 0))

        def no_room() -> None:
            self.knocks.count(Knock.NO_DESCRIPTORS)
            cap.evict_oldest()

        door = Door(sockets, welcome, no_room)
        cutting = asyncio.create_task(_cut_slow(cap, self._slow_seconds / 40))
        self._loop, self._stop = loop, stop
        self._ready.set()
        try:
            await stop.wait()
        finally:
            door.close()
            cutting.cancel()
            webhook.stopping = True
            await _until(lambda: webhook.pending == 0, _STOP_SECONDS)
            cap.abort_all()
            await server.close_all_connections()


async def _cut_slow(cap: ConnectionCap, pause_seconds: float) -> None:
    while True:
        await asyncio.sleep(pause_seconds)
        cap.cut_slow()


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
def _quiet_tornado(knocks: Knocks) -> Iterator[None]:
    """Counts what Tornado would say on this thread of misbehaving clients; its errors, which are bugs, are still logged."""
    here = threading.get_ident()
    loggers = [logging.getLogger(f"tornado.{name}") for name in ("general", "access")]

    def is_news(record: logging.LogRecord) -> bool:
        if record.thread != here or record.levelno >= logging.ERROR:
            return True
        if record.levelno == logging.WARNING:
            knocks.count(Knock.CONNECTION_FAILED)
        return False

    for logger in loggers:
        logger.addFilter(is_news)
    try:
        yield
    finally:
        for logger in loggers:
            logger.removeFilter(is_news)
