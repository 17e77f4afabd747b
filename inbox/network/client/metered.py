"""Whether the network is metered: paid for by volume, as the desktop's network manager has it."""

import struct
import threading
import time
from collections.abc import Callable

_REMEMBER_SECONDS = 10.0
_ANSWER_SECONDS = 2.0
_METERED = {1: True, 2: False, 3: True, 4: False}
"""NetworkManager's words: yes, no, and what it takes the two for from the kind of network; 0 is unknown."""


class Metered:
    """Asks NetworkManager over D-Bus, and remembers for a while. Safe from any thread; waits some seconds at most."""

    def __init__(self, remember_seconds: float = _REMEMBER_SECONDS, clock: Callable[[], float] = time.monotonic) -> None:
        self._remember_seconds = remember_seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._answer: bool | None = None
        self._asked_at: float | None = None

    def __call__(self) -> bool | None:
        """Whether it is; None where nobody can tell: on another system, without NetworkManager, without an answer."""
        with self._lock:
            moment = self._clock()
            if self._asked_at is None or moment - self._asked_at >= self._remember_seconds:
                self._answer, self._asked_at = _ask(), moment
            return self._answer


def _ask() -> bool | None:
    try:
        from jeepney import DBusAddress, DBusErrorResponse, Properties
        from jeepney.io.blocking import open_dbus_connection
        from jeepney.wrappers import unwrap_msg
    except ImportError:  # only Linux has it
        return None
    manager = DBusAddress("/org/freedesktop/NetworkManager", "org.freedesktop.NetworkManager", "org.freedesktop.NetworkManager")
    try:
        with open_dbus_connection("SYSTEM", auth_timeout=_ANSWER_SECONDS) as connection:
            reply = connection.send_and_get_reply(Properties(manager).get("Metered"), timeout=_ANSWER_SECONDS)
            ((kind, value),) = unwrap_msg(reply)
    except (OSError, KeyError, ValueError, TypeError, struct.error, DBusErrorResponse):
        return None
    return _METERED.get(value) if kind == "u" else None
