"""Bandwidth's own client drives the simulation: the outside proof that it speaks the real protocol."""

import warnings
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from inbox.domain.events import RecordingEvent, understand_properties
from inbox.domain.failure import Failure, Remedy
from inbox.domain.times import now
from inbox.network.client.metadata_client import MetadataClient
from inbox.network.client.sign_in import SignIn
from inbox.simulator.media import SimulatedMedia
from inbox.simulator.scenario import Scenario
from inbox.simulator.scenarios import plan
from inbox.simulator.server import SimulatedBandwidth


@pytest.fixture(scope="module")
def sdk() -> ModuleType:
    """The package ``bandwidth``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own, at import
        package: ModuleType = pytest.importorskip("bandwidth", reason="the package bandwidth-sdk is not installed")
    return package


class Calls:
    """The SDK's client as its documentation sets it up: it gets its token by itself, here from our token endpoint."""

    def __init__(self, sdk: ModuleType, bandwidth: SimulatedBandwidth, **credentials: str) -> None:
        self.sdk = sdk
        self.account_id = bandwidth.account.account_id
        configuration = sdk.Configuration(
            host=bandwidth.voice_url,
            ignore_operation_servers=True,
            access_token_url=bandwidth.token_url,
            retries=0,
            **credentials,
        )
        self._client = sdk.ApiClient(configuration)
        self.conferences: Any = sdk.ConferencesApi(self._client)
        self.recordings: Any = sdk.RecordingsApi(self._client)

    def close(self) -> None:
        """Close the SDK's connections."""
        self._client.rest_client.pool_manager.clear()


@pytest.fixture
def calls(sdk: ModuleType, bandwidth: SimulatedBandwidth) -> Iterator[Calls]:
    account = bandwidth.account
    opened = Calls(sdk, bandwidth, client_id=account.client_id, client_secret=account.client_secret)
    yield opened
    opened.close()


def test_it_lists_conferences(bandwidth: SimulatedBandwidth, calls: Calls) -> None:
    made = [bandwidth.make_recording(made_at=now() - timedelta(hours=hours)) for hours in (2, 5, 1)]
    found = calls.conferences.list_conferences(calls.account_id)
    assert [one.id for one in found] == [made[place].conference_id for place in (1, 0, 2)]
    assert [one.name for one in found] == [made[place].conference.name for place in (1, 0, 2)]
    assert found[0].created_time == made[1].conference.created_at
    assert found[0].completed_time > made[1].ended_at
    assert ("POST", "/api/v1/oauth2/token") in bandwidth.requests


def test_it_follows_pages(bandwidth: SimulatedBandwidth, calls: Calls) -> None:
    for hours in range(3):
        bandwidth.make_recording(made_at=now() - timedelta(hours=hours))
    first = calls.conferences.list_conferences_with_http_info(calls.account_id, page_size=2)
    assert len(first.data) == 2
    token = first.headers["Link"].partition("pageToken=")[2].partition(">")[0]
    assert len(calls.conferences.list_conferences(calls.account_id, page_size=2, page_token=token)) == 1


def test_it_gets_a_conference(bandwidth: SimulatedBandwidth, calls: Calls) -> None:
    made = bandwidth.make_recording()
    found = calls.conferences.get_conference(calls.account_id, made.conference_id)
    assert (found.id, found.name, found.tag) == (made.conference_id, made.conference.name, made.conference.tag)


def test_it_lists_and_gets_recordings(bandwidth: SimulatedBandwidth, calls: Calls) -> None:
    made = bandwidth.make_recording(Scenario.PARTIAL)
    listed = calls.conferences.list_conference_recordings(calls.account_id, made.conference_id)
    found = calls.conferences.get_conference_recording(calls.account_id, made.conference_id, made.recording_id)
    assert listed == [found]
    assert (found.recording_id, found.status, found.channels) == (made.recording_id, "partial", 1)
    assert (found.start_time, found.end_time) == (made.started_at, made.ended_at)
    assert found.media_url == made.media_url(bandwidth.voice_url)
    assert found.additional_properties == {}


def test_it_reads_the_same_metadata_as_our_client_does(bandwidth: SimulatedBandwidth, calls: Calls) -> None:
    account = bandwidth.account.as_account()
    client = MetadataClient(bandwidth.voice_url, SignIn(lambda: account, bandwidth.token_url))
    for scenario in (Scenario.HAPPY, Scenario.PARTIAL, Scenario.ERROR, Scenario.CALL):
        made = bandwidth.make_recording(scenario)
        event = understand_properties(made.event(bandwidth.voice_url, now()))
        assert isinstance(event, RecordingEvent)
        ours = client.ask(event.ids)
        assert isinstance(ours, str)
        if made.is_of_call:
            theirs = calls.recordings.get_call_recording_with_http_info(calls.account_id, made.call_id, made.recording_id)
            assert (theirs.data.call_id, theirs.data.to) == (made.call_id, event.to_number)
        else:
            theirs = calls.conferences.get_conference_recording_with_http_info(
                calls.account_id, made.conference_id, made.recording_id
            )
            assert theirs.data.conference_id == made.conference_id
        assert theirs.raw_data.decode() == ours
        assert theirs.data.recording_id == made.recording_id
    client.close()


