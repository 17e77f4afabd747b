"""Taking the port, or saying why it cannot be taken and what to do."""

import errno
import os
import socket
from contextlib import ExitStack

from inbox.domain.problems import Problem
from inbox.network.listener.port_holder import port_holder

_BACKLOG = 512


class ListenerProblem(Problem):
    """The listener cannot run; ``str(problem)`` is the sentence for the person."""


class AddressProblem(ListenerProblem):
    """The address cannot be had at the moment. To find that out costs next to nothing, so it may be tried often."""


def bind(host: str, port: int) -> list[socket.socket]:
    """Listening sockets on ``host`` (a name may stand for several addresses) and ``port`` (0: a free one).

    A port whose last holder was killed is taken at once; one that is held is not. Raises `AddressProblem`.
    """
    return _bind(host, port, listens=True)


def prove_free(host: str, port: int) -> None:
    """Raises `AddressProblem` when another program has the port at the moment; nobody can connect meanwhile."""
    for bound in _bind(host, port, listens=False):
        bound.close()


def _bind(host: str, port: int, *, listens: bool) -> list[socket.socket]:
    if not 0 <= port <= 65535:
        raise AddressProblem(f"{port} is not a port. Choose one from 0 (a free one) to 65535 with --listen {host}:0.")
    try:
        return _bind_all(host, port, listens)
    except (OSError, UnicodeError) as problem:
        raise AddressProblem(_sentence(host, port, problem)) from problem


def _bind_all(host: str, port: int, listens: bool) -> list[socket.socket]:
    infos = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    addresses = sorted({(family, address) for family, _, _, _, address in infos}, key=lambda each: each[0] != socket.AF_INET)
    bound: list[socket.socket] = []
    missing: OSError | None = None
    with ExitStack() as opened:
        for family, address in addresses:
            listening = opened.enter_context(socket.socket(family, socket.SOCK_STREAM))
            _prepare(listening)
            try:
                listening.bind((address[0], port, *address[2:]))
            except OSError as problem:
                if problem.errno != errno.EADDRNOTAVAIL:
                    raise
                missing = problem  # “localhost” may stand for ::1 too, where there is no IPv6.
                continue
            if listens:
                listening.listen(_BACKLOG)
            port = listening.getsockname()[1]
            bound.append(listening)
        if not bound:
            raise missing or OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))
        opened.pop_all()
    return bound


def _prepare(listening: socket.socket) -> None:
    listening.setblocking(False)
    if os.name == "posix":
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    else:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)  # type: ignore[attr-defined,unused-ignore]
    if listening.family == socket.AF_INET6:
        listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)


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
