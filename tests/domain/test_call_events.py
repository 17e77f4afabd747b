"""A call's recording is a recording too, whichever way its event comes."""

from typing import Any
from urllib.parse import urlencode

import orjson
import pytest

from inbox.domain.delivery import Delivery
from inbox.domain.event_types import is_known, why_ignored
from inbox.domain.events import IgnoredEvent, RecordingEvent, RejectedInput, understand, understand_properties
from inbox.domain.times import now

CALL: dict[str, Any] = {
    "eventType": "recordingAvailable",
    "eventTime": "2026-06-10T19:15:19.694Z",
    "accountId": "5555555",
    "applicationId": "7fc9698a-b04a-468b-9e8f-91238c0d0086",
    "callId": "c-95ac90b3-ac6cd003",
    "from": "+19195550112",
    "to": "+19845550199",
    "direction": "inbound",
    "recordingId": "r-115da407",
    "channels": 2,
    "startTime": "2026-06-10T19:14:19.694Z",
    "endTime": "2026-06-10T19:15:19.000Z",
    "duration": "PT59.3S",
    "fileFormat": "wav",
    "mediaUrl": "https://voice.bandwidth.com/api/v2/accounts/5555555/calls/c-95ac90b3-ac6cd003/recordings/r-115da407/media",
    "status": "complete",
}


def test_it_says_who_called_whom_and_which_way() -> None:
    event = understand_properties(CALL)
    assert isinstance(event, RecordingEvent)
    assert (event.from_number, event.to_number, event.direction, event.channels) == ("+19195550112", "+19845550199", "inbound", 2)
    assert (event.call_id, event.conference_id) == ("c-95ac90b3-ac6cd003", "")
    assert event.ids.media_address("https://voice.bandwidth.com/api/v2") == CALL["mediaUrl"]
    assert event.other_properties == '{"applicationId":"7fc9698a-b04a-468b-9e8f-91238c0d0086"}'
    assert event.novelties == ()


def test_a_get_says_the_same_as_a_post() -> None:
    posted = understand(Delivery(now(), "POST", "/", (), orjson.dumps(CALL), "127.0.0.1:5"))
    got = understand(Delivery(now(), "GET", f"/?{urlencode(CALL)}", (), b"", "127.0.0.1:5"))
    assert isinstance(got, RecordingEvent)
    assert got == posted
    assert got.novelties == ()


def test_without_a_usable_recording_id_it_is_rejected_as_a_conferences_is() -> None:
    rejected = understand_properties({**CALL, "recordingId": "../x"})
    assert isinstance(rejected, RejectedInput)
    assert rejected.error == "bad-recording-id"


@pytest.mark.parametrize("event_type", ["transcriptionAvailable", "conferenceMemberJoin", "recordComplete", "recordingComplete"])
def test_bandwidths_other_events_are_ignored_as_known(event_type: str) -> None:
    ignored = understand_properties({**CALL, "eventType": event_type})
    assert isinstance(ignored, IgnoredEvent)
    assert event_type in ignored.reason
    assert ignored.novelties == ()
    assert is_known(event_type)


def test_the_reason_says_what_the_event_tells_of() -> None:
    assert "transcript" in why_ignored("transcriptionAvailable")
    assert "life of a conference" in why_ignored("conferenceCreated")
    assert "not known" in why_ignored("somethingElse")
    assert "no eventType" in why_ignored(None)
