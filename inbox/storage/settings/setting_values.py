"""What each setting may be."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from inbox.domain.chosen_keys import chosen_keys
from inbox.domain.identifiers import base_address_problem
from inbox.domain.review_form import review_question

_CREDENTIALS = re.compile(r"//[^/?#]*@")

SECRET_KEYS = {
    "webhook_username": "INBOX_WEBHOOK_USERNAME and INBOX_WEBHOOK_PASSWORD",
    "webhook_password": "INBOX_WEBHOOK_USERNAME and INBOX_WEBHOOK_PASSWORD",
    "account_id": "BW_ACCOUNT_ID",
    "client_id": "BW_CLIENT_ID",
    "client_secret": "BW_CLIENT_SECRET",
    "next_client_secret": "BW_CLIENT_SECRET_2",
    "username": "BW_USERNAME",
    "password": "BW_PASSWORD",
}
"""Keys that are not kept in the file, and the environment variables that take their place."""

_LISTEN = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.%a-z]+)\]|(?P<host>[^\s:\[\]/@]+)):(?P<port>[0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class Rule:
    """Why a value cannot be taken (a clause that follows the place), what is expected instead, and the value as used."""

    expected: str
    problem: Callable[[object], str | None]
    converted: Callable[[Any], Any] = lambda value: value


def host_and_port(listen: str) -> tuple[str, int]:
    """The parts of HOST:PORT, an IPv6 host without its brackets. Raises ValueError when it is not of that form."""
    match = _LISTEN.fullmatch(listen)
    if match is None or int(match["port"]) > 65_535:
        raise ValueError(f"not HOST:PORT: {listen!r}")
    return match["six"] or match["host"], int(match["port"])


def listen_text(host: str, port: object) -> str:
    """HOST:PORT, an IPv6 host in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _shown(value: object) -> str:
    """What was given, for a sentence; without a user name and password, which an address may hold by mistake."""
    text = _CREDENTIALS.sub("//…@", repr(value))
    return text if len(text) <= 80 else text[:79] + "…"


def _listen(value: object) -> str | None:
    if not isinstance(value, str):
        return f"is {_shown(value)}"
    try:
        host_and_port(value)
    except ValueError:
        return f"is {_shown(value)}"
    return None


def _text(value: object) -> str | None:
    return None if isinstance(value, str) else f"is {_shown(value)}"


def _path(value: object) -> str | None:
    good = isinstance(value, str) and re.fullmatch(r"/[!-~]*", value) and not set("?#%\\") & set(value)
    if good:
        return None
    foreign = next((sign for sign in value if sign > "~"), "") if isinstance(value, str) else ""
    return f"is {_shown(value)}{f', with {_shown(foreign)} in it' if foreign else ''}"


def _base_address(value: object) -> str | None:
    if not isinstance(value, str):
        return f"is {_shown(value)}"
    why = base_address_problem(value)
    return None if why is None else f"is {_shown(value)}: {why}"


def _public_address(value: object) -> str | None:
    if value == "":
        return None
    try:
        parts = urlsplit(value) if isinstance(value, str) else None
        good = parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        good = False
    return None if good else f"is {_shown(value)}"


def _truth(value: object) -> str | None:
    return None if isinstance(value, bool) else f"is {_shown(value)}"


def _whole(low: int, high: int) -> Callable[[object], str | None]:
    def problem(value: object) -> str | None:
        good = isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        return None if good else f"is {_shown(value)}"

    return problem


def _megabytes(value: object) -> str | None:
    return None if value == 0 and not isinstance(value, bool | float) else _whole(10, 10_000_000)(value)


def _number(low: float, high: float) -> Callable[[object], str | None]:
    def problem(value: object) -> str | None:
        good = isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high
        return None if good else f"is {_shown(value)}"

    return problem


def _texts(value: object) -> str | None:
    good = isinstance(value, list | tuple) and all(isinstance(text, str) and text.strip() for text in value)
    return None if good else f"is {_shown(value)}"


def _questions(value: object) -> str | None:
    return _texts(value) or next((f"holds {_shown(text)}" for text in _listed(value) if review_question(text) is None), None)


def _keys(value: object) -> str | None:
    return _texts(value) or next((f"holds {_shown(text)}" for text in _listed(value) if chosen_keys(text) is None), None)


