"""The address to give to the sender, when the person typed in where a tunnel ends."""

from urllib.parse import urlsplit


def sender_address(typed: str, path: str) -> str:
    """What the sender is to post to: the typed address, with the listener's ``path`` where no path was typed."""
    return typed.rstrip("/") + path if urlsplit(typed).path in ("", "/") and not urlsplit(typed).query else typed


def path_note(typed: str, path: str) -> str:
    """A sentence when the typed address leads to another path than the listener takes events at; empty otherwise."""
    other = urlsplit(typed).path
    if other in ("", "/") or other == path:
        return ""
    return f"Events are taken at the path {path} only: unless the tunnel turns {other} into it, they are answered 404 and lost."
