"""Ids that may reach an address, a path or a file name, and the addresses that are built from them."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_ID = re.compile(r"[A-Za-z0-9_-]{1,256}", re.ASCII)
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def is_id(value: object) -> bool:
    """Whether ``value`` is text of the form ``[A-Za-z0-9_-]{1,256}``."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


@dataclass(frozen=True, slots=True)
class RecordingIds:
    """The ids by which Bandwidth knows a recording: with a ``call_id`` it is a call's, else a conference's.

    Addresses are built from these and the base address in the settings; an event's ``mediaUrl`` is never followed.
    """

    account_id: str
    conference_id: str
    call_id: str
    recording_id: str

    def unusable(self) -> list[str]:
        """Bandwidth's names of the ids that are missing or of another form than an address may hold."""
        fits = _ID.fullmatch
        if fits(self.account_id) and fits(self.call_id or self.conference_id) and fits(self.recording_id):
            return []  # nearly always
        whole = ("callId", self.call_id) if self.call_id else ("conferenceId", self.conference_id)
        named = (("accountId", self.account_id), whole, ("recordingId", self.recording_id))
        return [name for name, value in named if not is_id(value)]

    def metadata_address(self, voice_url: str) -> str:
        """Where Bandwidth tells of the recording. Raises ValueError when an id is not of the allowed form."""
        if unusable := self.unusable():
            raise ValueError(f"{' and '.join(unusable)} missing or not of the allowed form")
        whole = f"calls/{self.call_id}" if self.call_id else f"conferences/{self.conference_id}"
        return f"{voice_url.rstrip('/')}/accounts/{self.account_id}/{whole}/recordings/{self.recording_id}"

    def media_address(self, voice_url: str) -> str:
        """Where Bandwidth has the media. Raises ValueError when an id is not of the allowed form."""
        return f"{self.metadata_address(voice_url)}/media"


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
