"""The process that listens: all it knows of the app is a pipe in each direction."""

import itertools
import logging
import os
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import assert_never

from inbox.domain.delivery import Delivery, Receipt
from inbox.domain.visible_text import visible
from inbox.network.binding import ListenerProblem
from inbox.network.frames import Inbound, Outbound, frame
from inbox.network.listener import Listener
from inbox.network.listener_messages import (
    Begin,
    Came,
    CannotListen,
    GiveKnocks,
    Knocked,
    Listening,
    Logged,
    Look,
    Looked,
    Settled,
    Stop,
    Stopped,
    ToListener,
    of_app,
)
from inbox.network.tls import TlsFiles

_log = logging.getLogger(__name__)

_MOST_WAITING = 1000
_FLUSH_SECONDS = 1.0
_LONGEST_LINE = 4_000


def listen_for_parent() -> int:
    """Listens as the parent says on standard input, and ends with it; gives the exit code."""
    outgoing = os.dup(1)
    os.dup2(2, 1)  # a stray print is no message
    outbound = Outbound(outgoing, "to-app", at_once=True)
    logging.basicConfig(level=logging.INFO, handlers=[_ToApp(outbound)], force=True)
    child = _Child(outbound)
    inbound = Inbound(0, of_app)
    try:
        while messages := inbound.read():
            for message in messages:
                child.hear(message)
    except Exception:
        _log.exception("The listener's process ends because of a mistake in this program.")
        outbound.close(_FLUSH_SECONDS)
        return 1
    # The app has ended, or was killed: a new start of it may want the port this very moment.
    os._exit(0)


class _Child:
    """The listener, and what is under way between it and the app."""

    def __init__(self, outbound: Outbound) -> None:
        self._outbound = outbound
        self._listener: Listener | None = None
        self._numbers = itertools.count(1)
        self._waiting: dict[int, Callable[[Receipt], None]] = {}
        self._store_is_failing = False
        self._is_stopping = False

    def hear(self, message: ToListener) -> None:
        """Does what the app says; nothing that takes long on this thread."""
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
        self._tell(Listening(listener.port, listener.address))
        self._aside("listener-end", self._end_with_listener)

    def _accept(self, delivery: Delivery, done: Callable[[Receipt], None]) -> bool:
        if len(self._waiting) >= _MOST_WAITING:
            return False
        number = next(self._numbers)
        self._waiting[number] = done
        self._outbound.put(frame(Came(number, delivery)))
        return True

    def _settle(self, settled: Settled) -> None:
        self._store_is_failing = settled.receipt.outcome is None
        self._waiting.pop(settled.number)(settled.receipt)

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
        if self._listener is not None:
            self._listener.join()
        if not self._is_stopping:
            self._give_knocks()
            self._outbound.close(_FLUSH_SECONDS)
            os._exit(1)

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
                "\n".join(f"    {visible(line, _LONGEST_LINE)}" for line in lines),
            )
            self._outbound.put(frame(told))
        except Exception:
            self.handleError(record)
