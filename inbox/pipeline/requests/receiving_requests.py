"""What the window asks of receiving: whether an address or a certificate can be used, before either is gone by."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class TlsFinding:
    """What was found of a certificate and its key: until when it is valid, or the sentence that says why they are of no use."""

    problem: str = ""
    valid_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReceivingRequests:
    """What is known of the settings of receiving, and what can be tried of them."""

    listen_from: str
    """What says where to listen in place of the settings: ``--listen``, ``INBOX_LISTEN``, or empty: it can be chosen."""
    settings_file: Path
    settings_problem: Callable[[], str]
    """Why nobody can go by that file as it is now; empty when all is well. Never waits."""
    own_port: Callable[[], int | None]
    """The port that is listened on now."""

    def address_problem(self, host: str, port: int) -> str:
        """Why one cannot listen there; empty when one can. May wait for the name of a computer: not for the GUI thread."""
        from inbox.network.listener.binding import AddressProblem, prove_free

        try:
            prove_free(host, 0 if port == self.own_port() else port)
        except AddressProblem as problem:
            return str(problem)
        return ""

    def look_at_certificate(self, certificate: str, key: str) -> TlsFinding:
        """Whether both can be read, belong together and are valid now. Reads files: not for the GUI thread."""
        from inbox.network.listener.binding import ListenerProblem
        from inbox.network.listener.certificate import validity_of
        from inbox.network.listener.tls import TlsFiles, server_context

        try:
            server_context(TlsFiles(Path(certificate), Path(key)))
            return TlsFinding(valid_until=validity_of(Path(certificate).read_text("ascii", "replace")).end)
        except ListenerProblem as problem:
            return TlsFinding(str(problem))
        except (OSError, ValueError) as problem:  # it went, or was changed, between the two looks
            return TlsFinding(f"The certificate {certificate} cannot be read: {problem}. Choose it again.")
