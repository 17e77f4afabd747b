"""The account's and the webhook's secrets: the environment first, then the desktop's keyring; never a file."""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from inbox.domain.account import Account

SERVICE = "recording-inbox"
_ACCOUNT, _WEBHOOK = "account", "webhook"
_PATIENCE = 5.0  # seconds; a keyring without a desktop to ask on may never answer
_FIELDS = {
    "account_id": "BW_ACCOUNT_ID",
    "client_id": "BW_CLIENT_ID",
    "client_secret": "BW_CLIENT_SECRET",
    "next_client_secret": "BW_CLIENT_SECRET_2",
    "username": "BW_USERNAME",
    "password": "BW_PASSWORD",
}
_ALONE = ("account_id", "next_client_secret")
_NO_KEYRING = "There is no keyring here to keep secrets in. Set the environment variables {names} instead."
_T = TypeVar("_T")
_log = logging.getLogger(__name__)


def load_account(environ: Mapping[str, str]) -> Account:
    """The account of the environment when it can sign in, else the keyring's; empty when there is none. Never raises.

    BW_ACCOUNT_ID or BW_CLIENT_SECRET_2 alone override what the keyring has of them. Where neither can sign in, what the
    environment has of an account is given, so that it can be said what is missing. May wait some seconds for a locked keyring:
    not for the GUI thread.
    """
    named = _named(environ)
    if named.is_set:
        return named
    kept = _read(_ACCOUNT)
    values = {field: kept.get(field, "") for field in _FIELDS}
    values |= {field: value for field in _ALONE if (value := getattr(named, field))}
    account = Account(**values)
    return named if named.missing_half and not account.is_set else account


def save_account(account: Account) -> str | None:
    """Keep the account in the keyring; gives the sentence that says why that was not possible, or None."""
    values = {field: getattr(account, field) for field in _FIELDS}
    return _write(_ACCOUNT, values, "BW_ACCOUNT_ID, BW_CLIENT_ID and BW_CLIENT_SECRET")


def forget_account() -> str | None:
    """Take the account out of the keyring; gives the sentence that says why that was not possible, or None."""

    def forget() -> bool:
        for backend in _backends():
            if backend.get_password(SERVICE, _ACCOUNT):
                backend.delete_password(SERVICE, _ACCOUNT)
        return True

    return None if _patiently(forget, False) else "The keyring did not forget the account. Unlock it, and try again."


def is_account_in(environ: Mapping[str, str]) -> bool:
    """Whether the environment alone says what to sign in with, so that the keyring is not asked."""
    return _named(environ).is_set


def webhook_credentials() -> tuple[str, str] | None:
    """The user name and password that senders must give, from the keyring; None when they cannot be had. Never raises."""
    kept = _read(_WEBHOOK)
    if kept.get("username") and kept.get("password"):
        return kept["username"], kept["password"]
    return None


def save_webhook_credentials(username: str, password: str) -> str | None:
    """Keep them in the keyring; gives the sentence that says why that was not possible, or None."""
    return _write(_WEBHOOK, {"username": username, "password": password}, "INBOX_WEBHOOK_USERNAME and INBOX_WEBHOOK_PASSWORD")


def _named(environ: Mapping[str, str]) -> Account:
    return Account(**{field: environ.get(name, "") for field, name in _FIELDS.items()})


def keyring_name() -> str | None:
    """The keyring that would keep the secrets, by its own name; None where there is none. Never raises."""

    def name() -> str | None:
        backend = next(iter(_backends()), None)
        return None if backend is None else str(backend.name)

    return _patiently(name, None)


def _read(entry: str) -> dict[str, str]:
    def read() -> dict[str, str]:
        for backend in _backends():
            text = backend.get_password(SERVICE, entry)
            if text:
                values = json.loads(text)
                return {str(key): value for key, value in values.items() if isinstance(value, str)}
        return {}

    return _patiently(read, {})


def _write(entry: str, values: Mapping[str, str], names: str) -> str | None:
    def write() -> bool:
        backend = next(iter(_backends()), None)
        if backend is None:
            return False
        backend.set_password(SERVICE, entry, json.dumps(values))
        return True

    return None if _patiently(write, False) else _NO_KEYRING.format(names=names)


def _backends() -> list[Any]:
    """The keyrings that keep secrets safe: not the placeholders for “none”, and none that writes plain text (priority < 1)."""
    import keyring

    backend: Any = keyring.get_keyring()
    if type(backend).__module__.startswith(("keyring.backends.fail", "keyring.backends.null")):
        return []
    several = getattr(backend, "backends", None)
    return [one for one in (several if several is not None else [backend]) if one.priority >= 1]


def _patiently(work: Callable[[], _T], otherwise: _T) -> _T:
    """What ``work`` gives; ``otherwise`` when it fails or does not answer in time."""
    answers: list[_T] = []

    def run() -> None:
        try:
            answers.append(work())
        except Exception as problem:  # a keyring may raise anything, and its text may hold what it was given
            _log.info("the keyring cannot be used: %s", type(problem).__name__)

    thread = threading.Thread(target=run, name="keyring", daemon=True)
    thread.start()
    thread.join(_PATIENCE)
    return answers[0] if answers else otherwise
