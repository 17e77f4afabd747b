"""The simulated Bandwidth's doors: tokens, accounts, errors, lists, start and stop."""

import base64
import json
import time
from typing import Any

import pytest
import requests
from simulator.conftest import Client, assert_refused

from inbox.simulator.account import SimulatedAccount
from inbox.simulator.server import SimulatedBandwidth, SimulatorProblem

_GRANT = {"grant_type": "client_credentials"}


def get(address: str, **options: Any) -> requests.Response:
    return requests.get(address, timeout=10, **options)


def test_a_token_is_a_jwt_and_tells_how_long_it_is_good(bandwidth: SimulatedBandwidth) -> None:
    account = bandwidth.account
    answer = requests.post(bandwidth.token_url, auth=(account.client_id, account.client_secret), data=_GRANT, timeout=10)
    assert answer.status_code == 200
    assert answer.json() | {"access_token": ""} == {"access_token": "", "expires_in": 3600, "token_type": "Bearer"}
    head, claims, signature = answer.json()["access_token"].split(".")
    assert json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["typ"] == "JWT"
    assert json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["accounts"] == [account.account_id]
    assert signature


@pytest.mark.parametrize("credentials", [("simulated-client", "wrong"), ("", ""), ("simulated-user", "simulated-password"), None])
def test_a_token_is_not_given_for_wrong_credentials(bandwidth: SimulatedBandwidth, credentials: tuple[str, str] | None) -> None:
    answer = requests.post(bandwidth.token_url, auth=credentials, data=_GRANT, timeout=10)
    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"


@pytest.mark.parametrize("header", ["Basic !!!", "Basic /////w==", "Basic bm9jb2xvbg==", "Bearer", "Basic", "Nonsense"])
def test_a_garbled_authorization_is_a_wrong_one(bandwidth: SimulatedBandwidth, header: str) -> None:
    answer = requests.post(bandwidth.token_url, headers={"Authorization": header}, data=_GRANT, timeout=10)
    assert answer.status_code == 401
    assert_refused(get(f"{bandwidth.voice_url}/accounts/5555555/conferences", headers={"Authorization": header}), 401)


def test_another_grant_is_refused(bandwidth: SimulatedBandwidth) -> None:
    account = bandwidth.account
    answer = requests.post(
        bandwidth.token_url, auth=(account.client_id, account.client_secret), data={"grant_type": "password"}, timeout=10
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "unsupported_grant_type")


def test_nobody_comes_in_without_credentials(bandwidth: SimulatedBandwidth) -> None:
    for path in ("conferences", "recordings", "conferences/conf-1", "conferences/conf-1/recordings/r-1/media"):
        assert_refused(get(f"{bandwidth.voice_url}/accounts/5555555/{path}"), 401)


def test_a_token_comes_in_until_it_is_revoked(bandwidth: SimulatedBandwidth, client: Client) -> None:
    assert client.get("/conferences").status_code == 200
    bandwidth.revoke_tokens()
    assert_refused(client.get("/conferences"), 401)


def test_a_token_is_refused_when_its_time_is_over() -> None:
    server = SimulatedBandwidth(token_seconds=1)
    server.start()
    client = Client(server)
    try:
        assert client.get("/conferences").status_code == 200
        deadline = time.monotonic() + 5
        while client.get("/conferences").status_code == 200:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert_refused(client.get("/conferences"), 401)
    finally:
        client.close()
        server.stop()


def test_a_token_from_elsewhere_is_refused(bandwidth: SimulatedBandwidth) -> None:
    elsewhere = SimulatedBandwidth()
    elsewhere.start()
    client = Client(elsewhere)
    try:
        assert client.get(f"{bandwidth.voice_url}/accounts/5555555/conferences").status_code == 401
    finally:
        client.close()
        elsewhere.stop()


def test_the_legacy_api_user_comes_in_with_basic(bandwidth: SimulatedBandwidth) -> None:
    address = f"{bandwidth.voice_url}/accounts/5555555/conferences"
    assert get(address, auth=(bandwidth.account.username, bandwidth.account.password)).json() == []
    assert_refused(get(address, auth=(bandwidth.account.username, "wrong")), 401)
    assert_refused(get(address, auth=(bandwidth.account.client_id, bandwidth.account.client_secret)), 401)


