"""What an event holds that Bandwidth's documentation, as this version knows it, does not: the schema drifts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from inbox.domain.statuses import RecordingStatus

_EXAMPLE_LENGTH = 120
_NAME_LENGTH = 80
_TIMES = frozenset({"eventTime", "startTime", "endTime"})
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z", re.ASCII)
_DURATION = re.compile(r"PT(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?", re.ASCII)
_RUN = re.compile(r"\d+", re.ASCII)
_FORMATS = frozenset({"wav", "mp3"})
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
    return tuple(
        Novelty(kind, event_type, name[:_NAME_LENGTH], _example(value))
        for name, value in properties.items()
        for kind, name in _of_property(name, value, known, all_text)
    )


def _of_property(name: str, value: object, known: frozenset[str], all_text: bool) -> Iterator[tuple[NoveltyKind, str]]:
    if name not in known:
        yield NoveltyKind.PROPERTY, name
        return
    wanted = int if name == "channels" and not all_text else str
    if type(value) is not wanted:
        if value is not None or name != "mediaUrl":
            yield NoveltyKind.TYPE, f"{name}: {_json_type(value)}"
        return
    if not isinstance(value, str):
        return
    if name in _TIMES:
        if not _TIME.fullmatch(value):
            yield NoveltyKind.TIME_FORM, _RUN.sub(lambda run: "9" * len(run[0]), value[:_NAME_LENGTH])
    elif name == "duration":
        if not _DURATION.fullmatch(value):
            yield NoveltyKind.DURATION_FORM, _RUN.sub("9", value[:_NAME_LENGTH])
    elif name == "status":
        if RecordingStatus.of(value) is RecordingStatus.UNKNOWN or value.lower() != value:
            yield NoveltyKind.STATUS, value
    elif name == "fileFormat":
        if value not in _FORMATS:
            yield NoveltyKind.FILE_FORMAT, value
    elif name == "direction" and value not in _DIRECTIONS:
        yield NoveltyKind.DIRECTION, value


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
        case dict() | list():  # however deep it is nested
            return _json_type(value)
        case _:
            return repr(value)[:_EXAMPLE_LENGTH]
