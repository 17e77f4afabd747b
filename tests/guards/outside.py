"""A test that talks past loopback fails, also when the code under test swallows the error."""

import errno
import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest

_LOCAL_NAMES = {None, "", "localhost", b"localhost"}


def _is_loopback(host: object) -> bool:
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return (mapped or address).is_loopback


def _goes_outside(family: int, address: Any) -> bool:
    if family not in (socket.AF_INET, socket.AF_INET6) or not isinstance(address, tuple):
        return False
    return address[0] not in _LOCAL_NAMES and not _is_loopback(address[0])


@pytest.fixture(autouse=True)
def nothing_goes_outside(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuses connections, datagrams and name look-ups that leave this machine, and tells of them at the end."""
    attempts: list[str] = []
    real_connect, real_connect_ex = socket.socket.connect, socket.socket.connect_ex
    real_sendto, real_getaddrinfo = socket.socket.sendto, socket.getaddrinfo

    def refuse(attempt: str) -> None:
        attempts.append(attempt)
        raise OSError(errno.ENETUNREACH, f"tests stay on this machine: {attempt}")

    def connect(self: socket.socket, address: Any) -> None:
        if _goes_outside(self.family, address):
            refuse(f"connect to {address}")
        real_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        if _goes_outside(self.family, address):
            attempts.append(f"connect to {address}")
            return errno.ENETUNREACH
        return real_connect_ex(self, address)

    def sendto(self: socket.socket, data: Any, *flags_and_address: Any) -> int:
        if _goes_outside(self.family, flags_and_address[-1]):
            refuse(f"datagram to {flags_and_address[-1]}")
        return real_sendto(self, data, *flags_and_address)

    def getaddrinfo(host: Any, *others: Any, **named: Any) -> Any:
        if host not in _LOCAL_NAMES and not _is_loopback(host) and not _is_unspecified(host):
            attempts.append(f"look-up of {host}")
            raise socket.gaierror(socket.EAI_NONAME, f"tests stay on this machine: look-up of {host}")
        return real_getaddrinfo(host, *others, **named)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect_ex)
    monkeypatch.setattr(socket.socket, "sendto", sendto)
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield
    if attempts:
        pytest.fail("talked past loopback: " + "; ".join(attempts), pytrace=False)


def _is_unspecified(host: object) -> bool:
    """The addresses a listener binds to when it listens everywhere."""
    return host in ("0.0.0.0", "::")