def test_another_account_is_forbidden(bandwidth: SimulatedBandwidth, client: Client) -> None:
    assert_refused(client.get(f"{bandwidth.voice_url}/accounts/5555556/conferences"), 403)


def test_other_addresses_are_not_found(bandwidth: SimulatedBandwidth, client: Client) -> None:
    assert_refused(client.get("/nothing"), 404)
    assert_refused(get(bandwidth.address), 404)


def test_ids_that_are_not_ours_are_not_found(bandwidth: SimulatedBandwidth, client: Client) -> None:
    conference, recording = "conf-95ac90b3-ac6cd003-85e4-466f-b2e2-3fc5462c5d0d", "r-115da407-e3d9-4ea7-889f-5f4ad7386a80"
    made = bandwidth.make_recording()
    other = bandwidth.make_recording()
    for path in (
        f"/conferences/{conference}",
        f"/conferences/{conference}/recordings",
        f"/conferences/{conference}/recordings/{recording}",
        f"/conferences/{conference}/recordings/{recording}/media",
        f"/conferences/{other.conference_id}/recordings/{made.recording_id}/media",
        f"/calls/{made.call_id}/recordings/{made.recording_id}/media",
        f"/calls/{made.conference_id}/recordings/{made.recording_id}/media",
    ):
        assert_refused(client.get(path), 404)


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_faults_have_the_form_of_bandwidths_errors(bandwidth: SimulatedBandwidth, client: Client, status: int) -> None:
    bandwidth.answer_api_with(status, {"Retry-After": "7"}, times=1)
    answer = client.get("/conferences")
    assert_refused(answer, status)
    assert answer.headers["Retry-After"] == "7"
    assert client.get("/conferences").status_code == 200


def test_a_fault_of_the_token_endpoint_ends_when_everything_is_right_again(bandwidth: SimulatedBandwidth) -> None:
    bandwidth.answer_tokens_with(503)
    credentials = (bandwidth.account.client_id, bandwidth.account.client_secret)
    for _ in range(3):
        assert requests.post(bandwidth.token_url, auth=credentials, data=_GRANT, timeout=10).status_code == 503
    bandwidth.answer_normally()
    assert requests.post(bandwidth.token_url, auth=credentials, data=_GRANT, timeout=10).status_code == 200


def test_a_body_that_tells_of_nothing_is_refused(bandwidth: SimulatedBandwidth) -> None:
    where = f"{bandwidth.address}simulator/recordings"
    for body in (b"", b"[]", b"{}", b'{"recordingIds": 5}'):
        assert_refused(requests.post(where, data=body, timeout=10), 400)
    assert requests.post(where, json={"recordingIds": ["r-foreign", 5]}, timeout=10).status_code == 204


def test_every_request_is_noted_in_order(bandwidth: SimulatedBandwidth, client: Client) -> None:
    client.get("/conferences?pageSize=3")
    assert bandwidth.requests == [("POST", "/api/v1/oauth2/token"), ("GET", "/api/v2/accounts/5555555/conferences")]


def test_a_port_that_is_taken_is_a_sentence(bandwidth: SimulatedBandwidth) -> None:
    with pytest.raises(SimulatorProblem, match=rf"127\.0\.0\.1:{bandwidth.port}: Address already in use\. .*--listen"):
        SimulatedBandwidth(port=bandwidth.port).start()


def test_it_can_be_stopped_and_started_again_on_its_port() -> None:
    server = SimulatedBandwidth(SimulatedAccount())
    server.stop()
    server.start()
    address = server.address
    made = server.make_recording()
    server.stop()
    with pytest.raises(requests.ConnectionError):
        get(address)
    server.start()
    try:
        assert server.address == address
        client = Client(server)
        assert client.get(f"/conferences/{made.conference_id}/recordings").json() != []
        client.close()
    finally:
        server.stop()
