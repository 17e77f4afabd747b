"""A client's connection under TLS: all that `Connection` does, over Tornado's stream with encryption."""

import socket
import ssl
from contextlib import suppress

from tornado.iostream import SSLIOStream

from inbox.domain.knock import KnockReason
from inbox.network.listener.connection import Connection

_NOT_TLS = frozenset({"HTTP_REQUEST", "HTTPS_PROXY_REQUEST", "WRONG_VERSION_NUMBER", "UNKNOWN_PROTOCOL", "BAD_RECORD_TYPE"})


class TlsConnection(Connection, SSLIOStream):
    """The handshake is part of the time that a client has for its headers."""

    def cut(self) -> None:
        """Closes at once because the client was too slow; one that never ended its handshake is counted too."""
        if self._ssl_accepting:
            self.knock(KnockReason.TOO_SLOW)
            self.abort()
        else:
            super().cut()

    def close(self, exc_info: object = False) -> None:
        """Closes; what went wrong in the handshake is counted as what it was."""
        if self._ssl_accepting and isinstance(exc_info, OSError) and not self.closed():
            if isinstance(exc_info, ssl.SSLError) and exc_info.args[0] == ssl.SSL_ERROR_SSL:
                self.knock(KnockReason.MALFORMED if exc_info.reason in _NOT_TLS else KnockReason.TLS_FAILED)
            # Else the client merely went away, as one does that only looks whether the port is open.
            exc_info = False
        super().close(exc_info)

    def say_goodbye(self, sock: socket.socket) -> None:
        """Tells the client that the answer was whole."""
        with suppress(OSError, ValueError):  # SSLWantReadError: the client has not said the same yet, and need not.
            if isinstance(sock, ssl.SSLSocket):
                sock.unwrap()
