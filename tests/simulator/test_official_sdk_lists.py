"""Bandwidth's own client and ours read the same lists from the simulation."""

import warnings
from collections.abc import Iterator
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from inbox.domain.events import RecordingEvent
from inbox.domain.listed import ListedConference
from inbox.domain.times import now
from inbox.network.client.list_client import ConferencePage, ListClient, ListedRecordings
from inbox.network.client.sign_in import SignIn
from inbox.simulator.list_faults import LinkForm, ListFaults
from inbox.simulator.scenario import Scenario
from inbox.simulator.server import SimulatedBandwidth


@pytest.fixture(scope="module")
def sdk() -> ModuleType:
    """The package ``bandwidth``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own, at import
        package: ModuleType = pytest.importorskip("bandwidth", reason="the package bandwidth-sdk is not installed")
    return package


@pytest.fixture
def theirs(sdk: ModuleType, bandwidth: SimulatedBandwidth) -> Iterator[Any]:
    """The SDK's client, with our addresses."""
    account = bandwidth.account
    configuration = sdk.Configuration(
        host=bandwidth.voice_url, ignore_operation_servers=True, access_token_url=bandwidth.token_url, retries=0,
        client_id=account.client_id, client_secret=account.client_secret,
    )  # fmt: skip
    client = sdk.ApiClient(configuration)
    yield client
    client.rest_client.pool_manager.clear()


@pytest.fixture
def ours(bandwidth: SimulatedBandwidth) -> Iterator[ListClient]:
    account = bandwidth.account.as_account()
    client = ListClient(bandwidth.voice_url, SignIn(lambda: account, bandwidth.token_url))
    yield client
    client.close()


def all_conferences(client: ListClient, account_id: str, since_hours: float) -> list[ListedConference]:
    found: list[ListedConference] = []
    page: str | None = None
    since, until = now() - timedelta(hours=since_hours), now()
    while True:
        answer = client.conferences(account_id, since, until, page)
        assert isinstance(answer, ConferencePage)
        found += answer.conferences
        page = answer.next_page
        if page is None:
            return found


@pytest.mark.parametrize("link", [None, LinkForm.RELATIVE, LinkForm.UNQUOTED, LinkForm.SEVERAL])
def test_the_conferences_are_the_same_over_all_pages(
    sdk: ModuleType, bandwidth: SimulatedBandwidth, theirs: Any, ours: ListClient, link: LinkForm | None
) -> None:
    for hours in range(1, 8):
        bandwidth.make_recording(made_at=now() - timedelta(hours=hours))
    account_id = bandwidth.account.account_id
    told = sdk.ConferencesApi(theirs).list_conferences(account_id)
    bandwidth.controls.list_faults = ListFaults(page_size=3, link=link)
    read = all_conferences(ours, account_id, 24)
    assert len(read) == 7
    assert [(one.conference_id, one.name, one.tag, one.created_at, one.completed_at) for one in read] == [
        (one.id, one.name, one.tag, one.created_time, one.completed_time) for one in told
    ]
    bandwidth.controls.list_faults = ListFaults()
    some = sdk.ConferencesApi(theirs).list_conferences(
        account_id, min_created_time=(now() - timedelta(hours=4.5)).isoformat().replace("+00:00", "Z")
    )
    assert [one.conference_id for one in all_conferences(ours, account_id, 4.5)] == [one.id for one in some]


@pytest.mark.parametrize("scenario", [Scenario.HAPPY, Scenario.PARTIAL, Scenario.ERROR, Scenario.UNKNOWN_STATUS])
def test_the_recordings_of_a_conference_are_the_same(
    sdk: ModuleType, bandwidth: SimulatedBandwidth, theirs: Any, ours: ListClient, scenario: Scenario
) -> None:
    made = bandwidth.make_recording(scenario)
    told = sdk.ConferencesApi(theirs).list_conference_recordings(bandwidth.account.account_id, made.conference_id)
    read = ours.recordings(bandwidth.account.account_id, ListedConference(made.conference_id, tag="tag"))
    assert isinstance(read, ListedRecordings)
    assert [values(one) for one in read.events] == [
        (one.recording_id, one.account_id, one.conference_id, one.name, one.status, one.start_time, one.end_time, one.channels,
         one.file_format.value, one.media_url)
        for one in told
    ]  # fmt: skip
    assert len(read.events) == 1
    assert read.events[0].tag == "tag"


def test_the_recordings_of_calls_are_the_same(
    sdk: ModuleType, bandwidth: SimulatedBandwidth, theirs: Any, ours: ListClient
) -> None:
    for hours in (1, 2, 50):
        bandwidth.make_recording(Scenario.CALL, made_at=now() - timedelta(hours=hours))
    account_id = bandwidth.account.account_id
    told = sdk.RecordingsApi(theirs).list_account_call_recordings(account_id)
    read = ours.call_recordings(account_id, now() - timedelta(days=31), now())
    assert isinstance(read, ListedRecordings)
    assert len(read.events) == 3
    assert [
        (one.recording_id, one.call_id, one.from_number, one.to_number, one.direction, one.started_at) for one in read.events
    ] == [(one.recording_id, one.call_id, one.var_from, one.to, one.direction.value, one.start_time) for one in told]


def values(event: RecordingEvent) -> tuple[object, ...]:
    return (
        event.recording_id, event.account_id, event.conference_id, event.name, event.status, event.started_at, event.ended_at,
        event.channels, event.file_format, event.media_url,
    )  # fmt: skip
