"""Bandwidth's own client and ours get a token in the same way."""

import base64
import warnings
from types import ModuleType
from typing import Any

import pytest
import requests
from servers.scripted_server import ScriptedServer, answer

from inbox.domain.account import Account
from inbox.domain.failure import Failure
from inbox.network.client.sign_in import SignIn
from inbox.network.client.token_claims import TokenClaims, claims
from inbox.simulator.server import SimulatedBandwidth


@pytest.fixture(scope="module")
def sdk() -> ModuleType:
    """The package ``bandwidth``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own, at import
        package: ModuleType = pytest.importorskip("bandwidth", reason="the package bandwidth-sdk is not installed")
    return package


class Sdk:
    """The SDK's client, asked for nothing but what makes it sign in."""

    def __init__(self, package: ModuleType, voice_url: str, token_url: str, account: Account) -> None:
        self._account = account
        self.package = package
        self._client: Any = package.ApiClient(
            package.Configuration(
                host=voice_url,
                ignore_operation_servers=True,
                access_token_url=token_url,
                retries=0,
                client_id=account.client_id,
                client_secret=account.client_secret,
            )
        )

    def list(self) -> Any:
        """Conferences, for which it needs a token."""
        return self.package.ConferencesApi(self._client).list_conferences(self._account.account_id)

    def close(self) -> None:
        """Closes its connections."""
        self._client.rest_client.pool_manager.clear()


@pytest.fixture
def account(bandwidth: SimulatedBandwidth) -> Account:
    return bandwidth.account.as_account()


def our_token(token_url: str, account: Account) -> str:
    credentials = SignIn(lambda: account, token_url).credentials()
    assert not isinstance(credentials, Failure), credentials
    request = credentials(requests.Request("GET", "http://127.0.0.1/").prepare())
    return request.headers["Authorization"].removeprefix("Bearer ")


def test_both_ask_for_a_token_with_the_same_words(sdk: ModuleType) -> None:
    account = Account(account_id="5555555", client_id="id-1", client_secret="secret-1")
    body = b'{"access_token":"t","token_type":"Bearer","expires_in":3600}'
    with (
        ScriptedServer(answer(200, body, Content_Type="application/json")) as tokens,
        ScriptedServer(answer(200, b"[]")) as voice,
    ):
        theirs = Sdk(sdk, voice.address, tokens.address + "/token", account)
        theirs.list()
        theirs.close()
        our_token(tokens.address + "/token", account)
        their_request, our_request = tokens.requests
    assert (their_request.method, their_request.target) == (our_request.method, our_request.target) == ("POST", "/token")
    assert their_request.body == our_request.body == b"grant_type=client_credentials"
    assert base64.b64decode(our_request.headers["authorization"].removeprefix("Basic ")) == b"id-1:secret-1"
    for name in ("authorization", "content-type"):
        assert their_request.headers[name] == our_request.headers[name], name


def test_the_simulation_gives_both_a_token_that_opens_the_api(
    sdk: ModuleType, bandwidth: SimulatedBandwidth, account: Account
) -> None:
    made = bandwidth.make_recording()
    theirs = Sdk(sdk, bandwidth.voice_url, bandwidth.token_url, account)
    assert [each.id for each in theirs.list()] == [made.conference_id]
    theirs.close()
    token = our_token(bandwidth.token_url, account)
    address = f"{bandwidth.voice_url}/accounts/{account.account_id}/conferences"
    ours = requests.get(address, headers={"Authorization": f"Bearer {token}"}, timeout=10)
    assert [each["id"] for each in ours.json()] == [made.conference_id]
    assert claims(token) == TokenClaims((account.account_id,), ("Programmable Voice",))


def test_neither_gets_one_with_an_expired_secret_and_ours_says_why(
    sdk: ModuleType, bandwidth: SimulatedBandwidth, account: Account
) -> None:
    bandwidth.tokens.secrets = ()
    theirs = Sdk(sdk, bandwidth.voice_url, bandwidth.token_url, account)
    with pytest.raises(KeyError, match="access_token"):  # it does not look at the status
        theirs.list()
    theirs.close()
    failure = SignIn(lambda: account, bandwidth.token_url).credentials()
    assert isinstance(failure, Failure)
    assert "(401)" in failure.sentence
