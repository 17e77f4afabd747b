"""Ids that may reach an address, a path or a file name, and the media address that is built from them."""

import re
from urllib.parse import urlsplit

_ID = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def is_id(value: object) -> bool:
    """Whether ``value`` is text of the form ``[A-Za-z0-9_-]{1,256}``."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def media_address(voice_url: str, account_id: str, conference_id: str, recording_id: str) -> str:
    """The address of a conference recording's media at Bandwidth.

    Built from the base address in the settings and validated ids; the event's ``mediaUrl`` is never followed.
    Raises ValueError when an id is not of the allowed form.
    """
    for name, value in (("accountId", account_id), ("conferenceId", conference_id), ("recordingId", recording_id)):
        if not is_id(value):
            raise ValueError(f"{name} is missing or not of the allowed form")
    return f"{voice_url.rstrip('/')}/accounts/{account_id}/conferences/{conference_id}/recordings/{recording_id}/media"


def base_address_problem(address: str) -> str | None:
    """Why ``address`` cannot serve as a base address (a clause for a sentence); None when it can.

    It is https with a host and without credentials, query or fragment; plain http is for loopback only.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "it is not an address"
    if not host or parts.scheme not in ("https", "http"):
        return "it must start with https:// and name a host"
    if "@" in parts.netloc:
        return "it must not contain a user name or password"
    if parts.query or parts.fragment:
        return "it must not contain ? or #"
    if parts.scheme == "http" and host not in _LOOPBACK:
        return "plain http is allowed for this computer (loopback) only"
    return None
