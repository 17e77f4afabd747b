"""Two secrets of one client id, while one takes the place of the other."""

import base64
import socket
from dataclasses import replace

import pytest
import requests
from servers.scripted_server import Request, ScriptedServer, answer

from inbox.domain.account import Account
from inbox.domain.failure import Failure, Remedy
from inbox.network.client.sign_in import SignIn

TWO = Account(account_id="5555555", client_id="id", client_secret="old", next_client_secret="new")


class TokenServer:
    """Gives a token for the secrets in ``good``, and tells which ones it was asked with."""

    def __init__(self, *good: str, refusal: int = 401) -> None:
        self.good = set(good)
        self.refusal = refusal
        self.asked: list[str] = []

    def __call__(self, request: Request, connection: socket.socket) -> None:
        given = base64.b64decode(request.headers["authorization"].removeprefix("Basic ")).decode()
        secret = given.partition(":")[2]
        self.asked.append(secret)
        if secret in self.good:
            answer(200, b'{"access_token":"token-%d"}' % len(self.asked))(request, connection)
        else:
            answer(self.refusal)(request, connection)


def header(sign_in: SignIn) -> str:
    credentials = sign_in.credentials()
    assert not isinstance(credentials, Failure), credentials
    return credentials(requests.Request("GET", "http://127.0.0.1/").prepare()).headers["Authorization"]


@pytest.mark.parametrize("refusal", [400, 401])
def test_the_second_secret_signs_in_when_the_first_is_refused_and_the_person_is_told(refusal: int) -> None:
    tokens = TokenServer("new", refusal=refusal)
    with ScriptedServer(tokens) as server:
        sign_in = SignIn(lambda: TWO, server.address)
        assert header(sign_in) == "Bearer token-2"
    assert tokens.asked == ["old", "new"]
    assert (sign_in.state.works, sign_in.state.refused_secret) == (True, "first")
    assert "no longer takes the first of the two client secrets; the second one works" in sign_in.state.sentence


def test_the_secret_that_worked_last_is_tried_first() -> None:
    tokens = TokenServer("new")
    clock = [0.0]
    with ScriptedServer(tokens) as server:
        sign_in = SignIn(lambda: TWO, server.address, clock=lambda: clock[0])
        header(sign_in)
        clock[0] = 3600
        header(sign_in)
        assert tokens.asked == ["old", "new", "new"]
        tokens.good = {"old"}
        clock[0] = 7200
        header(sign_in)
    assert tokens.asked == ["old", "new", "new", "new", "old"]
    assert sign_in.state.refused_secret == "second"


def test_while_both_work_nobody_is_told_anything() -> None:
    tokens = TokenServer("old", "new")
    with ScriptedServer(tokens) as server:
        sign_in = SignIn(lambda: TWO, server.address)
        header(sign_in)
    assert tokens.asked == ["old"]
    assert (sign_in.state.refused_secret, sign_in.state.sentence) == ("", "")


def test_when_neither_works_the_sentence_says_the_way_out() -> None:
    tokens = TokenServer()
    with ScriptedServer(tokens) as server:
        sign_in = SignIn(lambda: TWO, server.address)
        failure = sign_in.credentials()
    assert isinstance(failure, Failure)
    assert failure.remedy is Remedy.ACT
    assert "Check both for slips of typing, under Settings, Account" in failure.sentence
    assert "make a new one in the Bandwidth dashboard, and put it in the old one's place" in failure.sentence
    assert tokens.asked == ["old", "new"]
    assert sign_in.state.works is False
    assert sign_in.state.sentence == failure.sentence


def test_a_sign_in_that_fails_by_itself_says_nothing_of_the_other_secret() -> None:
    tokens = TokenServer(refusal=503)
    with ScriptedServer(tokens) as server:
        sign_in = SignIn(lambda: TWO, server.address)
        assert isinstance(sign_in.credentials(), Failure)
    assert tokens.asked == ["old"]
    assert sign_in.state.works is None


def test_a_new_pair_is_asked_about_at_once() -> None:
    accounts = [TWO]
    tokens = TokenServer("newest")
    with ScriptedServer(tokens) as server:
        sign_in = SignIn(lambda: accounts[0], server.address)
        assert isinstance(sign_in.credentials(), Failure)
        accounts[0] = replace(TWO, client_secret="newest")
        assert header(sign_in) == "Bearer token-3"
    assert tokens.asked == ["old", "new", "newest"]
