"""The headers that the journal keeps: as sent, in their order, without secrets."""

import re
from functools import lru_cache

from inbox.network.listener.basic_auth import BasicAuth

_SECRET_NAME = re.compile(
    r"authorization|authenticate|cookie|token|secret|passw|api-?key|credential|jwt|assertion|session", re.IGNORECASE
)
_SECRET_VALUE = re.compile(r"(?:basic|bearer)\s", re.IGNORECASE)
_LONGEST_CACHED_NAME = 64


def kept_headers(head: bytes, auth: BasicAuth | None) -> tuple[tuple[str, str], ...]:
    """Name and value of each header of a well-formed header section, except those that carry a secret.

    Values are read as Latin-1, one character a byte.
    """
    lines = head.strip(b"\r\n").decode("latin-1").split("\r\n")
    del lines[0]
    kept = []
    for line in lines:
        name, _, value = line.partition(":")
        secret = _is_secret_name(name) if len(name) <= _LONGEST_CACHED_NAME else _SECRET_NAME.search(name) is not None
        value = value.strip(" \t")
        if not (secret or _SECRET_VALUE.match(value) or (auth is not None and auth.appears_in(value))):
            kept.append((name, value))
    return tuple(kept)


@lru_cache(maxsize=512)
def _is_secret_name(name: str) -> bool:
    return _SECRET_NAME.search(name) is not None
