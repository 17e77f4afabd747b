"""What keeps a request from its answer, as sentences that say what happened and what to do."""

import contextlib
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import urllib3.exceptions
from servers.scripted_server import ScriptedServer, answer, raw

from inbox.domain.account import Account
from inbox.domain.failure import Failure, Remedy
from inbox.network.client.guarded_session import ForeignPeer
from inbox.network.client.sign_in import SignIn
from inbox.network.client.signed_requests import SignedRequests
from inbox.network.client.transport_failures import transport_failure

LEGACY = Account(account_id="5555555", username="user", password="p4-of-nobody")
ELSEWHERE = "https://voice.bandwidth.test/media"


def asked(address: str) -> Failure:
    """Why a signed request did not come to an answer."""
    client = SignedRequests(SignIn(lambda: LEGACY, "http://127.0.0.1:1/"), accept="*/*", read_seconds=5)
    try:
        failure = client.get(address, "the media")
    finally:
        client.close()
    assert isinstance(failure, Failure)
    return failure


@pytest.mark.parametrize(
    ("proxy", "says"),
    [
        ("ftp://127.0.0.1:1", "none that this program can use"),
        ("http:///nowhere", "none that this program can use"),
        ("http://127.0.0.1:1", "could not be reached"),
    ],
)
def test_a_proxy_that_cannot_be_used_is_told_from_a_lost_connection(
    proxy: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    sentence = asked(ELSEWHERE).sentence
    assert says in sentence
    assert "HTTPS_PROXY" in sentence


def test_a_proxy_that_wants_a_password_says_where_to_write_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(answer(407, Proxy_Authenticate="Basic realm=x")) as proxy:
        monkeypatch.setenv("https_proxy", proxy.address)
        failure = asked(ELSEWHERE)
    assert "user name and a password (407)" in failure.sentence
    assert failure.remedy is Remedy.ACT


def test_a_proxy_that_lets_nothing_through_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(answer(403)) as proxy:
        monkeypatch.setenv("https_proxy", proxy.address)
        assert "let nothing through" in asked(ELSEWHERE).sentence


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_authorities_that_are_not_there_are_no_lost_connection(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ca.pem"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(file))
    with plain_server() as port:
        failure = asked(f"https://127.0.0.1:{port}/media")
    assert "REQUESTS_CA_BUNDLE" in failure.sentence
    assert failure.remedy is Remedy.ACT


@contextlib.contextmanager
def plain_server() -> Iterator[int]:
    """Answers what is no TLS to whoever begins with TLS."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listening.accept()
                with connection:
                    connection.settimeout(5)
                    connection.recv(65_536)
                    connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
                    connection.recv(65_536)

    serving = threading.Thread(target=serve, name="plain-server")
    serving.start()
    try:
        yield int(listening.getsockname()[1])
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        serving.join()


def test_a_server_without_tls_has_no_bad_certificate() -> None:
    with plain_server() as port:
        failure = asked(f"https://127.0.0.1:{port}/media")
    assert "did not answer as https does" in failure.sentence
    assert failure.remedy is Remedy.TRY_LATER, "a network that asks to sign in answers so, for a while"


def test_a_server_that_breaks_off_is_told() -> None:
    with ScriptedServer(raw(b"")) as server:
        sentence = asked(server.address).sentence
    assert "lost" in sentence or "broke off" in sentence


EVERYTHING = [
    ForeignPeer("x leads to 10.0.0.1"),
    OSError("Could not find a suitable TLS CA certificate bundle, invalid path: /x"),
    requests.exceptions.SSLError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: certificate has expired"),
    requests.exceptions.SSLError("[SSL: WRONG_VERSION_NUMBER] wrong version number"),
    requests.exceptions.ProxyError("Unable to connect to proxy"),
    requests.exceptions.ProxyError("Tunnel connection failed: 407 Proxy Authentication Required"),
    requests.exceptions.InvalidProxyURL("Please check proxy URL."),
    requests.exceptions.InvalidSchema("Missing dependencies for SOCKS support."),
    requests.exceptions.InvalidURL("No host supplied"),
    requests.exceptions.ConnectTimeout(),
    requests.exceptions.ReadTimeout(),
    urllib3.exceptions.ReadTimeoutError(None, "", "Read timed out."),  # type: ignore[arg-type]
    requests.exceptions.ChunkedEncodingError(),
    urllib3.exceptions.ProtocolError("Connection broken"),
    requests.exceptions.ConnectionError("NameResolutionError(...)"),
    requests.exceptions.ConnectionError("[Errno 101] Network is unreachable"),
    requests.exceptions.ConnectionError("[Errno 113] No route to host"),
    requests.exceptions.ConnectionError("[Errno 111] Connection refused"),
    requests.exceptions.ConnectionError("Read timed out."),
    requests.exceptions.ConnectionError("Connection aborted."),
    OSError(9, "Bad file descriptor"),
]


@pytest.mark.parametrize("problem", EVERYTHING, ids=lambda problem: f"{type(problem).__name__} {problem}"[:50])
def test_every_sentence_says_what_happened_and_what_to_do(problem: Exception) -> None:
    failure = transport_failure(problem, "https://user:p4-of-nobody@voice.bandwidth.test/media")
    happened, *to_do = re.split(r"(?<=[.?]) (?=[A-Z])", failure.sentence)
    assert happened.endswith((".", "?"))
    assert re.search(r"\b(Check|check|Set|Correct|Start|Write|take it out)\b", " ".join(to_do)), failure.sentence
    assert "p4-of-nobody" not in failure.sentence


def test_no_two_troubles_that_want_different_things_have_one_sentence() -> None:
    sentences = [transport_failure(problem, ELSEWHERE).sentence for problem in EVERYTHING]
    assert len(set(sentences)) >= 14
