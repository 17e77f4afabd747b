"""What is known of a sign-in is not asked again: by many threads, after a refusal, after a token that was refused."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest
import requests
from requests.auth import AuthBase
from servers.scripted_server import Request, ScriptedServer, answer, raw

from inbox.domain.account import Account
from inbox.domain.failure import Failure
from inbox.network.client.sign_in import SignIn
from inbox.network.client.signed_requests import SignedRequests

OAUTH = Account(account_id="5555555", client_id="id", client_secret="secret")
LEGACY = Account(account_id="5555555", username="user", password="p")


class Numbered:
    """Gives a token with a number of its own to each request."""

    def __init__(self) -> None:
        self.given = 0
        self._lock = threading.Lock()

    def __call__(self, request: Request, connection: socket.socket) -> None:
        with self._lock:
            self.given += 1
            body = b'{"access_token":"%d"}' % self.given
        answer(200, body)(request, connection)


def good(sign_in: SignIn) -> AuthBase:
    credentials = sign_in.credentials()
    assert not isinstance(credentials, Failure), credentials
    return credentials


def header(credentials: AuthBase) -> str:
    return credentials(requests.Request("GET", "http://127.0.0.1/").prepare()).headers["Authorization"]


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [(401, {}, 299), (429, {"Retry_After": "40"}, 39), (503, {"Retry_After": "40"}, 39), (503, {}, 1.9), (404, {}, 1.9)],
)
def test_a_failure_is_given_again_without_asking_until_its_pause_ends(
    status: int, headers: dict[str, str], seconds: float
) -> None:
    clock = [0.0]
    with ScriptedServer(answer(status, b"", **headers)) as server:
        sign_in = SignIn(lambda: OAUTH, server.address, clock=lambda: clock[0])
        first = sign_in.credentials()
        clock[0] = seconds
        again = sign_in.credentials()
        assert isinstance(first, Failure)
        assert isinstance(again, Failure)
        assert again.sentence == first.sentence
        assert len(server.requests) == 1
        if headers:
            assert again.retry_after == timedelta(seconds=1), "what is left of the wait"
        clock[0] = seconds + 1.5
        sign_in.credentials()
        assert len(server.requests) == 2


def test_the_pause_grows_while_the_sign_in_stays_away_and_ends_with_the_first_token() -> None:
    clock = [0.0]
    with ScriptedServer(*[answer(500)] * 20, answer(200, b'{"access_token":"t"}')) as server:
        sign_in = SignIn(lambda: OAUTH, server.address, clock=lambda: clock[0])
        asked_at: list[float] = []
        while isinstance(sign_in.credentials(), Failure):
            if len(server.requests) > len(asked_at):
                asked_at.append(clock[0])
            clock[0] += 1
    pauses = [later - earlier for earlier, later in pairwise(asked_at)]
    assert pauses[:6] == [2, 4, 8, 16, 32, 60]
    assert max(pauses) == 60


def test_a_server_cannot_put_the_sign_in_off_for_days() -> None:
    clock = [0.0]
    with ScriptedServer(answer(429, Retry_After="9999999"), answer(200, b'{"access_token":"t"}')) as server:
        sign_in = SignIn(lambda: OAUTH, server.address, clock=lambda: clock[0])
        told = sign_in.credentials()
        assert isinstance(told, Failure)
        assert told.retry_after == timedelta(hours=1), "what is downloaded rests no longer either"
        clock[0] = 3601
        good(sign_in)


def test_what_the_person_changed_is_asked_about_at_once() -> None:
    with ScriptedServer(answer(401), answer(200, b'{"access_token":"t"}')) as server:
        sign_in = SignIn(lambda: OAUTH, server.address)
        assert isinstance(sign_in.credentials(), Failure)
        assert sign_in.state.works is False
        sign_in.ask_again()
        assert sign_in.state.works is None
        good(sign_in)
        assert sign_in.state.works is True


@pytest.mark.parametrize("status", [200, 401])
def test_many_threads_share_one_request_for_a_token_or_one_refusal(status: int) -> None:
    def slow(request: Request, connection: socket.socket) -> None:
        time.sleep(0.2)
        answer(status, b'{"access_token":"t"}')(request, connection)

    with ScriptedServer(slow) as server, ThreadPoolExecutor(16) as threads:
        sign_in = SignIn(lambda: OAUTH, server.address)
        answers = list(threads.map(lambda _: sign_in.credentials(), range(16)))
    assert len(server.requests) == 1
    assert {isinstance(each, Failure) for each in answers} == {status == 401}


def test_only_the_very_token_that_was_refused_is_dropped() -> None:
    with ScriptedServer(Numbered()) as server:
        sign_in = SignIn(lambda: OAUTH, server.address)
        stale = [good(sign_in) for _ in range(8)]
        assert sign_in.forget(stale[0])
        fresh = good(sign_in)
        assert all(sign_in.forget(each) for each in stale), "asking again helps: another token is there"
        assert header(good(sign_in)) == header(fresh) == "Bearer 2"
        assert len(server.requests) == 2


def test_an_api_that_refuses_every_token_does_not_have_a_new_one_made_for_each_request() -> None:
    clock = [100.0]
    tokens = Numbered()
    with ScriptedServer(tokens) as token_server, ScriptedServer(answer(401)) as voice:
        sign_in = SignIn(lambda: OAUTH, token_server.address, clock=lambda: clock[0])
        client = SignedRequests(sign_in, accept="*/*", read_seconds=5)
        for _ in range(10):
            response = client.get(voice.address, "the media")
            assert not isinstance(response, Failure)
            response.close()
        assert tokens.given == 2
        assert sign_in.state.works is False
        assert "does not accept the credentials (401)" in sign_in.state.sentence
        clock[0] += 11
        response = client.get(voice.address, "the media")
        assert not isinstance(response, Failure)
        response.close()
        assert tokens.given == 3
        client.close()


def test_an_api_user_is_known_to_work_or_not_by_what_the_api_says() -> None:
    with ScriptedServer(answer(200), answer(401), answer(500)) as voice:
        sign_in = SignIn(lambda: LEGACY, "http://127.0.0.1:1/")
        client = SignedRequests(sign_in, accept="*/*", read_seconds=5)
        seen = []
        for _ in range(3):
            response = client.get(voice.address, "the media")
            assert not isinstance(response, Failure)
            response.close()
            seen.append(sign_in.state.works)
        client.close()
    assert seen == [True, False, False], "an error of the server says nothing of the user"
    assert sign_in.state.uses_basic
    assert "does not accept the user name and password (401)" in sign_in.state.sentence
    assert "2 December 2026" in sign_in.state.sentence, "that may be why"


def test_an_api_user_is_told_of_its_end() -> None:
    sign_in = SignIn(lambda: LEGACY, "http://127.0.0.1:1/")
    assert sign_in.state.sentence == ""
    good(sign_in)
    assert "2 December 2026" in sign_in.state.sentence


@pytest.mark.parametrize(
    "head", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"]
)
def test_a_sign_in_that_waits_can_be_ended_at_once_with_those_who_wait_for_it(head: bytes) -> None:
    silent = threading.Event()
    try:
        with ScriptedServer(raw(head, silent)) as server, ThreadPoolExecutor(3) as threads:
            looked_up: list[str] = []

            def address() -> str:
                looked_up.append(server.address)
                return server.address

            sign_in = SignIn(lambda: OAUTH, address)
            waiting = [threads.submit(sign_in.credentials) for _ in range(3)]
            deadline = time.monotonic() + 5
            while not server.requests or len(looked_up) < 3:
                assert time.monotonic() < deadline
                time.sleep(0.01)
            begin = time.monotonic()
            while not all(each.done() for each in waiting):
                sign_in.interrupt()
                assert sign_in.state.works is None, "the state never waits"
                assert time.monotonic() - begin < 15
                time.sleep(0.02)
            assert all(isinstance(each.result(), Failure) for each in waiting)
            assert len(server.requests) == 1, "who waited for it does not ask in its place"
            silent.set()
    finally:
        silent.set()
