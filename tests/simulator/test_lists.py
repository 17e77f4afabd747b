"""The lists of the simulated Bandwidth: conferences in pages, recordings of a conference, recordings of calls."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from simulator.conftest import Client, assert_refused

from inbox.domain.times import iso_z, now
from inbox.simulator.scenario import Scenario
from inbox.simulator.scenarios import plan
from inbox.simulator.server import SimulatedBandwidth


@pytest.fixture
def ten(bandwidth: SimulatedBandwidth) -> list[str]:
    """Ten conferences, made in no order; their ids, oldest first."""
    began = now() - timedelta(hours=20)
    hours = (3, 1, 4, 0, 5, 9, 2, 6, 8, 7)
    made = [bandwidth.make_recording(made_at=began + timedelta(hours=hour), clip="sales") for hour in hours]
    return [recording.conference_id for recording in sorted(made, key=lambda recording: recording.ended_at)]


def pages(client: Client, path: str) -> Iterator[list[str]]:
    answer = client.get(path)
    while True:
        assert answer.status_code == 200
        yield [conference["id"] for conference in answer.json()]
        if "next" not in answer.links:
            return
        answer = client.get(answer.links["next"]["url"])


@pytest.mark.parametrize(("size", "sizes"), [(1, [1] * 10), (3, [3, 3, 3, 1]), (5, [5, 5]), (10, [10]), (1000, [10])])
def test_conferences_come_in_pages_oldest_first(client: Client, ten: list[str], size: int, sizes: list[int]) -> None:
    found = list(pages(client, f"/conferences?pageSize={size}"))
    assert [len(page) for page in found] == sizes
    assert [conference for page in found for conference in page] == ten


def test_both_times_of_the_list_are_inclusive_and_hold_for_every_page(client: Client, ten: list[str]) -> None:
    times = [client.get(f"/conferences/{one}").json()["createdTime"] for one in (ten[2], ten[6])]
    found = list(pages(client, f"/conferences?minCreatedTime={times[0]}&maxCreatedTime={times[1]}&pageSize=2"))
    assert [conference for page in found for conference in page] == ten[2:7]


def test_conferences_are_found_by_name(client: Client, ten: list[str]) -> None:
    name = client.get(f"/conferences/{ten[0]}").json()["name"]
    found = client.get(f"/conferences?name={quote(name)}").json()
    assert ten[0] in [conference["id"] for conference in found]
    assert {conference["name"] for conference in found} == {name}
    assert client.get("/conferences?name=no-such-name").json() == []


@pytest.mark.parametrize(
    "query",
    ["pageSize=0", "pageSize=1001", "pageSize=x", "pageSize=-1", "minCreatedTime=yesterday", "maxCreatedTime=", "pageToken=x"],
)
def test_a_garbled_query_is_refused(client: Client, query: str) -> None:
    assert_refused(client.get(f"/conferences?{query}"), 400)


def test_the_recordings_of_a_conference_are_those_that_the_events_told_of(bandwidth: SimulatedBandwidth, client: Client) -> None:
    events = plan("siblings", 3, voice_url=bandwidth.voice_url)
    for event in events:
        assert event.recording is not None
        bandwidth.told_of(event.recording)
    conference = events[0].properties["conferenceId"]
    found = client.get(f"/conferences/{conference}/recordings").json()
    of_event = ("eventType", "eventTime", "tag")
    told = [{key: value for key, value in event.properties.items() if key not in of_event} for event in events]
    assert found == told
    assert client.get(f"/conferences/{conference}/recordings/{found[1]['recordingId']}").json() == told[1]
    described = client.get(f"/conferences/{conference}").json()
    assert described["completedTime"] > found[-1]["endTime"] > described["createdTime"]


def test_a_conference_without_known_recordings_has_an_empty_list(client: Client) -> None:
    conference = plan("happy")[0].properties["conferenceId"]
    assert client.get(f"/conferences/{conference}/recordings").json() == []
    assert "completedTime" not in client.get(f"/conferences/{conference}").json()


def test_a_recording_made_by_a_sender_elsewhere_is_known_once_asked_for(client: Client) -> None:
    properties = plan("happy")[0].properties
    path = f"/conferences/{properties['conferenceId']}/recordings"
    assert client.get(f"{path}/{properties['recordingId']}").json()["recordingId"] == properties["recordingId"]
    assert len(client.get(path).json()) == 1
    assert [conference["id"] for conference in client.get("/conferences").json()] == [properties["conferenceId"]]


def test_recordings_older_than_30_days_are_gone(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording(made_at=now() - timedelta(days=30, minutes=1))
    assert client.get(f"/conferences/{made.conference_id}/recordings").json() == []
    assert_refused(client.get(f"/conferences/{made.conference_id}/recordings/{made.recording_id}"), 404)
    assert_refused(client.get(f"/conferences/{made.conference_id}/recordings/{made.recording_id}/media"), 404)


def test_a_recording_whose_media_comes_late_is_still_being_processed(bandwidth: SimulatedBandwidth, client: Client) -> None:
    made = bandwidth.make_recording(Scenario.LATE_MEDIA)
    found = client.get(f"/conferences/{made.conference_id}/recordings/{made.recording_id}").json()
    assert found["status"] == "processing"
    assert "mediaUrl" not in found


def test_call_recordings_have_a_list_of_their_own(bandwidth: SimulatedBandwidth, client: Client) -> None:
    assert client.get("/recordings").json() == []
    call = bandwidth.make_recording(Scenario.CALL)
    bandwidth.make_recording(Scenario.HAPPY)
    found = client.get("/recordings").json()
    assert [recording["callId"] for recording in found] == [call.call_id]
    assert len(client.get("/conferences").json()) == 1
    assert client.get(f"/recordings?minStartTime={iso_z(now())}").json() == []
    assert len(client.get(f"/recordings?maxStartTime={iso_z(now())}").json()) == 1
    assert client.get(found[0]["mediaUrl"]).status_code == 200
