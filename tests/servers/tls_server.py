"""A scripted server that speaks TLS with a certificate of a test's own authority."""

import contextlib
import socket
import ssl

from servers.scripted_server import Behaviour, ScriptedServer

from inbox.network.listener.tls import TlsFiles


class TlsServer(ScriptedServer):
    """As `ScriptedServer`, over TLS; a client that does not trust the certificate is not served."""

    def __init__(self, files: TlsFiles, *behaviours: Behaviour, host: str = "127.0.0.1", port: int = 0) -> None:
        super().__init__(*behaviours, host=host, port=port)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(files.certificate, files.key)

    @property
    def address(self) -> str:
        """The base address, without a slash at the end."""
        return super().address.replace("http:", "https:")

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        with contextlib.suppress(OSError), self._context.wrap_socket(connection, server_side=True) as spoken_to:
            super()._serve(spoken_to)
        connection.close()
