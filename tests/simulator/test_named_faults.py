"""Faults by name: each makes something go wrong, over HTTP too, and an empty list sets all right again."""

import pytest
import requests
from simulator.conftest import Client, assert_refused
from simulator.test_media_handler import content_of, path_of

from inbox.simulator.account import SimulatedAccount
from inbox.simulator.list_faults import ListFaults
from inbox.simulator.media_faults import MediaFaults
from inbox.simulator.named_faults import WHAT_GOES_WRONG, NamedFault
from inbox.simulator.server import SimulatedBandwidth
from inbox.simulator.tokens import VOICE_ROLE


def state_of(server: SimulatedBandwidth) -> tuple[object, ...]:
    tokens = server.tokens
    return server.controls.media_faults, server.controls.list_faults, tokens.secrets, tokens.roles, tokens.api_user_is_good


_RIGHT = (MediaFaults(), ListFaults(), (SimulatedAccount().client_secret,), (VOICE_ROLE,), True)


def test_each_name_is_a_fault_of_its_own_and_is_explained() -> None:
    server = SimulatedBandwidth()
    assert state_of(server) == _RIGHT
    states = []
    for fault in NamedFault:
        server.go_wrong([fault])
        states.append(repr(state_of(server)))
    assert len({repr(_RIGHT), *states}) == len(NamedFault) + 1
    assert list(WHAT_GOES_WRONG) == list(NamedFault)
    server.go_wrong([])
    assert state_of(server) == _RIGHT


def test_several_faults_at_once_are_taken_over_http_and_set_right_again(bandwidth: SimulatedBandwidth, client: Client) -> None:
    where = f"{bandwidth.address}simulator/faults"
    made = bandwidth.make_recording()
    answer = requests.post(where, json={"faults": ["web-page", "one-object", "api-user-ended"]}, timeout=10)
    assert answer.status_code == 204
    assert client.get(path_of(made)).headers["Content-Type"].startswith("text/html")
    assert client.get("/conferences").json()["id"] == made.conference_id
    assert requests.post(where, json={"faults": []}, timeout=10).status_code == 204
    assert client.get(path_of(made)).content == content_of(made)
    assert state_of(bandwidth) == _RIGHT


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"faults": 5}', b'{"faults": ["no-such"]}', b'{"faults": [[]]}'])
def test_a_fault_that_is_none_is_refused_and_changes_nothing(bandwidth: SimulatedBandwidth, body: bytes) -> None:
    bandwidth.go_wrong([NamedFault.NO_ROLE])
    before = state_of(bandwidth)
    assert_refused(requests.post(f"{bandwidth.address}simulator/faults", data=body, timeout=10), 400)
    assert state_of(bandwidth) == before