def test_it_does_not_know_what_our_client_is_told_is_unknown(bandwidth: SimulatedBandwidth, calls: Calls) -> None:
    account = bandwidth.account.as_account()
    client = MetadataClient(bandwidth.voice_url, SignIn(lambda: account, bandwidth.token_url))
    forged = understand_properties(plan("forged", 1, bandwidth.account)[0].properties)
    assert isinstance(forged, RecordingEvent)
    ours = client.ask(forged.ids)
    client.close()
    assert isinstance(ours, Failure)
    assert ours.remedy is Remedy.NOT_FOUND
    with pytest.raises(calls.sdk.exceptions.NotFoundException):
        calls.conferences.get_conference_recording(calls.account_id, forged.conference_id, forged.recording_id)


def test_it_downloads_media(bandwidth: SimulatedBandwidth, calls: Calls) -> None:
    made = bandwidth.make_recording()
    media = SimulatedMedia.of(made)
    content = calls.conferences.download_conference_recording(calls.account_id, made.conference_id, made.recording_id)
    assert bytes(content) == media.part(0, len(media))


def test_it_works_for_a_legacy_api_user(sdk: ModuleType, bandwidth: SimulatedBandwidth) -> None:
    calls = Calls(sdk, bandwidth, username=bandwidth.account.username, password=bandwidth.account.password)
    assert calls.conferences.list_conferences(calls.account_id) == []
    calls.close()


def test_it_lists_call_recordings_and_downloads_one(bandwidth: SimulatedBandwidth, calls: Calls) -> None:
    made = bandwidth.make_recording(Scenario.CALL)
    found = calls.recordings.list_account_call_recordings(calls.account_id)
    assert [(one.call_id, one.recording_id) for one in found] == [(made.call_id, made.recording_id)]
    content = calls.recordings.download_call_recording(calls.account_id, made.call_id, made.recording_id)
    assert len(content) == len(SimulatedMedia.of(made))


def test_it_reads_our_events_as_its_own(sdk: ModuleType) -> None:
    for name in ("happy", "partial", "error", "siblings", "unknown-status", "placeholder"):
        for event in plan(name):
            read = sdk.models.ConferenceRecordingAvailableCallback.from_dict(event.properties)
            assert read.recording_id == event.properties["recordingId"]
            assert set(read.additional_properties) <= {"recordingName", "errorMessage"}
    read = sdk.models.RecordingAvailableCallback.from_dict(plan("call")[0].properties)
    assert read.call_id.startswith("c-")
    assert read.additional_properties == {}


def test_wrong_credentials_raise_its_unauthorized_exception(sdk: ModuleType, bandwidth: SimulatedBandwidth) -> None:
    calls = Calls(sdk, bandwidth, username="someone", password="else")
    with pytest.raises(sdk.exceptions.UnauthorizedException) as raised:
        calls.conferences.list_conferences(calls.account_id)
    assert raised.value.data.type == "authentication-error"
    calls.close()


def test_forbidden_media_raise_its_forbidden_exception(bandwidth: SimulatedBandwidth, calls: Calls) -> None:
    made = bandwidth.make_recording(Scenario.UNAUTHORIZED)
    with pytest.raises(calls.sdk.exceptions.ForbiddenException) as raised:
        calls.conferences.download_conference_recording(calls.account_id, made.conference_id, made.recording_id)
    assert raised.value.data.type == "authorization-error"


def test_unknown_recordings_raise_its_not_found_exception(calls: Calls) -> None:
    with pytest.raises(calls.sdk.exceptions.NotFoundException) as raised:
        calls.conferences.get_conference_recording(calls.account_id, "conf-unknown", "r-unknown")
    assert raised.value.data.type == "validation"
    assert raised.value.data.id


@pytest.mark.parametrize("status", [500, 503])
def test_failures_of_the_server_raise_its_service_exception(bandwidth: SimulatedBandwidth, calls: Calls, status: int) -> None:
    bandwidth.answer_api_with(status)
    with pytest.raises(calls.sdk.exceptions.ServiceException) as raised:
        calls.conferences.list_conferences(calls.account_id)
    assert raised.value.status == status
