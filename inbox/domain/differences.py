"""What an event and Bandwidth's own metadata say differently of a recording; other forms of a value are no difference."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

import orjson

from inbox.domain.bandwidth_word import properties_of
from inbox.domain.durations import parse_duration
from inbox.domain.statuses import RecordingStatus
from inbox.domain.times import iso_z, parse_time

_SAME_SECONDS = 0.0015
"""Durations are given with three decimals, or with nine."""
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Difference:
    """One property, by Bandwidth's name, with both values as text for the person."""

    property: str
    event: str
    bandwidth: str


class Told(Protocol):
    """What events told of a recording."""

    @property
    def status(self) -> str | None: ...
    @property
    def account_id(self) -> str: ...
    @property
    def conference_id(self) -> str: ...
    @property
    def call_id(self) -> str: ...
    @property
    def name(self) -> str | None: ...
    @property
    def tag(self) -> str | None: ...
    @property
    def from_number(self) -> str | None: ...
    @property
    def to_number(self) -> str | None: ...
    @property
    def direction(self) -> str | None: ...
    @property
    def started_at(self) -> datetime | None: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def duration_seconds(self) -> float | None: ...
    @property
    def channels(self) -> int | None: ...
    @property
    def file_format(self) -> str | None: ...
    @property
    def media_url(self) -> str | None: ...
    @property
    def other_properties(self) -> str | None: ...


def differences(recording: Told, metadata: str | None) -> list[Difference]:
    """What the events told of ``recording`` against ``metadata`` (JSON as Bandwidth gave it: an object, or an array of one).

    What only one of the two has is no difference: neither promises to be whole. None without metadata that can be read.
    """
    said = properties_of(metadata)
    found: list[Difference] = []
    for name, told, compare in _told(recording):
        given = said.get(name)
        if told in (None, "") or given in (None, ""):
            continue
        difference = compare(name, told, given)
        if difference is not None:
            found.append(difference)
    return found


_Compare = Callable[[str, Any, Any], Difference | None]


def _told(recording: Told) -> list[tuple[str, Any, _Compare]]:
    """Bandwidth's name of each property, what the events said of it, and how it is compared."""
    known: list[tuple[str, Any, _Compare]] = [
        ("status", recording.status, _status),
        ("accountId", recording.account_id, _text),
        ("conferenceId", recording.conference_id, _text),
        ("callId", recording.call_id, _text),
        ("name", recording.name, _text),
        ("tag", recording.tag, _text),
        ("from", recording.from_number, _text),
        ("to", recording.to_number, _text),
        ("direction", recording.direction, _word),
        ("startTime", recording.started_at, _moment),
        ("endTime", recording.ended_at, _moment),
        ("duration", recording.duration_seconds, _seconds),
        ("channels", recording.channels, _text),
        ("fileFormat", recording.file_format, _word),
        ("mediaUrl", recording.media_url, _address),
    ]
    return known + [(name, value, _text) for name, value in properties_of(recording.other_properties).items()]


def _text(name: str, told: Any, given: Any) -> Difference | None:
    return None if _as_text(told) == _as_text(given) else Difference(name, _as_text(told), _as_text(given))


def _word(name: str, told: Any, given: Any) -> Difference | None:
    return None if _as_text(told).lower() == _as_text(given).lower() else Difference(name, _as_text(told), _as_text(given))


def _status(name: str, told: str, given: Any) -> Difference | None:
    words = told.strip().lower(), _as_text(given).strip().lower()
    kinds = RecordingStatus.of(words[0]), RecordingStatus.of(words[1])
    is_same = words[0] == words[1] or (kinds[0] is kinds[1] and kinds[0] is not RecordingStatus.UNKNOWN)
    return None if is_same else Difference(name, told, _as_text(given))


def _moment(name: str, told: datetime, given: Any) -> Difference | None:
    moment = parse_time(given)
    if moment is not None:
        # the one with fewer digits says how exactly they are compared: whole seconds, or milliseconds
        unit = 1_000_000 if not (told.microsecond and moment.microsecond) else 1_000
        cut = [one.replace(microsecond=one.microsecond // unit * unit) for one in (told, moment)]
        if cut[0] == cut[1]:
            return None
    return Difference(name, iso_z(told) or "", iso_z(moment) or _as_text(given))


def _seconds(name: str, told: float, given: Any) -> Difference | None:
    seconds = parse_duration(given)
    if seconds is None:
        return Difference(name, _in_seconds(told), _as_text(given))
    return None if abs(told - seconds) < _SAME_SECONDS else Difference(name, _in_seconds(told), _in_seconds(seconds))


def _address(name: str, told: str, given: Any) -> Difference | None:
    return None if _place(told) == _place(_as_text(given)) else Difference(name, told, _as_text(given))


def _place(address: str) -> tuple[object, ...]:
    """Where an address leads, whatever the case of its host, and with its port said or not."""
    try:
        parts = urlsplit(address)
        port = parts.port or _DEFAULT_PORTS.get(parts.scheme)
        return parts.scheme, parts.hostname, port, parts.path.rstrip("/"), parts.query, "@" in parts.netloc
    except ValueError:
        return (address,)


def _in_seconds(seconds: float) -> str:
    return f"{seconds:.3f}".rstrip("0").rstrip(".") + " s"


def _as_text(value: Any) -> str:
    """Text as it is, the rest as JSON: so 1 and "1" are the same."""
    if isinstance(value, str):
        return value
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except orjson.JSONEncodeError:  # what can be read to a depth of 1,024 can be written to a depth of 254 only
        return "(nested too deep to be shown)"
