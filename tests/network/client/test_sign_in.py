"""Signing in: one token for all, renewed in time, and a sentence when it is refused."""

import base64

import pytest
import requests
from servers.scripted_server import ScriptedServer, answer

from inbox.domain.account import Account
from inbox.domain.failure import Failure, Remedy
from inbox.network.client.sign_in import SignIn

OAUTH = Account(account_id="5555555", client_id="id:with colon", client_secret="s3cret/+")
TOKEN = b'{"access_token":"%s","expires_in":3600,"token_type":"Bearer"}'


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def authorization(sign_in: SignIn) -> str:
    credentials = sign_in.credentials()
    assert not isinstance(credentials, Failure), credentials
    return credentials(requests.Request("GET", "http://127.0.0.1/").prepare()).headers["Authorization"]


def test_a_token_is_asked_for_once_and_renewed_a_minute_before_it_ends() -> None:
    clock = Clock()
    with ScriptedServer(answer(200, TOKEN % b"first"), answer(200, TOKEN % b"second")) as server:
        sign_in = SignIn(lambda: OAUTH, server.address + "/token", clock=clock)
        assert authorization(sign_in) == "Bearer first"
        clock.seconds = 3539
        assert authorization(sign_in) == "Bearer first"
        clock.seconds = 3541
        assert authorization(sign_in) == "Bearer second"
        assert len(server.requests) == 2


def test_the_request_is_the_documented_one() -> None:
    with ScriptedServer(answer(200, TOKEN % b"t")) as server:
        SignIn(lambda: OAUTH, server.address + "/token").credentials()
        request = server.requests[0]
    assert (request.method, request.body) == ("POST", b"grant_type=client_credentials")
    assert request.headers["content-type"] == "application/x-www-form-urlencoded"
    sent = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
    assert sent == "id%3Awith%20colon:s3cret%2F%2B"


def test_a_lifetime_that_is_not_told_is_taken_as_an_hour() -> None:
    clock = Clock()
    with ScriptedServer(answer(200, b'{"access_token":"a"}'), answer(200, TOKEN % b"b")) as server:
        sign_in = SignIn(lambda: OAUTH, server.address, clock=clock)
        sign_in.credentials()
        clock.seconds = 3500
        assert authorization(sign_in) == "Bearer a"
        clock.seconds = 3600
        assert authorization(sign_in) == "Bearer b"


def test_other_credentials_get_another_token() -> None:
    accounts = [OAUTH]
    with ScriptedServer(answer(200, TOKEN % b"old"), answer(200, TOKEN % b"new")) as server:
        sign_in = SignIn(lambda: accounts[0], server.address)
        assert authorization(sign_in) == "Bearer old"
        accounts[0] = Account(client_id="other", client_secret="other")
        assert authorization(sign_in) == "Bearer new"


@pytest.mark.parametrize(
    ("status", "body", "remedy", "says"),
    [
        (401, b"{}", Remedy.ACT, "did not accept the client id and secret (401)"),
        (400, b"{}", Remedy.ACT, "did not accept"),
        (429, b"{}", Remedy.TRY_LATER, "slow down"),
        (503, b"", Remedy.TRY_LATER, "problem of its own (503)"),
        (404, b"", Remedy.ACT, "INBOX_TOKEN_URL"),
        (302, b"", Remedy.ACT, "answered 302"),
        (200, b"<html>", Remedy.TRY_LATER, "without a token"),
        (200, b"[]", Remedy.TRY_LATER, "without a token"),
        (200, b'{"access_token":"a\\r\\nX: y"}', Remedy.TRY_LATER, "without a token"),
        (200, b'{"access_token":"a","expires_in":[1]}', Remedy.TRY_LATER, "without a token"),
    ],
)
def test_each_refusal_has_its_sentence_and_shows_no_secret(status: int, body: bytes, remedy: Remedy, says: str) -> None:
    with ScriptedServer(answer(status, body, Location="http://127.0.0.1:1/")) as server:
        failure = SignIn(lambda: OAUTH, server.address).credentials()
    assert isinstance(failure, Failure)
    assert failure.remedy is remedy
    assert says in failure.sentence
    assert ("Check both for slips of typing" in failure.sentence) == (status in (400, 401))
    assert OAUTH.client_secret not in failure.sentence


def test_without_an_account_the_sentence_says_what_to_set() -> None:
    failure = SignIn(lambda: Account(), "http://127.0.0.1:1/").credentials()
    assert isinstance(failure, Failure)
    assert "BW_CLIENT_ID" in failure.sentence


def test_with_half_an_account_the_sentence_names_the_other_half() -> None:
    failure = SignIn(lambda: Account(client_id="an-id"), "http://127.0.0.1:1/").credentials()
    assert isinstance(failure, Failure)
    assert "but the client secret (BW_CLIENT_SECRET) is not, so Bandwidth cannot be asked" in failure.sentence


def test_the_legacy_api_user_is_sent_as_basic() -> None:
    legacy = SignIn(lambda: Account(username="jürgen", password="p"), "http://127.0.0.1:1/")
    assert authorization(legacy) == "Basic " + base64.b64encode("jürgen:p".encode()).decode()


def test_nobody_there_is_a_sentence() -> None:
    with ScriptedServer(answer(200)) as server:
        gone = server.address
    failure = SignIn(lambda: OAUTH, gone).credentials()
    assert isinstance(failure, Failure)
    assert "refused the connection" in failure.sentence
