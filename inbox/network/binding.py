"""Taking the port, or saying why it cannot be taken and what to do."""

import errno
import socket

from tornado.netutil import bind_sockets

from inbox.network.port_holder import port_holder

_BACKLOG = 512


class ListenerProblem(Exception):
    """The listener cannot run; ``str(problem)`` is the sentence for the person."""


def bind(host: str, port: int) -> list[socket.socket]:
    """Listening sockets on ``host`` (a name may stand for several addresses) and ``port`` (0: a free one).

    A port whose last holder was killed is taken at once; one that is held is not. Raises `ListenerProblem`.
    """
    if not 0 <= port <= 65535:
        raise ListenerProblem(f"{port} is not a port. Choose one from 0 (a free one) to 65535 with --listen {host}:0.")
    try:
        return bind_sockets(port, address=host, backlog=_BACKLOG)
    except (OSError, UnicodeError) as problem:
        raise ListenerProblem(_sentence(host, port, problem)) from problem


def _sentence(host: str, port: int, problem: OSError | UnicodeError) -> str:
    shown = f"[{host}]" if ":" in host else host
    another = f"Choose another with --listen {shown}:0 (a free port) or in the settings"
    if isinstance(problem, socket.gaierror | UnicodeError):
        return f"The address {host!r} to listen on is not known. Listen on this computer alone with --listen 127.0.0.1:{port}."
    match problem.errno:
        case errno.EADDRINUSE:
            holder = port_holder(port)
            by = f"by {holder}" if holder else "by another program"
            return f"Port {port} on {host} is in use {by}. {another}, or end that program and try again."
        case errno.EACCES | errno.EPERM:
            why = "Ports below 1024 are reserved for the system" if port < 1024 else "The system does not allow it"
            return f"Port {port} on {host} may not be used: {why}. {another}."
        case errno.EADDRNOTAVAIL:
            return (
                f"{host} is not an address of this computer, so port {port} cannot be opened there. "
                f"Listen on this computer alone with --listen 127.0.0.1:{port}."
            )
        case _:
            return f"Port {port} on {host} cannot be opened: {problem.strerror or problem}. {another}."
