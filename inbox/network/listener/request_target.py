"""The path and the query of a request target."""

from collections.abc import Callable
from urllib.parse import parse_qsl, quote, unquote_to_bytes

_ENCODED_TIMES = 4
"""How often over a path may be percent-encoded and still be recognised as the secret one."""


def split_target(target: str) -> tuple[bytes, str]:
    """The percent-decoded path and the raw query of a target in origin form or absolute form.

    ``target`` is text in which each character stands for one byte. What is neither form gives an empty path.
    """
    if not target.startswith("/"):
        scheme, separator, rest = target.partition("://")
        if not separator or scheme.lower() not in ("http", "https"):
            return b"", ""
        cut = min((place for place in (rest.find("/"), rest.find("?")) if place >= 0), default=len(rest))
        target = rest[cut:]
        if not target.startswith("/"):
            target = "/" + target
    path, _, query = target.partition("?")
    return unquote_to_bytes(path.encode("latin-1")), query


def names_event(query: str) -> bool:
    """Whether a query has an ``eventType``."""
    return any(name == "eventType" for name, _ in parse_qsl(query, keep_blank_values=True))


def ascii_target(target: str) -> str:
    """``target`` with every byte past ASCII percent-encoded, as URLs demand; all else as sent."""
    return target if target.isascii() else "".join(c if c.isascii() else f"%{ord(c):02X}" for c in target)


def address_path(path: str) -> str:
    """A configured path as it stands in an address: with its leading slash, percent-encoded where needed."""
    return quote("/" + path.removeprefix("/"), safe="/%:@!$&'()*+,;=~-._")


class ShownPath:
    """Makes the path of a request fit to be written down: ASCII, cut, and nothing in it that lets somebody in.

    ``secret`` is the path events are sent to; unless it is ``/`` nothing that contains it is shown, however encoded.
    """

    def __init__(self, secret: str, gives_away: Callable[[str], bool], limit: int) -> None:
        self._secret = unquote_to_bytes(address_path(secret)).strip(b"/").lower()
        self._gives_away = gives_away
        self._limit = limit

    def of(self, target: str) -> str:
        """The path of ``target``, percent-encoded and cut; empty when it may not be shown, or is none."""
        decoded, _ = split_target(target)
        shown = quote(decoded, safe="/:@!$&'()*+,;=~-._")[: self._limit]
        for _ in range(_ENCODED_TIMES):
            if (self._secret and self._secret in decoded.lower()) or self._gives_away(decoded.decode("latin-1")):
                return ""
            decoded = unquote_to_bytes(decoded)
        return shown
