"""HTTP Basic on the listener, as Bandwidth does it: challenge and response, or at once."""

import base64

import pytest
import requests
from network.conftest import StartListener
from requests.auth import HTTPBasicAuth
from wire.deliveries import Deliveries
from wire.raw_client import RawClient, post

from inbox.domain.knock import KnockReason
from inbox.network.listener.listener import Listener

CHALLENGE = 'Basic realm="recording-inbox"'
USERNAME, PASSWORD = "zoë", "pässwörd:☎"
RIGHT = "Authorization: Basic " + base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode("ascii")


@pytest.fixture
def guarded(start_listener: StartListener) -> Listener:
    return start_listener(credentials=(USERNAME, PASSWORD))


def test_a_stranger_is_challenged_before_the_body_is_read(guarded: Listener, deliveries: Deliveries) -> None:
    for length in (1000, 1024 * 1024, 10**9):
        with RawClient(guarded.port) as client:
            client.send(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: %d\r\n\r\n" % length)
            answer = client.answer()
            assert (answer.status, answer.headers["www-authenticate"]) == (401, CHALLENGE)
            assert ("connection" in answer.headers) == (length > 65536)
    assert deliveries.taken == []
    assert guarded.knocks[KnockReason.NO_CREDENTIALS] == 3


def test_challenge_and_response_work_on_one_connection(guarded: Listener, deliveries: Deliveries) -> None:
    with RawClient(guarded.port) as client:
        assert client.ask(post(b'{"n":1}')).status == 401
        assert client.ask(post(b'{"n":2}', RIGHT)).status == 204
        assert client.ask(post(b'{"n":3}')).status == 401
        assert client.ask(post(b'{"n":4}', RIGHT)).status == 204
    assert [each.body for each in deliveries.taken] == [b'{"n":2}', b'{"n":4}']


def test_challenge_and_response_work_when_the_body_comes_late(guarded: Listener, deliveries: Deliveries) -> None:
    head, _, body = post(b'{"late":1}').partition(b"\r\n\r\n")
    with RawClient(guarded.port) as client:
        assert client.ask(head + b"\r\n\r\n").status == 401
        assert client.ask(body + post(b'{"n":2}', RIGHT)).status == 204
    assert [each.body for each in deliveries.taken] == [b'{"n":2}']


def test_challenge_and_response_work_with_a_real_client_on_one_connection_and_on_two(
    guarded: Listener, deliveries: Deliveries
) -> None:
    auth = HTTPBasicAuth(USERNAME.encode(), PASSWORD.encode())
    big = b'{"eventType":"x","pad":"' + b"p" * 500_000 + b'"}'
    for body in (b"{}", big):
        with requests.Session() as session:
            challenge = session.post(guarded.address, data=body, timeout=5)
            assert (challenge.status_code, challenge.headers["WWW-Authenticate"]) == (401, CHALLENGE)
            assert session.post(guarded.address, data=body, auth=auth, timeout=5).status_code == 204
    assert requests.post(guarded.address, data=b"{}", timeout=5).status_code == 401
    assert requests.post(guarded.address, data=b"{}", auth=auth, timeout=5).status_code == 204
    assert len(deliveries.taken) == 3


def test_a_refused_client_that_asks_first_is_not_told_to_send_its_body(guarded: Listener) -> None:
    with RawClient(guarded.port) as client:
        answer = client.ask(post(b"", "Expect: 100-continue").replace(b"Content-Length: 0", b"Content-Length: 10"))
        assert (answer.status, answer.headers["connection"]) == (401, "close")
        assert client.rest_until_closed() == b""


@pytest.mark.parametrize(
    "header",
    [
        "Authorization: Basic " + base64.b64encode("zoë:wrong".encode()).decode("ascii"),
        "Authorization: Basic !!!",
        "Authorization:",
        "Authorization: Bearer x",
        "Authorization: Basic " + "QUFB" * 2500,
        "Authorization: Basic \xff\xfe",
        f"{RIGHT}\r\n{RIGHT}",
    ],
)
def test_wrong_credentials_are_challenged_again(guarded: Listener, deliveries: Deliveries, header: str) -> None:
    with RawClient(guarded.port) as client:
        answer = client.ask(post(b"{}", header))
        assert (answer.status, answer.headers["www-authenticate"]) == (401, CHALLENGE)
        assert client.ask(post(b"{}", RIGHT)).status == 204
    assert len(deliveries.taken) == 1
    assert guarded.knocks.counts() == {KnockReason.WRONG_CREDENTIALS: 1}


def test_a_stranger_does_not_learn_of_limits_before_the_credentials(guarded: Listener) -> None:
    with RawClient(guarded.port) as client:
        assert client.ask(post(b"x", "Content-Encoding: gzip")).status == 401
        assert client.ask(post(b"x", "Content-Encoding: gzip", RIGHT)).status == 415
        assert client.ask(post(b"x", target="/other")).status == 404
