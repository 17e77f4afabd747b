"""The thread that talks with the session's bus: answers what the desktop asks of the player, and tells it what changed."""

import contextlib
import logging
import os
import select
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jeepney import DBusAddress, Message, new_signal
from jeepney.bus import get_bus
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, prep_socket
from jeepney.wrappers import DBusErrorResponse

from inbox.gui.player.mpris import PATH, PLAYER, PROPERTIES, NowPlaying, Wish, answer, changed_properties, microseconds

_log = logging.getLogger(__name__)

_ANSWER_SECONDS = 2.0
_DO_NOT_QUEUE, _IS_OWNER = 4, 1
_BROKEN = (OSError, ValueError, KeyError, TypeError, IndexError, struct.error, DBusErrorResponse)
"""No bus, one that ended, or what came over it cannot be read."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the player stood, and how fast it went on from there."""

    seconds: float = 0.0
    at: float = 0.0
    """On `time.monotonic`."""
    rate: float = 0.0
    """0: it stands."""

    def now(self, length: float) -> float:
        """Where it stands at this moment."""
        gone = (time.monotonic() - self.at) * self.rate
        return min(self.seconds + gone, length) if length > 0 else self.seconds + gone


class MediaBus:
    """Named ``org.mpris.MediaPlayer2.recording_inbox.instancePID`` on the bus, as long as there is one."""

    def __init__(self, wish: Callable[[Wish], object]) -> None:
        """``wish`` is called in this thread, with what the desktop wants."""
        self._wish = wish
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_in.setblocking(False)
        self._playing, self._place = NowPlaying(), Place()
        self._told = NowPlaying()
        self._has_jumped = self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="media-keys")

    def start(self) -> None:
        """Looks for the bus; where there is none the thread ends, and nothing is said."""
        self._thread.start()

    def stop(self) -> None:
        """Leaves the bus, and joins the thread."""
        self._is_stopping = True
        self._wake()
        if self._thread.is_alive():
            self._thread.join()
        self._wake_in.close()
        self._wake_out.close()

    def tell(self, playing: NowPlaying) -> None:
        """What is loaded now. From any thread; it does not wait."""
        self._playing = playing
        self._wake()

    def set_place(self, place: Place, *, has_jumped: bool = False) -> None:
        """Where it stands; the desktop counts on by itself, and is told only of jumps. From any thread; it does not wait."""
        self._place = place
        if has_jumped:
            self._has_jumped = True
            self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):  # it is awake already
            self._wake_in.send(b"\0")

    def _run(self) -> None:
        try:
            with _Connection(prep_socket(get_bus("SESSION"), timeout=_ANSWER_SECONDS)) as connection:
                connection.sock.settimeout(_ANSWER_SECONDS)  # of sending; what comes is waited for by select
                self._serve(connection)
        except _BROKEN as problem:
            if not self._is_stopping:
                _log.info("Media keys of the desktop are not followed: %s", type(problem).__name__)

    def _serve(self, connection: "_Connection") -> None:
        name = f"org.mpris.MediaPlayer2.recording_inbox.instance{os.getpid()}"
        reply = connection.send_and_get_reply(message_bus.RequestName(name, _DO_NOT_QUEUE))
        if reply.body != (_IS_OWNER,):
            raise KeyError(name)
        self._answer_all(connection)  # what came together with the name was read with it, and wakes no select
        while not self._is_stopping:
            ready, _, _ = select.select([connection.sock, self._wake_out], [], [])
            if self._wake_out in ready:
                self._wake_out.recv(4_096)
                self._tell_changes(connection)
            if connection.sock in ready:
                self._answer_all(connection)

    def _answer_all(self, connection: "_Connection") -> None:
        while not self._is_stopping:
            try:
                message = connection.receive(timeout=0)
            except TimeoutError:
                return
            playing = self._playing
            reply, wish = answer(message, playing, self._place.now(playing.length))
            if reply is not None:
                connection.send(reply)
            if wish is not None:
                self._wish(wish)

    def _tell_changes(self, connection: "_Connection") -> None:
        playing = self._playing
        changed = changed_properties(self._told, playing)
        self._told = playing
        if changed:
            connection.send(_signal(PROPERTIES, "PropertiesChanged", "sa{sv}as", (PLAYER, changed, [])))
        if self._has_jumped:
            self._has_jumped = False
            connection.send(_signal(PLAYER, "Seeked", "x", (microseconds(self._place.now(playing.length)),)))


class _Connection(DBusConnection):  # type: ignore[misc]  # ships no types
    """One that waits for no answer longer than some seconds."""

    def send_and_get_reply(self, message: Message, *, timeout: float | None = None) -> Message:
        return super().send_and_get_reply(message, timeout=_ANSWER_SECONDS if timeout is None else timeout)


def _signal(interface: str, name: str, signature: str, body: tuple[Any, ...]) -> Message:
    return new_signal(DBusAddress(PATH, interface=interface), name, signature, body)
