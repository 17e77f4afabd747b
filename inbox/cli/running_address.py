"""Where the inbox of a data folder takes events, as somebody on this computer reaches it."""

from urllib.parse import urlsplit

from inbox.pipeline.opened import OpenInbox
from inbox.storage.running_note import running_state
from inbox.storage.settings.settings import Settings

_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def address_to_send_to(inbox: OpenInbox, listen: str | None) -> str:
    """That of the inbox that runs over the folder, unless ``listen`` names another; else what the settings have."""
    state = running_state(inbox.folder) if listen is None else None
    return reachable(state.address) if state is not None and state.address else _of_settings(inbox.settings)


def reachable(address: str) -> str:
    """``address`` with a host that can be asked, where it is listened to on every one."""
    parts = urlsplit(address)
    host = _EVERY_ADDRESS.get(parts.hostname or "", parts.hostname or "")
    return _address(parts.scheme, host, parts.port or 0)


def _of_settings(settings: Settings) -> str:
    host = _EVERY_ADDRESS.get(settings.host, settings.host)
    return _address("https" if settings.tls_certificate else "http", host, settings.port)


def _address(scheme: str, host: str, port: int) -> str:
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/"
