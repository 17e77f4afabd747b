"""The address to give to the sender, when the person typed in where a tunnel ends."""

import secrets
from urllib.parse import urlsplit

_SECRET_CHARACTERS = 32
_LEAST_SECRET_CHARACTERS = 22
"""Of an alphabet of 64: as much chance as 128 bits have."""


def unguessable_path() -> str:
    """A new path of 32 random characters, each of which may stand in an address as it is."""
    return "/" + secrets.token_urlsafe(_SECRET_CHARACTERS * 3 // 4)


def is_unguessable(path: str) -> bool:
    """Whether some part of ``path`` is long enough to be a secret; how random it is only its maker knows."""
    return any(len(part) >= _LEAST_SECRET_CHARACTERS for part in path.split("/"))


def sender_address(typed: str, path: str) -> str:
    """What the sender is to post to: the typed address, with the listener's ``path`` where no path was typed."""
    return typed.rstrip("/") + path if urlsplit(typed).path in ("", "/") and not urlsplit(typed).query else typed


def path_note(typed: str, path: str) -> str:
    """A sentence when the typed address leads to another path than the listener takes events at; empty otherwise."""
    other = urlsplit(typed).path
    if other in ("", "/") or other == path:
        return ""
    return f"Events are taken at the path {path} only: unless the tunnel turns {other} into it, they are answered 404 and lost."