def _listed(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()


def _template(value: object) -> str | None:
    good = isinstance(value, str) and 0 < len(value.strip()) <= 200
    return None if good else f"is {_shown(value)}"


def _one_of(*words: str) -> Callable[[object], str | None]:
    return lambda value: None if value in words else f"is {_shown(value)}"


RULES = {
    "listen": Rule("HOST:PORT with a port from 0 to 65535, e.g. 127.0.0.1:8025 or [::1]:8025", _listen),
    "path": Rule(
        "a path that starts with / and is of letters from a to z, digits and other characters of a plain keyboard, "
        "without spaces, ?, #, % or backslashes",
        _path,
    ),
    "voice_url": Rule("an https address", _base_address),
    "token_url": Rule("an https address", _base_address),
    "store": Rule("the address of a store, e.g. sqlite:///path, or nothing", _text),
    "download_automatically": Rule("true or false", _truth),
    "parallel_downloads": Rule("a whole number from 1 to 16", _whole(1, 16)),
    "click_plays": Rule("true or false", _truth),
    "theme": Rule("“system”, “light” or “dark”", _one_of("system", "light", "dark")),
    "volume": Rule("a number from 0 to 1", _number(0, 1), float),
    "playback_rate": Rule("a number from 0.25 to 4", _number(0.25, 4), float),
    "skip_silence": Rule("true or false", _truth),
    "skip_silence_over": Rule("a number of seconds from 0.3 to 10", _number(0.3, 10), float),
    "rewind_on_pause": Rule("a number of seconds from 0 to 10", _number(0, 10), float),
    "remember_position": Rule("true or false", _truth),
    "boost_decibels": Rule("a whole number of decibels from 0 to 24", _whole(0, 24)),
    "levelling": Rule("true or false", _truth),
    "output_device": Rule("the id of a sound device, or nothing", _text),
    "media_keys": Rule("true or false", _truth),
    "reviewed_needs_percent": Rule("a whole number from 0 to 100, 0 to ask for nothing", _whole(0, 100)),
    "reviewer": Rule("a name, or nothing", _text),
    "review_questions": Rule('a list of questions, e.g. ["Consent given? = yes / no / unclear"]', _questions, tuple),
    "export_names": Rule("a text such as {date} {time} {name}", _template),
    "conference_gap_seconds": Rule("a number of seconds from 0 to 60", _number(0, 60), float),
    "keys": Rule('a list of actions and their keys, e.g. ["note = T", "play = Space, Media Play"]', _keys, tuple),
    "public_address": Rule("an address that starts with https:// or http://, or nothing", _public_address),
    "connections": Rule("a whole number from 10 to 10000", _whole(10, 10_000)),
    "journal_days": Rule("a whole number of days, 0 to keep deliveries for ever", _whole(0, 100_000)),
    "journal_megabytes": Rule("a whole number of megabytes from 10, 0 for no limit", _megabytes),
    "tls_certificate": Rule("the path of a file, or nothing", _text),
    "tls_key": Rule("the path of a file, or nothing", _text),
    "download_rule": Rule("“all”, “verified” or “click”", _one_of("all", "verified", "click")),
    "download_names": Rule('a list of names, e.g. ["Board *", "Interview *"]', _texts, tuple),
    "download_tags": Rule('a list of tags, e.g. ["billing"]', _texts, tuple),
    "download_on_metered": Rule("true or false", _truth),
    "download_kilobytes_per_second": Rule("a whole number of kilobytes, 0 for no limit", _whole(0, 10_000_000)),
    "downloads_paused": Rule("true or false", _truth),
    "media_megabytes": Rule("a whole number of megabytes from 10, 0 for no limit", _megabytes),
    "media_days": Rule("a whole number of days, 0 to keep files for ever", _whole(0, 100_000)),
    "trash_days": Rule("a whole number of days from 1 to 3650", _whole(1, 3650)),
    "keep_free_megabytes": Rule("a whole number of megabytes from 0 to 1000000", _whole(0, 1_000_000)),
    "largest_media_megabytes": Rule("a whole number of megabytes from 10 to 100000", _whole(10, 100_000)),
    "catch_up": Rule("true or false", _truth),
    "catch_up_minutes": Rule("a whole number of minutes from 5 to 1440", _whole(5, 1440)),
    "catch_up_calls": Rule("true or false", _truth),
    "expiry_warning_days": Rule("a whole number of days from 0 to 30, 0 to be told nothing", _whole(0, 30)),
    "webhook_credentials_in_keyring": Rule("true or false", _truth),
}
"""Every key of the settings file."""
