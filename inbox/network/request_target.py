"""The path and the query of a request target."""

from urllib.parse import parse_qsl, quote, unquote_to_bytes


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
