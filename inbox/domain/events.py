"""What an event says: read strictly as JSON, loosely as an event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import orjson

from inbox.domain.delivery import Delivery
from inbox.domain.durations import parse_duration
from inbox.domain.identifiers import is_id
from inbox.domain.times import parse_time

CONFERENCE_RECORDING_AVAILABLE = "conferenceRecordingAvailable"

# fmt: off
_KNOWN = frozenset({
    "eventType", "eventTime", "accountId", "conferenceId", "name", "recordingId", "channels", "startTime", "endTime", "duration",
    "fileFormat", "mediaUrl", "tag", "status",
})
# fmt: on
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class RecordingEvent:
    """A ``conferenceRecordingAvailable`` event; whatever it left out or garbled is None (ids: an empty string)."""

    recording_id: str
    conference_id: str
    account_id: str
    event_time: datetime | None = None
    name: str | None = None
    tag: str | None = None
    status: str | None = None
    """Bandwidth's word as it came."""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    duration_seconds: float | None = None
    file_format: str | None = None
    channels: int | None = None
    media_url: str | None = None
    other_properties: str | None = None
    """Properties that are not of the documented table, as a JSON object; None when there are none."""


@dataclass(frozen=True, slots=True)
class IgnoredEvent:
    """A well-formed event that tells of no conference recording."""

    event_type: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class RejectedInput:
    """Input that cannot be read as an event."""

    error: str
    """A word for programs: ``not-json``, ``not-an-object``, ``bad-recording-id``."""
    reason: str
    """A sentence for the person."""
    event_type: str | None = None


Understood = RecordingEvent | IgnoredEvent | RejectedInput


def understand(delivery: Delivery) -> Understood:
    """What a delivery says: the properties stand in the body of a POST, in the query of a GET."""
    if delivery.method == "GET":
        _, _, query = delivery.target.partition("?")
        try:
            return understand_properties(dict(parse_qsl(query, keep_blank_values=True, errors="strict")))
        except UnicodeDecodeError:
            return RejectedInput("not-utf-8", "The query is not UTF-8.")
        except ValueError:
            return RejectedInput("bad-query", "The query has too many fields.")
    try:
        value = orjson.loads(delivery.body.removeprefix(_BYTE_ORDER_MARK))
    except orjson.JSONDecodeError as problem:
        return RejectedInput("not-json", f"The body is not JSON: {problem}.")
    if not isinstance(value, dict):
        return RejectedInput("not-an-object", "The body is JSON but not an object.")
    return understand_properties(value)


def understand_properties(properties: Mapping[str, Any]) -> Understood:
    """What the properties of an event say."""
    given = properties.get("eventType")
    event_type = given if isinstance(given, str) and given else None
    if event_type != CONFERENCE_RECORDING_AVAILABLE:
        named = f"“{event_type}” events" if event_type else "Events without an eventType"
        return IgnoredEvent(event_type, f"{named} tell of no conference recording; kept in the journal only.")
    recording_id = properties.get("recordingId")
    if not isinstance(recording_id, str) or not is_id(recording_id):
        missing = recording_id is None or recording_id == ""
        what = "is missing" if missing else "is not 1 to 256 letters, digits, “-” or “_”"
        return RejectedInput("bad-recording-id", f"recordingId {what}.", event_type)
    try:
        return _recording_event(recording_id, properties)
    except orjson.JSONEncodeError:  # what can be read to a depth of 1,024 can be written to a depth of 254 only
        return RejectedInput("nested-too-deep", "The event is nested too deep to be kept as a recording.", event_type)


def _recording_event(recording_id: str, properties: Mapping[str, Any]) -> RecordingEvent:
    others = {key: value for key, value in properties.items() if key not in _KNOWN}
    return RecordingEvent(
        recording_id=recording_id,
        conference_id=_text(properties.get("conferenceId")) or "",
        account_id=_text(properties.get("accountId")) or "",
        event_time=parse_time(properties.get("eventTime")),
        name=_text(properties.get("name")),
        tag=_text(properties.get("tag")),
        status=_text(properties.get("status")),
        started_at=parse_time(properties.get("startTime")),
        ended_at=parse_time(properties.get("endTime")),
        duration_seconds=parse_duration(properties.get("duration")),
        file_format=_text(properties.get("fileFormat")),
        channels=_count(properties.get("channels")),
        media_url=_text(properties.get("mediaUrl")),
        other_properties=orjson.dumps(others, option=orjson.OPT_SORT_KEYS).decode() if others else None,
    )


def _text(value: object) -> str | None:
    """Text, or the text of a neighbouring type; None for null and the empty string."""
    match value:
        case None | "":
            return None
        case str():
            return value
        case bool() | dict() | list():
            return orjson.dumps(value).decode()
        case _:
            return str(value)


def _count(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31:
        return value
    return None
