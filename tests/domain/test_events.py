"""Events are read strictly as JSON and loosely as events."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.domain.delivery import Delivery
from inbox.domain.events import IgnoredEvent, RecordingEvent, RejectedInput, understand, understand_properties

DOCUMENTED: dict[str, Any] = {
    "eventType": "conferenceRecordingAvailable",
    "eventTime": "2019-09-13T16:50:53.788Z",
    "accountId": "55555555",
    "conferenceId": "conf-95ac90b3-ac6cd003-85e4-466f-b2e2-3fc5462c5d0d",
    "name": "thisConference",
    "recordingId": "r-115da407-e3d9-4ea7-889f-5f4ad7386a80",
    "channels": 1,
    "startTime": "2019-09-13T16:48:29.235Z",
    "endTime": "2019-09-13T16:48:48.890Z",
    "duration": "PT20.056S",
    "fileFormat": "wav",
    "mediaUrl": "https://../{accountId}/conferences/{conferenceId}/recordings/{recordingId}/media",
    "status": "complete",
}


def posted(body: bytes) -> Delivery:
    return Delivery(datetime(2026, 1, 1, tzinfo=UTC), "POST", "/", (), body, "127.0.0.1:5")


def got(query: str) -> Delivery:
    return Delivery(datetime(2026, 1, 1, tzinfo=UTC), "GET", f"/?{query}", (), b"", "127.0.0.1:5")


def test_the_documented_event_is_read_whole() -> None:
    event = understand(posted(orjson.dumps(DOCUMENTED)))
    assert event == RecordingEvent(
        recording_id="r-115da407-e3d9-4ea7-889f-5f4ad7386a80",
        conference_id="conf-95ac90b3-ac6cd003-85e4-466f-b2e2-3fc5462c5d0d",
        account_id="55555555",
        event_time=datetime(2019, 9, 13, 16, 50, 53, 788000, tzinfo=UTC),
        name="thisConference",
        status="complete",
        started_at=datetime(2019, 9, 13, 16, 48, 29, 235000, tzinfo=UTC),
        ended_at=datetime(2019, 9, 13, 16, 48, 48, 890000, tzinfo=UTC),
        duration_seconds=20.056,
        file_format="wav",
        channels=1,
        media_url="https://../{accountId}/conferences/{conferenceId}/recordings/{recordingId}/media",
    )


def test_a_get_says_the_same_as_a_post() -> None:
    query = "&".join(f"{key}={value}" for key, value in DOCUMENTED.items()).replace("{", "%7B").replace("}", "%7D")
    assert understand(got(query)) == understand(posted(orjson.dumps(DOCUMENTED)))


@pytest.mark.parametrize(
    ("changed", "field", "read"),
    [
        ({"accountId": 55555555}, "account_id", "55555555"),
        ({"channels": "1"}, "channels", 1),
        ({"channels": {}}, "channels", None),
        ({"duration": "20"}, "duration_seconds", 20.0),
        ({"mediaUrl": None}, "media_url", None),
        ({"name": 4711}, "name", "4711"),
        ({"name": ["a"]}, "name", '["a"]'),
        ({"status": "transmogrified"}, "status", "transmogrified"),
        ({"startTime": "2019-09-13-16:48:27.198Z"}, "started_at", datetime(2019, 9, 13, 16, 48, 27, 198000, tzinfo=UTC)),
        ({"startTime": 17}, "started_at", None),
        ({"recordingName": "Q3"}, "other_properties", '{"recordingName":"Q3"}'),
    ],
)
def test_neighbouring_types_and_unknown_properties_are_taken(changed: dict[str, Any], field: str, read: object) -> None:
    event = understand_properties({**DOCUMENTED, **changed})
    assert isinstance(event, RecordingEvent)
    assert getattr(event, field) == read


def test_only_the_recording_id_is_needed() -> None:
    event = understand_properties({"eventType": "conferenceRecordingAvailable", "recordingId": "r-1"})
    assert event == RecordingEvent(recording_id="r-1", conference_id="", account_id="")


@pytest.mark.parametrize(
    "recording_id", [None, "", "../../etc/passwd", "r 1", "r-1\n", "é", "r" * 257, 17, {}, ["r-1"], "r/1", "r-1\x00"]
)
def test_a_recording_event_without_a_usable_recording_id_is_rejected(recording_id: object) -> None:
    rejected = understand_properties({**DOCUMENTED, "recordingId": recording_id})
    assert isinstance(rejected, RejectedInput)
    assert rejected.error == "bad-recording-id"


@pytest.mark.parametrize("event_type", ["conferenceCreated", "transcriptionAvailable", "recordComplete", "x", None])
def test_other_events_are_ignored_and_say_why(event_type: str | None) -> None:
    ignored = understand_properties({**DOCUMENTED, "eventType": event_type})
    assert isinstance(ignored, IgnoredEvent)
    assert ignored.event_type == event_type
    assert ignored.reason.endswith(".")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "not-json"),
        (b"{", "not-json"),
        (b"[" * 100_000, "nested-too-deep"),
        (b'{"a":' * 2_000 + b"1" + b"}" * 2_000, "nested-too-deep"),
        (b'{"a":NaN}', "not-json"),
        (b'{"a":' + b"9" * 5_000 + b"}", "number-too-large"),
        (b'{"a":-1e999}', "number-too-large"),
        (b'{"a":"\xff"}', "not-json"),
        (b'{"a":"\\ud800"}', "not-json"),
        ('{"a":1}'.encode("utf-16"), "not-json"),
        (b"[]", "not-an-object"),
        (b'"text"', "not-an-object"),
        (b"null", "not-an-object"),
    ],
)
def test_what_is_no_json_object_is_rejected_with_a_sentence(body: bytes, error: str) -> None:
    rejected = understand(posted(body))
    assert isinstance(rejected, RejectedInput)
    assert rejected.error == error
    assert rejected.reason.endswith(".")
    assert ("is not JSON: " in rejected.reason) == (error == "not-json")


@pytest.mark.parametrize("depth", [1, 253, 254, 255, 900, 1022])
@pytest.mark.parametrize("name", ["extra", "name", "status", "eventTime", "accountId"])
def test_however_deep_a_property_is_nested_the_event_is_read_or_rejected(name: str, depth: int) -> None:
    nested = b"[" * depth + b"]" * depth
    body = b'{"eventType":"conferenceRecordingAvailable","recordingId":"r-1","%s":%s}' % (name.encode(), nested)
    understood = understand(posted(body))
    assert isinstance(understood, RecordingEvent) or (
        isinstance(understood, RejectedInput) and understood.error == "nested-too-deep"
    )


def test_an_event_type_of_another_type_is_no_recording() -> None:
    assert isinstance(understand(posted(b'{"eventType":' + b"[" * 300 + b"]" * 300 + b"}")), IgnoredEvent)


@pytest.mark.parametrize("target", ["http://[/?eventType=x", "//[::1/?eventType=x", "/?eventType=%zz", "http://a:b/?eventType=x"])
def test_a_garbled_target_of_a_get_is_no_trouble(target: str) -> None:
    delivery = Delivery(datetime(2026, 1, 1, tzinfo=UTC), "GET", target, (), b"", "127.0.0.1:5")
    assert isinstance(understand(delivery), IgnoredEvent)


def test_a_byte_order_mark_does_not_lose_the_event() -> None:
    assert isinstance(understand(posted(b"\xef\xbb\xbf" + orjson.dumps(DOCUMENTED))), RecordingEvent)


@given(st.binary(max_size=400))
def test_no_bytes_break_it(body: bytes) -> None:
    understand(posted(body))


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from([*DOCUMENTED, "recordingName", "x"]), _values, max_size=8))
def test_no_properties_break_it(properties: dict[str, Any]) -> None:
    try:
        body = orjson.dumps(properties)
    except (TypeError, orjson.JSONEncodeError):
        return
    understand(posted(body))


@given(st.text(max_size=60))
def test_no_query_breaks_it(query: str) -> None:
    understand(got(query))
