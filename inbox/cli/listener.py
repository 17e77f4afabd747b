"""``listener``: the process that listens for another one of this program, which starts it and ends it."""

import signal
from typing import NoReturn

from inbox.network.listener.listener_child import listen_for_parent


def run() -> NoReturn:
    """Listens until the program that started it has ended or wants no more."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # these are for that program, which then lets the last answers go out
        if number := getattr(signal, name, None):
            signal.signal(number, signal.SIG_IGN)
    listen_for_parent()
