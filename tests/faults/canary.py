"""A secret that is sought everywhere where it must not be."""

import base64
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

CANARY = "Kanarienvogel-7f3a/9+ü"
"""Holds what is written otherwise in addresses, in JSON and in Base64, so that each form of it is looked for."""


def forms(secret: str, user: str) -> list[bytes]:
    """The secret as text, percent-encoded, escaped, and as Basic credentials with ``user``, also as OAuth2 writes them."""
    in_address = quote(secret, safe="")
    plain = [secret.encode(), secret.encode("latin-1"), in_address.encode(), secret.encode("unicode_escape")]
    pairs = [f"{user}:{secret}".encode(), f"{user}:{secret}".encode("latin-1"), f"{user}:{in_address}".encode()]
    return plain + [base64.b64encode(pair) for pair in pairs]


def places_with(secret: str, user: str, folder: Path, *texts: str) -> Iterator[str]:
    """Where the secret is found: in a file below ``folder`` (its name or its bytes), or in one of ``texts``."""
    wanted = forms(secret, user)
    for path in folder.rglob("*"):
        held = str(path).encode() + (path.read_bytes() if path.is_file() else b"")
        yield from (f"{path} holds {form!r}" for form in wanted if form in held)
    for text in texts:
        yield from (f"{text[:200]!r}… holds {form!r}" for form in wanted if form in text.encode())
