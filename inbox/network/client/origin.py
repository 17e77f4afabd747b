"""Which host credentials belong to: the same scheme, name and port, and for plain http a peer on this very computer."""

from urllib.parse import SplitResult, urljoin, urlsplit

from inbox.network.client.guarded_session import GuardedSession

_PORTS = {"http": 80, "https": 443}


def session_for(head_seconds: float = 30.0) -> GuardedSession:
    """A session for credentials: past proxies for this computer, plain http to no other; see `GuardedSession`."""
    session = GuardedSession(head_seconds)
    session.headers.update({"Accept-Encoding": "identity", "User-Agent": "recording-inbox"})
    return session


def same_origin(address: str, target: str) -> str | None:
    """The whole address that ``target``, absolute or relative, leads to from ``address``; None when it leaves the origin.

    The default port, written out, is the same as none. An address with a user name in it leaves the origin.
    """
    try:
        whole = urljoin(address, target)
        here, there = urlsplit(address), urlsplit(whole)
        is_same = _origin(here) == _origin(there)
    except ValueError:
        return None
    return whole if target and is_same and "@" not in there.netloc else None


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    """Scheme, name and port. Raises ValueError for a port that is no number."""
    port = parts.port if parts.port is not None else _PORTS.get(parts.scheme)
    return parts.scheme, parts.hostname, port
