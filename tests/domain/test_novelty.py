"""What the documentation does not have is told of, once for each form; what it has is not."""

from typing import Any

import pytest

from inbox.domain.events import IgnoredEvent, RecordingEvent, understand_properties
from inbox.domain.novelty import Novelty, novelties

DOCUMENTED: dict[str, Any] = {
    "eventType": "conferenceRecordingAvailable",
    "eventTime": "2019-09-13T16:50:53.788Z",
    "accountId": "55555555",
    "conferenceId": "conf-1",
    "name": "thisConference",
    "recordingId": "r-1",
    "channels": 1,
    "startTime": "2019-09-13T16:48:29.235Z",
    "endTime": "2019-09-13T16:48:48.890Z",
    "duration": "PT20.056S",
    "fileFormat": "wav",
    "mediaUrl": None,
    "tag": "a",
    "status": "partial",
}


def new_in(changed: dict[str, Any], *, all_text: bool = False) -> list[tuple[str, str]]:
    event = understand_properties({**DOCUMENTED, **changed}, all_text=all_text)
    assert isinstance(event, RecordingEvent)
    return [(novelty.kind.value, novelty.name) for novelty in event.novelties]


def test_the_documented_event_has_nothing_new() -> None:
    assert new_in({}) == []


@pytest.mark.parametrize("duration", ["PT20.056S", "PT5.000S", "PT1M52.217257456S", "PT2M", "PT1H2M3.5S", "PT0S"])
def test_the_published_forms_of_durations_are_not_new(duration: str) -> None:
    assert new_in({"duration": duration}) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"recordingName": "Q3"}, ("property", "recordingName")),
        ({"errorMessage": None}, ("property", "errorMessage")),
        ({"callId": "c-1"}, ("property", "callId")),
        ({"status": "transmogrified"}, ("status", "transmogrified")),
        ({"status": "Complete"}, ("status", "Complete")),
        ({"channels": "1"}, ("type", "channels: string")),
        ({"channels": True}, ("type", "channels: boolean")),
        ({"accountId": 55555555}, ("type", "accountId: number")),
        ({"name": None}, ("type", "name: null")),
        ({"tag": {"a": [1]}}, ("type", "tag: object")),
        ({"startTime": "2019-09-13-16:48:27.198Z"}, ("time-form", "9999-99-99-99:99:99.999Z")),
        ({"endTime": "2026-06-10T19:15:19.694123+02:00"}, ("time-form", "9999-99-99T99:99:99.999999+99:99")),
        ({"duration": "20"}, ("duration-form", "9")),
        ({"duration": "P1D"}, ("duration-form", "P9D")),
        ({"duration": "PT"}, ("duration-form", "PT")),
        ({"fileFormat": "ogg"}, ("file-format", "ogg")),
    ],
)
def test_what_is_not_documented_is_told_of_by_its_form(changed: dict[str, Any], expected: tuple[str, str]) -> None:
    assert new_in(changed) == [expected]


def test_in_a_query_text_is_the_documented_type() -> None:
    assert new_in({"channels": "1", "mediaUrl": "https://x"}, all_text=True) == []


def test_an_event_of_an_unknown_type_is_new() -> None:
    ignored = understand_properties({"eventType": "conferenceVideoAvailable"})
    assert isinstance(ignored, IgnoredEvent)
    assert [novelty.name for novelty in ignored.novelties] == ["conferenceVideoAvailable"]


def test_names_and_examples_of_a_megabyte_are_cut() -> None:
    event = understand_properties({**DOCUMENTED, "x" * 1_000_000: "y" * 1_000_000})
    assert isinstance(event, RecordingEvent)
    (novelty,) = event.novelties
    assert isinstance(novelty, Novelty)
    assert len(novelty.name) <= 80
    assert len(novelty.example) <= 120


def test_the_example_shows_the_value_it_was_first_seen_with() -> None:
    event = understand_properties({**DOCUMENTED, "recordingName": "Q3"})
    assert isinstance(event, RecordingEvent)
    assert event.novelties[0].example == "Q3"


def test_a_flood_of_new_names_is_cut_at_fifty_an_event() -> None:
    event = understand_properties({**DOCUMENTED, **{f"x{number}": number for number in range(100_000)}})
    assert isinstance(event, RecordingEvent)
    assert len(event.novelties) == 50


@pytest.mark.parametrize(("value", "example"), [(None, "null"), (True, "true"), (1.5, "1.5"), ({"a": 1}, "object"), ("x", "x")])
def test_an_example_is_told_in_the_words_of_json(value: object, example: str) -> None:
    found = novelties("conferenceRecordingAvailable", {"weird": value}, frozenset(), all_text=False)
    assert [new.example for new in found] == [example]
