"""Credentials go to the server that is meant, by whatever way the environment sends them there."""

import contextlib
import socket
import ssl
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import trustme
from network.certificates import Authority
from servers.scripted_server import Request, ScriptedServer, answer
from servers.tls_server import TlsServer

from inbox.domain.account import Account
from inbox.domain.failure import Failure, Remedy
from inbox.network.client import signed_requests
from inbox.network.client.sign_in import SignIn
from inbox.network.client.signed_requests import SignedRequests

pytestmark = pytest.mark.timed

LEGACY = Account(account_id="5555555", username="user", password="p")


def asked(address: str, read_seconds: float = 5) -> int | Failure:
    """The status that a signed request ends with."""
    client = SignedRequests(SignIn(lambda: LEGACY, "http://127.0.0.1:1/"), accept="*/*", read_seconds=read_seconds)
    try:
        response = client.get(address, "the media")
        if isinstance(response, Failure):
            return response
        response.close()
        return response.status_code
    finally:
        client.close()


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """One that this computer trusts."""
    made = Authority(tmp_path, trustme.CA())
    made.ca.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    return made


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy"])
def test_no_proxy_hears_what_is_said_to_this_computer(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(answer(200)) as proxy, ScriptedServer(answer(200)) as voice:
        monkeypatch.setenv(name, proxy.address)
        assert asked(voice.address) == 200
        assert asked(voice.address.replace("127.0.0.1", "localhost")) == 200
        token = SignIn(lambda: Account(client_id="id", client_secret="secret"), voice.address).credentials()
        assert isinstance(token, Failure), "the answer has no token"
        assert proxy.requests == []
        assert len(voice.requests) == 3


def test_a_proxy_of_the_environment_is_used_and_hears_no_credentials(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = authority.ca.issue_cert("voice.bandwidth.test")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.configure_cert(context)
    heard: list[bytes] = []

    def tunnel(request: Request, connection: socket.socket) -> None:
        """A proxy, and the server that it leads to."""
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
        with contextlib.suppress(OSError), context.wrap_socket(connection, server_side=True) as spoken_to:
            heard.append(spoken_to.recv(65_536))
            spoken_to.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")

    with ScriptedServer(tunnel) as proxy:
        monkeypatch.setenv("https_proxy", proxy.address)
        assert asked("https://voice.bandwidth.test/media") == 204
    assert [(request.method, request.target) for request in proxy.requests] == [("CONNECT", "voice.bandwidth.test:443")]
    assert "authorization" not in proxy.requests[0].headers
    assert b"Authorization: Basic" in heard[0]


def test_a_proxy_that_is_not_there_has_its_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(answer(200)) as proxy:
        gone = proxy.address
    monkeypatch.setenv("https_proxy", gone)
    failure = asked("https://voice.bandwidth.test/media")
    assert isinstance(failure, Failure)
    assert "proxy set in the environment could not be reached" in failure.sentence


def test_a_good_certificate_is_trusted(authority: Authority) -> None:
    with TlsServer(authority.issue(), answer(200)) as server:
        assert asked(server.address) == 200


@pytest.mark.parametrize("fault", ["unknown", "another host", "expired", "not yet valid"])
def test_a_bad_certificate_gets_nothing_and_has_its_sentence(fault: str, authority: Authority, tmp_path: Path) -> None:
    match fault:
        case "unknown":
            other = tmp_path / "other"
            other.mkdir()
            files = Authority(other, trustme.CA()).issue()
        case "another host":
            files = authority.issue()
            made = authority.ca.issue_cert("127.0.0.9", "bandwidth.example")
            files.certificate.write_bytes(b"".join(blob.bytes() for blob in made.cert_chain_pems))
            files.key.write_bytes(made.private_key_pem.bytes())
        case "expired":
            files = authority.issue(not_before=datetime(2020, 1, 1, tzinfo=UTC), not_after=datetime(2021, 1, 1, tzinfo=UTC))
        case _:
            files = authority.issue(not_before=datetime(2090, 1, 1, tzinfo=UTC), not_after=datetime(2091, 1, 1, tzinfo=UTC))
    with TlsServer(files, answer(200)) as server:
        failure = asked(server.address)
        token = SignIn(lambda: Account(client_id="id", client_secret="secret"), server.address).credentials()
        assert server.requests == []
    for each in (failure, token):
        assert isinstance(each, Failure)
        assert each.remedy is Remedy.ACT
        assert "certificate of 127.0.0.1" in each.sentence
        assert "nothing was sent" in each.sentence


def test_a_head_that_trickles_without_an_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signed_requests, "_CONNECT_SECONDS", 0.1)
    over = threading.Event()

    def trickle(_request: Request, connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nX-A: ")
        while not over.wait(0.05):
            connection.sendall(b"a")

    with ScriptedServer(trickle) as server:
        client = SignedRequests(SignIn(lambda: LEGACY, ""), accept="*/*", read_seconds=0.4)
        begin = time.monotonic()
        failure = client.get(server.address, "the media")
        took = time.monotonic() - begin
        over.set()
        client.close()
    assert isinstance(failure, Failure)
    assert "stopped answering" in failure.sentence
    assert took < 3


@pytest.mark.parametrize("kept", [False, True])
def test_a_request_that_waits_for_an_answer_can_be_interrupted_also_over_a_kept_connection(kept: bool) -> None:
    silent = threading.Event()
    in_second = threading.Event()

    def first_then_silence(_request: Request, connection: socket.socket) -> None:
        if kept:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            connection.recv(65_536)
        in_second.set()
        silent.wait(10)

    with ScriptedServer(first_then_silence) as server:
        client = SignedRequests(SignIn(lambda: LEGACY, ""), accept="*/*", read_seconds=30)
        if kept:
            response = client.get(server.address, "the media")
            assert not isinstance(response, Failure)
            assert response.content == b""
        answers: list[object] = []
        waiting = threading.Thread(target=lambda: answers.append(client.get(server.address, "the media")))
        waiting.start()
        assert in_second.wait(5)
        begin = time.monotonic()
        client.interrupt()
        waiting.join(5)
        assert not waiting.is_alive()
        assert time.monotonic() - begin < 2
        silent.set()
        client.close()
    assert isinstance(answers[0], Failure)


def test_no_connection_is_left_open(authority: Authority) -> None:
    import psutil

    before = psutil.Process().num_fds()
    with TlsServer(authority.issue(), answer(200)) as tls, ScriptedServer(answer(200)) as plain:
        for address in (tls.address, plain.address) * 5:
            assert asked(address) == 200
    assert psutil.Process().num_fds() <= before
