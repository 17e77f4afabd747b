"""Whether the listener answers: asked over a real connection, as a sender would."""

import errno
import socket
import ssl
import time
from collections.abc import Callable
from typing import Any

_REQUEST = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
_BEGINNING = b"HTTP/1.1 "
_CANNOT_ASK = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def answers_at(
    family: int, address: tuple[Any, ...], *, tls: bool, timeout: float, announce: Callable[[str, int], None]
) -> bool | None:
    """Whether any HTTP answer comes from a listening socket's ``address`` within ``timeout`` seconds.

    ``announce`` hears the address and port that will be asked from before they are used. None: this process cannot ask at
    the moment, because it may open no further socket.
    """
    deadline = time.monotonic() + timeout
    try:
        asking = socket.socket(family, socket.SOCK_STREAM)
    except OSError as problem:
        if problem.errno in _CANNOT_ASK:
            return None
        raise
    host = _EVERYWHERE.get(address[0], address[0])
    with asking:
        try:
            asking.settimeout(timeout)
            asking.bind((host, 0, *address[2:]))
            announce(*asking.getsockname()[:2])
            asking.connect((host, *address[1:]))
            if tls:
                asking.settimeout(_left(deadline))
                asking = _unverified().wrap_socket(asking)
            asking.sendall(_REQUEST)
            return _hears_answer(asking, deadline)
        except OSError:
            return False
        finally:
            asking.close()


def _hears_answer(asking: socket.socket, deadline: float) -> bool:
    heard = b""
    while len(heard) < len(_BEGINNING):
        asking.settimeout(_left(deadline))
        came = asking.recv(len(_BEGINNING) - len(heard))
        if not came:
            return False
        heard += came
    return heard == _BEGINNING


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _unverified() -> ssl.SSLContext:
    """For the listener's own address only, to which nothing secret is said; whether its certificate is trusted is not asked."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
