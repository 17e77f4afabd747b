"""What Bandwidth's lists say: conferences, and recordings of conferences and calls."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from inbox.domain.event_types import CONFERENCE_RECORDING_AVAILABLE, RECORDING_AVAILABLE
from inbox.domain.events import RecordingEvent, understand_properties
from inbox.domain.identifiers import is_id
from inbox.domain.statuses import RecordingStatus
from inbox.domain.times import parse_time

_LONGEST_CONFERENCE = timedelta(hours=24)
RECORDINGS_COME_LATER = timedelta(hours=1)
"""Bandwidth lists a recording some time after its end only."""


@dataclass(frozen=True, slots=True)
class ListedConference:
    """A conference, as Bandwidth's list of them has it. Its id has the form that an address may hold."""

    conference_id: str
    name: str | None = None
    tag: str | None = None
    created_at: datetime | None = None
    completed_at: datetime | None = None
    """None while it runs."""

    def is_settled(self, recordings: Sequence[RecordingEvent], listed_at: datetime) -> bool:
        """Whether no more is to be expected after its ``recordings``, listed at that moment: it need not be asked again."""
        if any(is_processed(recording) for recording in recordings):
            return False
        if self.completed_at is not None:
            return listed_at > self.completed_at + RECORDINGS_COME_LATER
        if self.created_at is None:
            return False
        return listed_at > self.created_at + _LONGEST_CONFERENCE + RECORDINGS_COME_LATER


def parse_conferences(value: object) -> tuple[ListedConference, ...] | None:
    """The conferences of a list, which may be one object in place of it, or null; None when it is something else.

    What has no usable id is passed over, unless nothing else is there.
    """
    items = _items(value)
    if items is None:
        return None
    found = tuple(conference for item in items if (conference := _conference(item)) is not None)
    return found if found or not items else None


def parse_recordings(value: object, account_id: str, conference: ListedConference) -> tuple[RecordingEvent, ...] | None:
    """The recordings of a conference's list, taken as `parse_conferences` takes its list; what is of another one is passed over.

    Name and tag are the conference's where the recording has none.
    """
    ids = {"accountId": account_id, "conferenceId": conference.conference_id}
    more = {"name": conference.name, "tag": conference.tag}
    return _recordings(value, CONFERENCE_RECORDING_AVAILABLE, ids, more)


def parse_call_recordings(value: object, account_id: str) -> tuple[RecordingEvent, ...] | None:
    """The recordings of an account's calls, taken as `parse_conferences` takes its list."""
    found = _recordings(value, RECORDING_AVAILABLE, {"accountId": account_id}, {})
    if found is None:
        return None
    of_calls = tuple(event for event in found if is_id(event.call_id))
    return of_calls if of_calls or not found else None


def is_processed(recording: RecordingEvent) -> bool:
    """Whether Bandwidth is still at work on it, so that its status will be another one."""
    return RecordingStatus.of(recording.status) is RecordingStatus.PROCESSING


def count_of(value: object) -> int:
    """How many entries a list has, usable or not."""
    items = _items(value)
    return 0 if items is None else len(items)


def _items(value: object) -> Sequence[object] | None:
    match value:
        case None:
            return ()
        case list():
            return value
        case dict():
            return (value,)
        case _:
            return None


def _conference(item: object) -> ListedConference | None:
    if not isinstance(item, dict):
        return None
    conference_id = item.get("id")
    if not isinstance(conference_id, str) or not is_id(conference_id):
        return None
    return ListedConference(
        conference_id,
        _text(item.get("name")),
        _text(item.get("tag")),
        parse_time(item.get("createdTime")),
        parse_time(item.get("completedTime")),
    )


def _recordings(
    value: object, event_type: str, ids: Mapping[str, str], more: Mapping[str, str | None]
) -> tuple[RecordingEvent, ...] | None:
    items = _items(value)
    if items is None:
        return None
    found = tuple(_understood(items, event_type, ids, more))
    return found if found or not items else None


def _understood(
    items: Sequence[object], event_type: str, ids: Mapping[str, str], more: Mapping[str, str | None]
) -> Iterable[RecordingEvent]:
    for item in items:
        if not isinstance(item, dict) or any(_is_another(item.get(name), wanted) for name, wanted in ids.items()):
            continue
        added = {name: value for name, value in more.items() if value is not None and not item.get(name)}
        properties: dict[str, Any] = {**item, **added, **ids, "eventType": event_type}
        properties.pop("eventTime", None)  # no event told of it
        understood = understand_properties(properties)
        if isinstance(understood, RecordingEvent):
            yield replace(understood, novelties=())


def _is_another(given: object, wanted: str) -> bool:
    """Whether an id is given, and another one; an account's id may come as a number."""
    return given is not None and str(given) != wanted


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
