"""Certificates of a test's own authority, as files."""

import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import trustme

from inbox.network.listener.tls import TlsFiles


@dataclass(frozen=True, slots=True)
class Authority:
    """Issues certificates for 127.0.0.1 into ``folder``, and trusts them."""

    folder: Path
    ca: trustme.CA

    def issue(self, name: str = "own", not_after: datetime | None = None, not_before: datetime | None = None) -> TlsFiles:
        """``name.pem``, with its chain, and ``name.key``."""
        made = self.ca.issue_cert("127.0.0.1", common_name=name, not_after=not_after, not_before=not_before)
        files = TlsFiles(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        files.certificate.write_bytes(b"".join(blob.bytes() for blob in made.cert_chain_pems))
        files.key.write_bytes(made.private_key_pem.bytes())
        files.key.chmod(0o600)
        return files

    def trusting(self) -> ssl.SSLContext:
        """What a client of this authority speaks with."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.ca.configure_trust(context)
        return context
