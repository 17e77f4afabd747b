"""Trying the account says which part of it is missing: the secret, the account, the role."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from servers.scripted_server import ScriptedServer, answer

from inbox.domain.account import Account
from inbox.domain.connection_steps import Step
from inbox.network.client import connection_test
from inbox.simulator.named_faults import NamedFault
from inbox.simulator.server import SimulatedBandwidth


@pytest.fixture
def bandwidth() -> Iterator[SimulatedBandwidth]:
    server = SimulatedBandwidth()
    server.start()
    yield server
    server.stop()


def tried(bandwidth: SimulatedBandwidth, account: Account | None = None) -> dict[str, Step]:
    """The steps by their names, in order."""
    account = bandwidth.account.as_account() if account is None else account
    steps = connection_test.test_connection(account, bandwidth.voice_url, bandwidth.token_url)
    assert not any(account.client_secret and account.client_secret in step.sentence for step in steps)
    return {step.name: step for step in steps}


def test_all_is_well(bandwidth: SimulatedBandwidth) -> None:
    bandwidth.make_recording()
    steps = tried(bandwidth)
    assert list(steps) == ["Sign-in", "Account", "Voice role", "Call recordings"]
    assert all(step.is_well for step in steps.values()), steps
    assert steps["Account"].sentence == "Account 5555555, as the credentials say."


def test_a_wrong_secret_ends_it_at_the_sign_in(bandwidth: SimulatedBandwidth) -> None:
    steps = tried(bandwidth, replace(bandwidth.account.as_account(), client_secret="wrong-secret"))
    assert list(steps) == ["Sign-in"]
    assert not steps["Sign-in"].is_well
    assert "did not accept the client id and secret (401)" in steps["Sign-in"].sentence


def test_a_missing_role_is_named_as_such(bandwidth: SimulatedBandwidth) -> None:
    bandwidth.tokens.roles = ("Messaging", "Numbers")
    steps = tried(bandwidth)
    assert list(steps) == ["Sign-in", "Account", "Voice role"]
    assert (steps["Sign-in"].is_well, steps["Account"].is_well, steps["Voice role"].is_well) == (True, True, False)
    assert "what they may do is only Messaging, Numbers" in steps["Voice role"].sentence
    assert "give them the Voice role for that account" in steps["Voice role"].sentence


def test_a_refusal_in_spite_of_the_role_is_told_as_such(bandwidth: SimulatedBandwidth) -> None:
    bandwidth.go_wrong([NamedFault.LISTS_REFUSED])
    sentence = tried(bandwidth)["Voice role"].sentence
    assert "(403), although their roles are Programmable Voice: these may be for another account" in sentence


def test_another_account_is_named_before_anything_is_asked_of_it(bandwidth: SimulatedBandwidth) -> None:
    steps = tried(bandwidth, replace(bandwidth.account.as_account(), account_id="1234567"))
    assert list(steps) == ["Sign-in", "Account"]
    assert steps["Account"].sentence.startswith(
        "The credentials are not for account 1234567, but for 5555555. Correct the number"
    )
    assert [path for _method, path in bandwidth.requests] == ["/api/v1/oauth2/token"]


@pytest.mark.parametrize(
    ("account_id", "says"), [("", "enter its number"), ("../x", "has signs in it"), ("5 5", "has signs in it")]
)
def test_an_account_without_its_number_is_told_it(bandwidth: SimulatedBandwidth, account_id: str, says: str) -> None:
    steps = tried(bandwidth, replace(bandwidth.account.as_account(), account_id=account_id))
    assert not steps["Account"].is_well
    assert says in steps["Account"].sentence
    if not account_id:
        assert "The credentials are for 5555555." in steps["Account"].sentence


def test_each_of_two_secrets_is_tried(bandwidth: SimulatedBandwidth) -> None:
    both = replace(bandwidth.account.as_account(), next_client_secret="second")
    bandwidth.tokens.secrets = (both.client_secret, "second")
    steps = tried(bandwidth, both)
    assert "each of the two secrets" in steps["Sign-in"].sentence
    assert all(step.is_well for step in steps.values())
    bandwidth.tokens.secrets = ("second",)
    steps = tried(bandwidth, both)
    assert not steps["Sign-in"].is_well
    assert "with the second of the two secrets, but not with the first one" in steps["Sign-in"].sentence
    assert steps["Voice role"].is_well, "what works is still tried"


def test_an_api_user_is_tried_and_told_of_its_end(bandwidth: SimulatedBandwidth) -> None:
    legacy = bandwidth.account.as_account(legacy=True)
    steps = tried(bandwidth, legacy)
    assert list(steps) == ["Sign-in", "Account", "Voice role", "Call recordings"]
    assert "2 December 2026" in steps["Sign-in"].sentence
    assert steps["Voice role"].is_well
    bandwidth.tokens.api_user_is_good = False
    steps = tried(bandwidth, legacy)
    assert list(steps) == ["Sign-in"], "it is the sign-in that fails, not a role that is missing"
    assert not steps["Sign-in"].is_well
    assert "does not accept the user name and password (401)" in steps["Sign-in"].sentence
    assert "2 December 2026" in steps["Sign-in"].sentence


@pytest.mark.parametrize(
    ("behaviour", "says"),
    [
        (answer(404), "has no such list (404)"),
        (answer(200, b"<html>"), "not as Bandwidth does"),
        (answer(200, b'{"error":"x"}'), "not as Bandwidth does"),
        (answer(429), "slow down (429)"),
        (answer(503), "problem of its own (503)"),
        (answer(302, Location="http://127.0.0.1:1/"), "another host"),
        (answer(200, b"\x1f", Content_Encoding="gzip"), "compressed"),
    ],
)
def test_an_address_that_is_not_bandwidths_has_its_sentence(bandwidth: SimulatedBandwidth, behaviour: object, says: str) -> None:
    with ScriptedServer(behaviour) as voice:  # type: ignore[arg-type]
        steps = connection_test.test_connection(bandwidth.account.as_account(), voice.address, bandwidth.token_url)
    assert not steps[-1].is_well
    assert says in steps[-1].sentence


@pytest.mark.parametrize("body", [b"[]", b"null", b"", b'{"id":"conf-1"}'])
def test_every_form_that_a_list_may_have_is_taken(bandwidth: SimulatedBandwidth, body: bytes) -> None:
    with ScriptedServer(answer(200, body)) as voice:
        steps = connection_test.test_connection(bandwidth.account.as_account(), voice.address, bandwidth.token_url)
    assert all(step.is_well for step in steps)


@pytest.mark.parametrize("address", ["http://voice.example/api", "ftp://127.0.0.1/", "https://user@voice.example/", "voice"])
def test_an_address_that_credentials_may_not_go_to_is_not_asked(bandwidth: SimulatedBandwidth, address: str) -> None:
    for voice_url, token_url in ((address, bandwidth.token_url), (bandwidth.voice_url, address)):
        steps = connection_test.test_connection(bandwidth.account.as_account(), voice_url, token_url)
        assert [step.name for step in steps] == ["Addresses"]
        assert not steps[0].is_well
    assert list(bandwidth.requests) == []


def test_nothing_to_sign_in_with_is_said(bandwidth: SimulatedBandwidth) -> None:
    assert tried(bandwidth, Account(account_id="5555555"))["Sign-in"].sentence.startswith("No client id with a secret")
