"""What an event and Bandwidth's metadata say differently is shown; two forms of one value are not."""

from typing import Any

import orjson
import pytest
from domain.told_recording import EVENT, told

from inbox.domain.differences import Difference, differences


def metadata(**changes: Any) -> str:
    said = {key: value for key, value in EVENT.items() if key != "eventType"}
    return orjson.dumps({**said, **changes}).decode()


@pytest.mark.parametrize(
    ("event", "bandwidth"),
    [
        ({}, {}),
        ({"duration": "20"}, {"duration": "PT20S"}),
        ({"duration": "PT1M52.217257456S"}, {"duration": "PT1M52.217S"}),
        ({"channels": "1"}, {"channels": 1}),
        ({"accountId": 5555555}, {}),
        ({"startTime": "2026-06-01T10:00:00Z"}, {}),
        ({}, {"startTime": "2026-06-01T10:00:00Z"}),
        ({"startTime": "2026-06-01-12:00:00.235+0200"}, {}),
        ({"startTime": "2026-06-01T10:00:00.235417Z"}, {}),
        ({"status": "completed"}, {}),
        ({"status": "Complete"}, {}),
        ({"status": "Archived"}, {"status": "archived"}),
        ({"fileFormat": "WAV"}, {}),
        ({"mediaUrl": EVENT["mediaUrl"].replace("voice.bandwidth.com", "VOICE.bandwidth.com:443") + "/"}, {}),
        ({"tag": "only the event has it"}, {}),
        ({}, {"tag": "only Bandwidth has it"}),
        ({"mediaUrl": None}, {}),
        ({}, {"mediaUrl": None, "duration": None}),
        ({"recordingName": None}, {}),
        ({}, {"somethingNew": 1}),
    ],
)
def test_two_forms_of_the_same_are_no_difference(event: dict[str, Any], bandwidth: dict[str, Any]) -> None:
    assert differences(told(**event), metadata(**bandwidth)) == []


@pytest.mark.parametrize(
    ("event", "bandwidth", "shown"),
    [
        ({}, {"status": "processing"}, Difference("status", "complete", "processing")),
        ({"status": "archived"}, {"status": "redacted"}, Difference("status", "archived", "redacted")),
        ({"duration": "PT20M"}, {}, Difference("duration", "1200 s", "20.056 s")),
        ({}, {"duration": "some time"}, Difference("duration", "20.056 s", "some time")),
        ({"name": "Payroll"}, {}, Difference("name", "Payroll", "stand-up")),
        ({}, {"channels": 2}, Difference("channels", "1", "2")),
        ({}, {"conferenceId": "conf-2"}, Difference("conferenceId", "conf-1", "conf-2")),
        (
            {},
            {"endTime": "2026-06-01T10:00:21.291Z"},
            Difference("endTime", "2026-06-01T10:00:20.291Z", "2026-06-01T10:00:21.291Z"),
        ),
        ({}, {"endTime": "yesterday"}, Difference("endTime", "2026-06-01T10:00:20.291Z", "yesterday")),
        (
            {"mediaUrl": "https://voice.bandwidth.com.example.org/x"},
            {},
            Difference("mediaUrl", "https://voice.bandwidth.com.example.org/x", EVENT["mediaUrl"]),
        ),
        ({"recordingName": "hall"}, {}, Difference("recordingName", "hall", "main")),
    ],
)
def test_what_differs_is_shown_with_both_values(event: dict[str, Any], bandwidth: dict[str, Any], shown: Difference) -> None:
    assert differences(told(**event), metadata(**bandwidth)) == [shown]


def test_the_parties_of_a_call_are_compared() -> None:
    call = {
        "eventType": "recordingAvailable",
        "callId": "c-1",
        "from": "+19195550112",
        "to": "+19845550100",
        "direction": "inbound",
    }
    found = differences(told(**call), metadata(callId="c-1", **{"from": "+19195550199"}, direction="outbound"))
    assert [difference.property for difference in found] == ["from", "direction"]


def test_one_object_in_an_array_is_read_as_the_object() -> None:
    assert differences(told(), f"[{metadata(channels=2)}]") == [Difference("channels", "1", "2")]


@pytest.mark.parametrize("text", [None, "", "not json", "[]", "17", '"text"', "[{}, {}]"])
def test_without_metadata_that_can_be_read_nothing_differs(text: str | None) -> None:
    assert differences(told(), text) == []


def test_metadata_nested_too_deep_is_a_difference_and_no_crash() -> None:
    deep = "[" * 500 + "]" * 500
    found = differences(told(), metadata().replace('"name":"stand-up"', f'"name":{deep}'))
    assert [difference.property for difference in found] == ["name"]
