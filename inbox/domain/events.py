"""What an event says: read strictly as JSON, loosely as an event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl

import orjson

from inbox.domain.delivery import Delivery
from inbox.domain.durations import parse_duration
from inbox.domain.event_types import (
    CONFERENCE_RECORDING_AVAILABLE,
    DOCUMENTED_PROPERTIES,
    RECORDING_AVAILABLE,
    is_known,
    why_ignored,
)
from inbox.domain.identifiers import RecordingIds, is_id
from inbox.domain.json_fault import json_fault
from inbox.domain.novelty import Novelty, new_event_type, novelties
from inbox.domain.times import parse_time

_IN_COLUMNS = frozenset({
    "eventType", "eventTime", "accountId", "conferenceId", "callId", "name", "recordingId", "channels", "startTime", "endTime",
    "duration", "fileFormat", "mediaUrl", "tag", "status", "from", "to", "direction",
})  # fmt: skip
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class RecordingEvent:
    """An event that tells of a conference's or a call's recording; what it left out or garbled is None (ids: empty)."""

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
    """Properties that have no field here, as a JSON object; None when there are none."""
    event_type: str = CONFERENCE_RECORDING_AVAILABLE
    call_id: str = ""
    """Of a call's recording; empty for a conference's."""
    from_number: str | None = None
    to_number: str | None = None
    direction: str | None = None
    novelties: tuple[Novelty, ...] = field(default=(), compare=False)

    @property
    def ids(self) -> RecordingIds:
        """The ids by which Bandwidth knows the recording."""
        return RecordingIds(self.account_id, self.conference_id, self.call_id, self.recording_id)


@dataclass(frozen=True, slots=True)
class IgnoredEvent:
    """A well-formed event that tells of no recording."""

    event_type: str | None
    reason: str
    novelties: tuple[Novelty, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class RejectedInput:
    """Input that cannot be read as an event."""

    error: str
    """A word for programs: ``not-json``, ``nested-too-deep``, ``not-an-object``, ``bad-recording-id``, …"""
    reason: str
    """A sentence for the person."""
    event_type: str | None = None


Understood = RecordingEvent | IgnoredEvent | RejectedInput


def understand(delivery: Delivery) -> Understood:
    """What a delivery says: the properties stand in the body of a POST, in the query of a GET."""
    if delivery.method == "GET":
        _, _, query = delivery.target.partition("?")
        try:
            return understand_properties(dict(parse_qsl(query, keep_blank_values=True, errors="strict")), all_text=True)
        except UnicodeDecodeError:
            return RejectedInput("not-utf-8", "The query is not UTF-8.")
        except ValueError:
            return RejectedInput("bad-query", "The query has too many fields.")
    try:
        value = orjson.loads(delivery.body.removeprefix(_BYTE_ORDER_MARK))
    except orjson.JSONDecodeError:
        fault = json_fault(delivery.body)
        if fault is None:
            raise
        return RejectedInput(fault.kind.value, fault.sentence_to_sender)
    if not isinstance(value, dict):
        return RejectedInput("not-an-object", "The body is JSON but not an object.")
    return understand_properties(value)


def understand_properties(properties: Mapping[str, Any], *, all_text: bool = False) -> Understood:
    """What the properties of an event say. ``all_text``: they came as a query, in which every value is text."""
    given = properties.get("eventType")
    event_type = given if isinstance(given, str) and given else None
    documented = DOCUMENTED_PROPERTIES.get(event_type or "")
    if event_type is None or documented is None:
        is_new = event_type is not None and not is_known(event_type)
        return IgnoredEvent(event_type, why_ignored(event_type), (new_event_type(event_type),) if event_type and is_new else ())
    recording_id = properties.get("recordingId")
    if not isinstance(recording_id, str) or not is_id(recording_id):
        missing = recording_id is None or recording_id == ""
        what = "is missing" if missing else "is not 1 to 256 letters, digits, “-” or “_”"
        return RejectedInput("bad-recording-id", f"recordingId {what}.", event_type)
    try:
        new = novelties(event_type, properties, documented, all_text=all_text)
        return _recording_event(event_type, recording_id, properties, new)
    except orjson.JSONEncodeError:  # what can be read to a depth of 1,024 can be written to a depth of 254 only
        return RejectedInput("nested-too-deep", "The event is nested too deep to be kept as a recording.", event_type)


def _recording_event(
    event_type: str, recording_id: str, properties: Mapping[str, Any], new: tuple[Novelty, ...]
) -> RecordingEvent:
    others = None
    if not properties.keys() <= _IN_COLUMNS:
        others = {key: value for key, value in properties.items() if key not in _IN_COLUMNS}
    is_of_call = event_type == RECORDING_AVAILABLE
    return RecordingEvent(
        recording_id=recording_id,
        conference_id="" if is_of_call else _text(properties.get("conferenceId")) or "",
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
        event_type=event_type,
        call_id=(_text(properties.get("callId")) or "") if is_of_call else "",
        from_number=_text(properties.get("from")),
        to_number=_text(properties.get("to")),
        direction=_text(properties.get("direction")),
        novelties=new,
    )


def _text(value: object) -> str | None:
    """Text, or the text of a neighbouring type; None for null and the empty string."""
    if type(value) is str:
        return value or None
    match value:
        case None:
            return None
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
