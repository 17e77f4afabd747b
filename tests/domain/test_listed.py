"""Bandwidth's lists: arrays, one object in place of an array, null; what is not usable is passed over."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inbox.domain.events import RecordingEvent
from inbox.domain.listed import (
    ListedConference,
    count_of,
    parse_call_recordings,
    parse_conferences,
    parse_recordings,
)

MADE = datetime(2026, 11, 20, 8, tzinfo=UTC)
CONFERENCE = {"id": "conf-1", "name": "Board", "createdTime": "2026-11-20T08:00:00.000Z", "tag": "billing"}
LISTED = ListedConference("conf-1", "Board", "billing", MADE)
RECORDING: dict[str, Any] = {
    "accountId": 5555555,
    "conferenceId": "conf-1",
    "recordingId": "r-1",
    "status": "complete",
    "duration": "PT5S",
    "startTime": "2026-11-20T08:00:00.000Z",
    "recordingName": "main",
}
CALL = {**RECORDING, "callId": "c-1", "from": "+1", "conferenceId": None}


@pytest.mark.parametrize("value", [[CONFERENCE], CONFERENCE, [CONFERENCE, {"id": "../x"}, 5, None, {}]])
def test_conferences_are_read_from_an_array_or_one_object(value: object) -> None:
    assert parse_conferences(value) == (LISTED,)


@pytest.mark.parametrize("value", [[], None])
def test_an_empty_list_or_null_is_no_conference(value: object) -> None:
    assert parse_conferences(value) == ()
    assert parse_recordings(value, "5555555", LISTED) == ()
    assert parse_call_recordings(value, "5") == ()
    assert count_of(value) == 0


@pytest.mark.parametrize("value", ["conf-1", 5, True, {"conferences": [CONFERENCE]}, {"type": "error"}, [5], [{"id": "a/b"}]])
def test_what_is_no_list_is_not_taken_for_an_empty_one(value: object) -> None:
    assert parse_conferences(value) is None
    assert parse_recordings(value, "5555555", LISTED) is None
    assert parse_call_recordings(value, "5555555") is None


@pytest.mark.parametrize("value", [[RECORDING], RECORDING, [{**RECORDING, "recordingId": "../r"}, RECORDING, "x"]])
def test_recordings_carry_the_ids_asked_for_and_name_and_tag_of_the_conference(value: object) -> None:
    (event,) = parse_recordings(value, "5555555", LISTED) or ()
    assert (event.recording_id, event.conference_id, event.account_id) == ("r-1", "conf-1", "5555555")
    assert (event.name, event.tag, event.duration_seconds, event.event_time) == ("Board", "billing", 5.0, None)
    assert event.other_properties == '{"recordingName":"main"}'
    assert event.novelties == ()


def test_ids_that_are_missing_are_those_asked_for() -> None:
    (event,) = parse_recordings([{"recordingId": "r-1"}], "5555555", LISTED) or ()
    assert (event.conference_id, event.account_id) == ("conf-1", "5555555")


@pytest.mark.parametrize("other", [{"conferenceId": "conf-2"}, {"accountId": "6666666"}])
def test_a_recording_of_another_conference_or_account_is_passed_over(other: dict[str, str]) -> None:
    assert len(parse_recordings([RECORDING, {**RECORDING, "recordingId": "r-2", **other}], "5555555", LISTED) or ()) == 1


def test_an_event_time_in_a_list_is_no_events_time() -> None:
    (event,) = parse_recordings([{**RECORDING, "eventTime": "2030-01-01T00:00:00Z", "name": "Own"}], "5555555", LISTED) or ()
    assert (event.event_time, event.name) == (None, "Own")


def test_call_recordings_need_the_id_of_their_call() -> None:
    (event,) = parse_call_recordings([CALL, {**CALL, "callId": "../c"}, {**CALL, "callId": None}], "5555555") or ()
    assert (event.call_id, event.conference_id, event.from_number) == ("c-1", "", "+1")
    assert parse_call_recordings([RECORDING], "5555555") is None


def settled(completed: timedelta | None, listed: timedelta, *statuses: str, created: datetime | None = MADE) -> bool:
    conference = ListedConference("conf-1", created_at=created, completed_at=None if completed is None else MADE + completed)
    return conference.is_settled([RecordingEvent("r", "c", "a", status=status) for status in statuses], MADE + listed)


def test_a_conference_is_asked_again_until_nothing_more_can_come() -> None:
    hour = timedelta(hours=1)
    assert settled(hour, 2.1 * hour, "complete", "partial")
    assert settled(hour, 2.1 * hour), "one without recordings too"
    assert not settled(hour, 1.9 * hour, "complete"), "a recording may still come"
    assert not settled(hour, 9 * hour, "complete", "processing")
    assert not settled(None, 24.9 * hour), "it may still run"
    assert settled(None, 25.1 * hour), "no conference lasts so long"
    assert not settled(None, 1000 * hour, created=None)
