"""What an event holds that Bandwidth's documentation, as this version knows it, does not: the schema drifts."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from inbox.domain.statuses import RecordingStatus

_EXAMPLE_LENGTH = 120
_NAME_LENGTH = 80
_MOST_OF_AN_EVENT = 50
"""A body of 1 MiB may hold a hundred thousand properties that nobody knows."""
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z", re.ASCII)
_DURATION = re.compile(r"PT(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?", re.ASCII)
_RUN = re.compile(r"\d+", re.ASCII)
_FILE_FORMATS = frozenset({"wav", "mp3"})
_DIRECTIONS = frozenset({"inbound", "outbound"})


class NoveltyKind(StrEnum):
    """In which way something is new."""

    EVENT_TYPE = "event-type"
    PROPERTY = "property"
    STATUS = "status"
    TYPE = "type"
    """A known property with a value of another JSON type."""
    TIME_FORM = "time-form"
    DURATION_FORM = "duration-form"
    FILE_FORMAT = "file-format"
    DIRECTION = "direction"


@dataclass(frozen=True, slots=True)
class Novelty:
    """Something that the documentation does not have; counted under its first three fields."""

    kind: NoveltyKind
    event_type: str
    name: str
    """The property, the word, or the form (digits as ``9``)."""
    example: str
    """The beginning of the value it was first seen with."""


@dataclass(frozen=True, slots=True)
class FirstSeen:
    """A novelty as the inbox has counted it."""

    novelty: Novelty
    first_at: datetime
    last_at: datetime
    count: int
    delivery_id: int | None
    """The delivery that had it first; None when that is no longer in the journal."""


def novelties(event_type: str, properties: Mapping[str, Any], known: frozenset[str], *, all_text: bool) -> tuple[Novelty, ...]:
    """What is new in an event of a known type. ``all_text``: it came as a query, in which every value is text."""
    found: list[Novelty] = []
    for name, value in properties.items():
        if name not in known:
            new: tuple[NoveltyKind, str] | None = (NoveltyKind.PROPERTY, name)
        elif type(value) is str:
            form = _FORMS.get(name)
            new = form(value) if form is not None else _type(name, value) if name == "channels" and not all_text else None
        else:
            is_number = name == "channels" and type(value) is int and not all_text
            new = None if is_number or (name == "mediaUrl" and value is None) else _type(name, value)
        if new is not None:
            found.append(Novelty(new[0], event_type, new[1][:_NAME_LENGTH], _example(value)))
            if len(found) == _MOST_OF_AN_EVENT:
                break
    return tuple(found)


def _type(name: str, value: object) -> tuple[NoveltyKind, str]:
    return NoveltyKind.TYPE, f"{name}: {_json_type(value)}"


def _time_form(value: str) -> tuple[NoveltyKind, str] | None:
    if _TIME.fullmatch(value):
        return None
    return NoveltyKind.TIME_FORM, _RUN.sub(lambda run: "9" * len(run[0]), value[:_NAME_LENGTH])


def _duration_form(value: str) -> tuple[NoveltyKind, str] | None:
    return None if _DURATION.fullmatch(value) else (NoveltyKind.DURATION_FORM, _RUN.sub("9", value[:_NAME_LENGTH]))


def _status(value: str) -> tuple[NoveltyKind, str] | None:
    is_known = RecordingStatus.of(value) is not RecordingStatus.UNKNOWN and value.lower() == value
    return None if is_known else (NoveltyKind.STATUS, value)


def _file_format(value: str) -> tuple[NoveltyKind, str] | None:
    return None if value in _FILE_FORMATS else (NoveltyKind.FILE_FORMAT, value)


def _direction(value: str) -> tuple[NoveltyKind, str] | None:
    return None if value in _DIRECTIONS else (NoveltyKind.DIRECTION, value)


_FORMS: Mapping[str, Callable[[str], tuple[NoveltyKind, str] | None]] = {
    "eventTime": _time_form,
    "startTime": _time_form,
    "endTime": _time_form,
    "duration": _duration_form,
    "status": _status,
    "fileFormat": _file_format,
    "direction": _direction,
}


def new_event_type(event_type: str) -> Novelty:
    """An event of a type that is not known."""
    return Novelty(NoveltyKind.EVENT_TYPE, "", event_type[:_NAME_LENGTH], event_type[:_EXAMPLE_LENGTH])


def _json_type(value: object) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int() | float():
            return "number"
        case str():
            return "string"
        case list():
            return "array"
        case _:
            return "object"


def _example(value: object) -> str:
    match value:
        case str():
            return value[:_EXAMPLE_LENGTH]
        case dict() | list() | None:  # however deep it is nested
            return _json_type(value)
        case bool():
            return str(value).lower()
        case _:
            return repr(value)[:_EXAMPLE_LENGTH]
