"""A sign-in server that is hostile or broken: each answer has its sentence, its size and its time."""

import gzip
import socket
import threading
import time

import pytest
from servers.scripted_server import Behaviour, Request, ScriptedServer, answer, raw

from inbox.domain.account import Account
from inbox.domain.failure import Failure, Remedy
from inbox.network.client import token_request
from inbox.network.client.sign_in import SignIn
from inbox.network.client.token_request import NoToken, Token, TokenRequest

pytestmark = pytest.mark.timed

OAUTH = Account(account_id="5555555", client_id="id", client_secret="secret")


def asked(behaviour: Behaviour) -> Token | NoToken:
    with ScriptedServer(behaviour) as server:
        request = TokenRequest(server.address, time.monotonic)
        try:
            return request.ask("id", "secret")
        finally:
            request.close()


def sentence(behaviour: Behaviour) -> str:
    said = asked(behaviour)
    assert isinstance(said, NoToken)
    assert said.failure.remedy is Remedy.TRY_LATER
    assert not said.refuses_secret
    return said.failure.sentence


@pytest.mark.parametrize("length", [b"Content-Length: 3000000\r\n", b""])
def test_an_endless_answer_is_not_read_to_its_end(length: bytes) -> None:
    assert "larger than" in sentence(raw(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n" + b" " * 3_000_000))


def test_a_compressed_answer_is_not_inflated() -> None:
    bomb = gzip.compress(b'{"access_token":"' + b"a" * 10_000_000 + b'"}')
    assert "compressed (gzip)" in sentence(answer(200, bomb, Content_Encoding="gzip"))


def test_an_uncompressed_answer_is_asked_for() -> None:
    with ScriptedServer(answer(200, b'{"access_token":"t"}')) as server:
        SignIn(lambda: OAUTH, server.address).credentials()
        assert server.requests[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    "body", [b"", b"null", b'"t"', b"[" * 100_000, b'{"access_token":5}', b'{"access_token":"a b"}', b"\xff"]
)
def test_what_holds_no_token_is_said_to_hold_none(body: bytes) -> None:
    assert "without a token" in sentence(answer(200, body[:60_000]))


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        (b"3599", 3599),
        (b'"3599"', 3599),
        (b"0", 3600),
        (b"-5", 3600),
        (b"null", 3600),
        (b'"nan"', 3600),
        (b'"inf"', 3600),
        (b"1e999", None),
        (b"NaN", None),
        (b"[1]", None),
        (b'"soon"', None),
        (b"1e15", 24 * 3600),
    ],
)
def test_a_lifetime_is_a_number_of_seconds_within_reason_or_an_hour(told: bytes, seconds: float | None) -> None:
    said = asked(answer(200, b'{"access_token":"t","expires_in":%s}' % told))
    if seconds is None:
        assert isinstance(said, NoToken)
    else:
        assert said == Token("t", seconds)


def test_a_short_lived_token_is_used_for_half_its_life() -> None:
    clock = [0.0]
    with ScriptedServer(answer(200, b'{"access_token":"t","expires_in":40}')) as server:
        sign_in = SignIn(lambda: OAUTH, server.address, clock=lambda: clock[0])
        for moment in (0, 10, 19.9):
            clock[0] = moment
            sign_in.credentials()
        assert len(server.requests) == 1
        clock[0] = 20
        sign_in.credentials()
        assert len(server.requests) == 2


@pytest.mark.parametrize("begin", [b"", b"HTTP/1.1 200 OK\r\nX-A: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n"])
def test_a_server_that_trickles_is_left_when_the_time_is_over(begin: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(token_request, "_TOTAL_SECONDS", 0.5)
    over = threading.Event()

    def trickle(_request: Request, connection: socket.socket) -> None:
        connection.sendall(begin)
        while not over.wait(0.05):
            connection.sendall(b" ")

    with ScriptedServer(trickle) as server:
        moment = time.monotonic()
        failure = SignIn(lambda: OAUTH, server.address).credentials()
        took = time.monotonic() - moment
        over.set()
    assert isinstance(failure, Failure)
    assert took < 3
    assert "stopped answering" in failure.sentence or "took too long" in failure.sentence


def test_a_redirect_is_not_followed_with_the_secret() -> None:
    with ScriptedServer(answer(200, b"{}")) as elsewhere, ScriptedServer(answer(307, Location=elsewhere.address)) as server:
        failure = SignIn(lambda: OAUTH, server.address).credentials()
        assert elsewhere.requests == []
    assert isinstance(failure, Failure)
    assert "answered 307" in failure.sentence
