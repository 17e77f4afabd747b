"""Requests whose credentials cannot be led astray below the address: by a proxy, or by a name that means another host now."""

import ipaddress
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection


class ForeignPeer(requests.ConnectionError):
    """A name of this computer led to another one; nothing was sent."""


class _Foreign(Exception):
    """The same, inside urllib3, which would take an OSError for a lost connection."""


class Reach:
    """The connection of the request under way, so that another thread can end it. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self._is_cut = self._is_cut_for_good = False

    def begin(self) -> None:
        """A request is under way."""
        with self._lock:
            self._is_cut = self._is_cut_for_good

    def hold(self, connection: socket.socket) -> None:
        """It goes over ``connection``. A second handle is kept, since TLS takes the first one for itself."""
        second = socket.fromfd(connection.fileno(), connection.family, connection.type)
        with self._lock:
            self._sockets.append(second)
            if self._is_cut:
                _shut(second)

    def cut(self, *, for_good: bool = False) -> None:
        """Ends it: whoever waits for its bytes finds the connection lost. With ``for_good`` every later one as well."""
        with self._lock:
            self._is_cut = True
            self._is_cut_for_good |= for_good
            for second in self._sockets:
                _shut(second)

    @property
    def is_cut(self) -> bool:
        """Whether it was ended."""
        return self._is_cut

    def end(self) -> None:
        """Its answer has begun, or it has failed."""
        with self._lock:
            for second in self._sockets:
                second.close()
            self._sockets.clear()


class GuardedSession(requests.Session):
    """For one request at a time. Raises as `requests` does, and ForeignPeer.

    The head of an answer, the redirects' and the TLS handshake with it, comes within ``head_seconds`` or never: a time-out of
    `requests` begins anew with each byte.
    """

    def __init__(self, head_seconds: float) -> None:
        super().__init__()
        self._head_seconds = head_seconds
        self._reach = Reach()
        self.mount("http://", _Adapter(self._reach))
        self.mount("https://", _Adapter(self._reach))

    def interrupt(self, *, for_good: bool = False) -> None:
        """Makes a request that waits for its answer's head in another thread fail at once; later ones too if ``for_good``."""
        self._reach.cut(for_good=for_good)

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:
        """As `requests` does. Raises ReadTimeout when the head does not come in time."""
        late = threading.Event()

        def cut() -> None:
            late.set()
            self._reach.cut()

        watch = threading.Timer(self._head_seconds, cut)
        watch.name = "request-watch"
        self._reach.begin()
        watch.start()
        try:
            response = super().send(request, **options)
            if self._reach.is_cut:  # a head that ends in the middle is taken for a whole one
                response.close()
                raise requests.ConnectionError("interrupted", request=request)
            return response
        except _Foreign as problem:
            raise ForeignPeer(str(problem), request=request) from None
        except requests.ConnectionError as problem:
            if late.is_set():
                raise requests.ReadTimeout(request=request) from problem
            raise
        finally:
            watch.cancel()
            watch.join()
            self._reach.end()

    def merge_environment_settings(self, url: Any, *others: Any) -> Any:
        """The environment's proxies and authorities; no proxy for this computer, which would be told everything in clear."""
        settings = super().merge_environment_settings(url, *others)
        parts = urlsplit(url)
        if parts.scheme == "http" or _is_loopback(parts.hostname or ""):
            settings["proxies"] = {}
        return settings


class _PlainConnection(HTTPConnection):
    """Plain http, which is for this computer only: whoever answers is asked for before anything is said."""

    def __init__(self, *arguments: Any, reach: Reach, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._reach = reach

    def _new_conn(self) -> socket.socket:
        connection = super()._new_conn()
        peer = str(connection.getpeername()[0])
        if not _is_loopback(peer):
            connection.close()
            raise _Foreign(f"{self.host} leads to {peer}")
        self._reach.hold(connection)
        return connection

    def request(self, *arguments: Any, **options: Any) -> None:
        """As urllib3 does, over a kept connection too."""
        _hold_kept(self, self._reach)
        super().request(*arguments, **options)


class _TlsConnection(HTTPSConnection):
    """https: the certificate says who answers."""

    def __init__(self, *arguments: Any, reach: Reach, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._reach = reach

    def _new_conn(self) -> socket.socket:
        connection = super()._new_conn()
        self._reach.hold(connection)
        return connection

    def request(self, *arguments: Any, **options: Any) -> None:
        """As urllib3 does, over a kept connection too."""
        _hold_kept(self, self._reach)
        super().request(*arguments, **options)


class _Adapter(HTTPAdapter):
    """Has its pools make the connections above."""

    def __init__(self, reach: Reach) -> None:
        super().__init__()
        self._plain = partial(_PlainConnection, reach=reach)
        self._tls = partial(_TlsConnection, reach=reach)

    def get_connection_with_tls_context(
        self,
        request: requests.PreparedRequest,
        verify: bool | str | None,
        proxies: Mapping[str, str] | None = None,
        cert: tuple[str, str] | str | None = None,
    ) -> Any:
        """The pool that `requests` takes."""
        pool: Any = super().get_connection_with_tls_context(request, verify, proxies=proxies, cert=cert)
        pool.ConnectionCls = self._plain if pool.scheme == "http" else self._tls
        return pool


def _is_loopback(host: str) -> bool:
    """Whether a name or an address is this computer's own, as far as it says."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _hold_kept(connection: HTTPConnection, reach: Reach) -> None:
    if connection.sock is not None and connection.sock.fileno() >= 0:
        reach.hold(connection.sock)


def _shut(second: socket.socket) -> None:
    with suppress(OSError):
        second.shutdown(socket.SHUT_RDWR)
