"""The process that listens: all it knows of the app is a pipe in each direction."""

import itertools
import logging
import os
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, assert_never

from inbox.domain.delivery import QUEUE_FULL, Delivery, Receipt
from inbox.domain.visible_text import visible
from inbox.network.listener.binding import ListenerProblem
from inbox.network.listener.frames import Inbound, Outbound, frame
from inbox.network.listener.listener import Listener
from inbox.network.listener.listener_messages import (
    Begin,
    Came,
    CannotListen,
    GiveKnocks,
    Knocked,
    Listening,
    Logged,
    Look,
    Looked,
    Ready,
    Settled,
    Stop,
    Stopped,
    ToListener,
    of_app,
)
from inbox.network.listener.tls import TlsFiles

_log = logging.getLogger(__name__)

_MOST_WAITING = 1000
_MOST_WAITING_BYTES = 64 * 1024 * 1024
"""Of bodies: a thousand of the largest would be a gigabyte, should the app be suspended."""
_FLUSH_SECONDS = 1.0
_LOOK_SECONDS = 1.0
_LONGEST_LINE = 4_000


def listen_for_parent() -> NoReturn:
    """Listens as the parent says on standard input, and ends with it."""
    outgoing = os.dup(1)
    os.dup2(2, 1)  # a stray print is no message
    outbound = Outbound(outgoing, "to-app", at_once=True)
    logging.basicConfig(level=logging.INFO, handlers=[_ToApp(outbound)], force=True)
    threading.excepthook = _tell_mistake
    outbound.put(frame(Ready()))
    child = _Child(outbound)
    while True:
        child.read()
        child.wait_for_listener()


def _tell_mistake(arguments: threading.ExceptHookArgs) -> None:
    if arguments.exc_value is not None:
        _log.error(
            "A mistake in this program, in a thread of the listener's process",
            exc_info=(arguments.exc_type, arguments.exc_value, arguments.exc_traceback),
        )


def _end_at_once(code: int) -> NoReturn:
    """The app has ended, or was killed, or does not need this process any more; a new one may want the port this very moment."""
    os._exit(code)


class _Child:
    """The listener, and what is under way between it and the app."""

    def __init__(self, outbound: Outbound) -> None:
        self._inbound = Inbound(0, of_app)
        self._outbound = outbound
        self._app = os.getppid()
        self._is_read_by_listener = False
        self._listener: Listener | None = None
        self._numbers = itertools.count(1)
        self._waiting: dict[int, tuple[Callable[[Receipt], None], int]] = {}
        self._waiting_bytes = 0
        self._counting = threading.Lock()  # two threads count where the event loop cannot read what the app says
        self._store_is_failing = False
        self._is_stopping = False

    def read(self) -> None:
        """Waits for something that the app says, and does it; ends this process when it says no more."""
        try:
            for message in self._inbound.read():
                self._hear(message)
        except EOFError:
            _end_at_once(0)
        except Exception:
            _log.exception("The listener's process ends because of a mistake in this program.")
            self._outbound.close(_FLUSH_SECONDS)
            _end_at_once(1)

    def wait_for_listener(self) -> None:
        """While the listener's own thread reads what the app says, which spares each receipt a change of threads."""
        if self._is_read_by_listener and self._listener is not None:
            while not self._listener.join(_LOOK_SECONDS):
                if os.getppid() != self._app:  # it was killed; should the listener hang, nobody else would see it
                    _end_at_once(0)
            os.set_blocking(0, True)  # the event loop did without

    def _hear(self, message: ToListener) -> None:
        match message:
            case Settled():
                self._settle(message)
            case Look():
                self._store_is_failing = message.store_is_failing
                self._aside("listener-look", lambda: self._look(message.seconds))
            case GiveKnocks():
                self._give_knocks()
            case Begin():
                self._begin(message)
            case Stop():
                self._is_stopping = True
                self._aside("listener-stop", self._stop)
            case _:
                assert_never(message)

    def _begin(self, wish: Begin) -> None:
        listener = Listener(
            wish.host,
            wish.port,
            self._accept,
            path=wish.path,
            credentials=wish.credentials,
            store_is_failing=lambda: self._store_is_failing,
            tls=TlsFiles(Path(wish.certificate), Path(wish.key)) if wish.certificate else None,
            connections=wish.connections,
        )
        try:
            listener.start()
        except ListenerProblem as problem:
            self._tell(CannotListen(str(problem)))
            return
        self._listener = listener
        self._is_read_by_listener = listener.on_readable(0, self.read)
        self._tell(Listening(listener.port, listener.address))
        self._aside("listener-end", self._end_with_listener)

    def _accept(self, delivery: Delivery, done: Callable[[Receipt], None]) -> bool:
        number, size = next(self._numbers), len(delivery.body)
        with self._counting:
            if len(self._waiting) >= _MOST_WAITING or self._waiting_bytes + size > _MOST_WAITING_BYTES:
                return False
            self._waiting[number] = done, size
            self._waiting_bytes += size
        self._outbound.put(frame(Came(number, delivery)))
        return True

    def _settle(self, settled: Settled) -> None:
        self._store_is_failing = settled.receipt.outcome is None and settled.receipt.error != QUEUE_FULL
        with self._counting:
            done, size = self._waiting.pop(settled.number, (None, 0))
            self._waiting_bytes -= size
        if done is None:
            _log.error(
                "A second receipt for one delivery, because of a mistake in this program; its sender was answered already."
            )
            return
        done(settled.receipt)

    def _look(self, seconds: float) -> None:
        self._tell(Looked(self._listener is not None and self._listener.answers(seconds)))

    def _give_knocks(self) -> None:
        self._tell(Knocked(self._listener.take_knocks() if self._listener is not None else []))

    def _stop(self) -> None:
        if self._listener is not None:
            self._listener.stop()
        self._give_knocks()
        self._tell(Stopped())

    def _end_with_listener(self) -> None:
        """Should the listener end by itself, this process is of no use any more."""
        while self._listener is not None and not self._listener.join(_LOOK_SECONDS):
            pass
        if not self._is_stopping:
            self._give_knocks()
            self._outbound.close(_FLUSH_SECONDS)
            _end_at_once(1)

    def _aside(self, name: str, work: Callable[[], None]) -> None:
        threading.Thread(target=work, name=name, daemon=True).start()

    def _tell(self, message: object) -> None:
        self._outbound.put(frame(message))


class _ToApp(logging.Handler):
    """Gives what is logged here to the app, which keeps the one log."""

    def __init__(self, outbound: Outbound) -> None:
        super().__init__()
        self._outbound = outbound

    def emit(self, record: logging.LogRecord) -> None:
        """Sends a record on, in storable text."""
        try:
            lines = "".join(traceback.format_exception(*record.exc_info)).splitlines() if record.exc_info else []
            told = Logged(
                record.levelno,
                record.name,
                record.threadName or "",
                visible(record.getMessage(), _LONGEST_LINE),
                "\n".join(visible(line, _LONGEST_LINE) for line in lines),
            )
            self._outbound.put(frame(told))
        except Exception:
            self.handleError(record)
