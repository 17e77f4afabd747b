"""Bandwidth's own client and ours download the same bytes from the simulation, whole and in parts."""

import hashlib
import io
import warnings
from types import ModuleType
from typing import Any

import pytest

from inbox.domain.identifiers import RecordingIds
from inbox.domain.largest_media import LargestMedia
from inbox.domain.media_format import MediaFormat
from inbox.domain.part_file import MediaVersion, PartFile
from inbox.network.client.media_client import MediaClient
from inbox.network.client.sign_in import SignIn
from inbox.simulator.media import SimulatedMedia
from inbox.simulator.scenario import Scenario
from inbox.simulator.server import SimulatedBandwidth


class Sink(io.BytesIO):
    """Takes what comes where it belongs."""

    version = MediaVersion()

    def begin(self, offset: int, version: MediaVersion) -> None:
        self.seek(offset)
        self.version = version


@pytest.fixture(scope="module")
def sdk() -> ModuleType:
    """The package ``bandwidth``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own, at import
        package: ModuleType = pytest.importorskip("bandwidth", reason="the package bandwidth-sdk is not installed")
    return package


def theirs(sdk: ModuleType, bandwidth: SimulatedBandwidth) -> Any:
    account = bandwidth.account
    configuration = sdk.Configuration(
        host=bandwidth.voice_url, ignore_operation_servers=True, access_token_url=bandwidth.token_url, retries=0,
        client_id=account.client_id, client_secret=account.client_secret,
    )  # fmt: skip
    return sdk.ApiClient(configuration)


@pytest.mark.parametrize("scenario", [Scenario.HAPPY, Scenario.CALL])
@pytest.mark.parametrize("kind", list(MediaFormat))
def test_the_bytes_are_the_same_in_one_go_and_in_two(
    sdk: ModuleType, bandwidth: SimulatedBandwidth, scenario: Scenario, kind: MediaFormat
) -> None:
    made = bandwidth.make_recording(scenario, file_format=kind)
    client = theirs(sdk, bandwidth)
    account_id = bandwidth.account.account_id
    if scenario is Scenario.CALL:
        told = sdk.RecordingsApi(client).download_call_recording(account_id, made.call_id, made.recording_id)
    else:
        told = sdk.ConferencesApi(client).download_conference_recording(account_id, made.conference_id, made.recording_id)
    client.rest_client.pool_manager.clear()
    account = bandwidth.account.as_account()
    ours = MediaClient(bandwidth.voice_url, SignIn(lambda: account, bandwidth.token_url))
    sink = Sink()
    whole_ids = ("", made.call_id) if scenario is Scenario.CALL else (made.conference_id, "")
    ids = RecordingIds(account_id, *whole_ids, made.recording_id)
    whole = ours.fetch(ids, sink, progress=lambda *_: None, cancelled=lambda: False, largest=LargestMedia(1 << 30, 1 << 30))
    assert (whole, sink.getvalue()) == (len(told), bytes(told))
    half = Sink(bytes(told)[: len(told) // 2])
    part = PartFile(len(told) // 2, len(told), sink.version.etag, sink.version.last_modified, None)
    rest = ours.fetch(
        ids, half, part=part, progress=lambda *_: None, cancelled=lambda: False, largest=LargestMedia(1 << 30, 1 << 30)
    )
    ours.close()
    assert rest == len(told)
    assert bandwidth.request_log[-1].status == 206
    source = SimulatedMedia.of(made)
    assert hashlib.sha256(half.getvalue()).digest() == hashlib.sha256(source.part(0, len(source))).digest()
