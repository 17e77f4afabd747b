"""Events over https: the same answers, limits and counts as without encryption."""

import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import requests
import trustme
from network.certificates import Authority
from network.conftest import StartListener
from wire.deliveries import Deliveries
from wire.raw_client import RawClient, get, post

from inbox.domain.knock import KnockReason
from inbox.network.listener.listener import Listener

pytestmark = pytest.mark.timed

SLOW = 0.5
HEAD = b"POST / HTTP/1.1\r\nHost: h\r\n"
Eventually = Callable[[Callable[[], object]], None]


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("certificates"), trustme.CA())


@pytest.fixture(scope="module")
def client_side(authority: Authority) -> ssl.SSLContext:
    return authority.trusting()


@pytest.fixture
def https(start_listener: StartListener, authority: Authority) -> Listener:
    return start_listener(tls=authority.issue(), slow_seconds=SLOW)


def test_an_event_comes_in_and_the_connection_is_kept(
    https: Listener, deliveries: Deliveries, client_side: ssl.SSLContext, authority: Authority
) -> None:
    assert https.address == f"https://127.0.0.1:{https.port}/"
    with RawClient(https.port, tls=client_side) as client:
        assert client.ask(post(b'{"n":1}')).status == 204
        assert client.ask(post(b"no json") + post(b'{"n":2}')).status == 400
        assert client.answer().status == 204
    trusted = authority.folder / "ca.pem"
    authority.ca.cert_pem.write_to_path(trusted)
    assert requests.post(https.address, data=b'{"n":3}', verify=str(trusted), timeout=5).status_code == 204
    assert [each.body for each in deliveries.taken] == [b'{"n":1}', b"no json", b'{"n":2}', b'{"n":3}']
    assert https.knocks.counts() == {}


def test_large_bodies_and_bytes_one_by_one_come_in_whole(
    start_listener: StartListener, authority: Authority, deliveries: Deliveries, client_side: ssl.SSLContext
) -> None:
    https = start_listener(tls=authority.issue())
    large = b'{"pad":"' + b"p" * 1_000_000 + b'"}'
    with RawClient(https.port, tls=client_side) as client:
        assert client.ask(post(large)).status == 204
        for byte in post(b"{}"):
            client.send(bytes([byte]))
        assert client.answer().status == 204
        client.send(b"".join(post(b'{"n":%d}' % number) for number in range(500)))
        assert {client.answer().status for _ in range(500)} == {204}
    assert [len(each.body) for each in deliveries.taken[:2]] == [len(large), 2]


def test_answers_that_end_the_connection_are_read_whole(https: Listener, client_side: ssl.SSLContext) -> None:
    endings = {
        413: post(b"x" * 2_000_000),
        400: post(b"", "Host: second") + b"x" * 1_000_000,
        431: HEAD + b"X: " + b"a" * 300_000,
        204: post(b"{}", "Connection: close"),
    }
    for status, data in endings.items():
        with RawClient(https.port) as client:
            client.socket = client_side.wrap_socket(client.socket, server_hostname="127.0.0.1", suppress_ragged_eofs=False)
            assert client.ask(data).status == status
            assert client.socket.recv(1) == b"", "the end is told, as TLS demands, and nothing follows"


def test_clients_that_are_gone_before_their_handshake_are_no_error(
    https: Listener, client_side: ssl.SSLContext, caplog: pytest.LogCaptureFixture
) -> None:
    loop = https._loop
    assert loop is not None
    gone = threading.Event()
    loop.call_soon_threadsafe(gone.wait, 5)
    for beginning in (b"", b"\x16\x03", post(b"{}")):
        client = RawClient(https.port)
        client.send(beginning)
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        client.socket.close()  # a reset
    gone.set()
    with RawClient(https.port, tls=client_side) as client:
        assert client.ask(get("/healthz")).status == 200
    assert caplog.records == []


def test_plain_http_at_the_https_port_is_a_malformed_request(https: Listener, eventually: Eventually) -> None:
    for data in (post(b"{}"), b"CONNECT h:1 HTTP/1.1\r\n\r\n", b"\x00" * 100):
        with RawClient(https.port) as client:
            client.send(data)
            assert b"204" not in client.rest_until_closed()
    eventually(lambda: https.knocks[KnockReason.MALFORMED] == 3)
    assert [(entry.reason, entry.peer, entry.count) for entry in https.knocks.take_new()] == [
        (KnockReason.MALFORMED, "127.0.0.1", 3)
    ]


def test_a_client_that_does_not_trust_the_certificate_is_told_apart(https: Listener, eventually: Eventually) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        RawClient(https.port, tls=ssl.create_default_context())
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname = False
    old.set_ciphers("PSK")  # speaks TLS 1.2 without any key exchange that a certificate could serve
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with pytest.raises(ssl.SSLError):
        RawClient(https.port, tls=old)
    eventually(lambda: https.knocks.counts() == {KnockReason.TLS_FAILED: 2})


def test_one_that_only_looks_whether_the_port_is_open_is_not_counted(https: Listener, client_side: ssl.SSLContext) -> None:
    for _ in range(5):
        RawClient(https.port).socket.close()
    with RawClient(https.port, tls=client_side) as client:
        assert client.ask(get("/healthz")).status == 200
    assert https.knocks.counts() == {}


@pytest.mark.parametrize("beginning", [b"", b"\x16\x03\x01\x02\x00\x01"], ids=["silent", "half a handshake"])
def test_a_handshake_without_end_is_cut(https: Listener, beginning: bytes) -> None:
    with RawClient(https.port) as client:
        client.send(beginning)
        assert SLOW * 0.9 < client.seconds_until_closed() < SLOW + 1
    assert https.knocks.counts() == {KnockReason.TOO_SLOW: 1}


@pytest.mark.parametrize("start", [HEAD, HEAD + b"Content-Length: 1000\r\n\r\n"], ids=["head", "body"])
def test_a_client_that_drips_is_cut_in_total(https: Listener, client_side: ssl.SSLContext, start: bytes) -> None:
    began = time.monotonic()
    with RawClient(https.port, tls=client_side) as client:
        client.send(start)
        with suppress(OSError):
            while time.monotonic() < began + 5:
                client.send(b"x")
                time.sleep(0.02)
    assert SLOW * 0.9 < time.monotonic() - began < SLOW + 1
    assert https.knocks.counts() == {KnockReason.TOO_SLOW: 1}


def test_an_idle_kept_connection_is_cut_and_not_counted(https: Listener, client_side: ssl.SSLContext) -> None:
    with RawClient(https.port, tls=client_side) as client:
        assert client.ask(post(b"{}")).status == 204
        assert SLOW * 0.9 < client.seconds_until_closed() < SLOW + 1
    assert https.knocks.counts() == {}


def test_clients_that_never_shake_hands_push_out_their_own_oldest(
    start_listener: StartListener, authority: Authority, client_side: ssl.SSLContext
) -> None:
    https = start_listener(tls=authority.issue(), connections=10)
    with RawClient(https.port, tls=client_side) as tunnel:
        silent = [RawClient(https.port) for _ in range(5)]
        for _ in range(5):
            assert tunnel.ask(post(b"{}")).status == 204
            silent += [RawClient(https.port) for _ in range(5)]
        assert tunnel.ask(post(b"{}")).status == 204, "a connection that delivers keeps its place"
        assert silent[0].rest_until_closed() == b""
    assert https.knocks[KnockReason.EVICTED] >= 20
    for client in silent:
        client.socket.close()


def test_it_stops_at_once_with_connections_in_every_state(https: Listener, client_side: ssl.SSLContext) -> None:
    with RawClient(https.port), RawClient(https.port, tls=client_side) as idle, RawClient(https.port, tls=client_side) as half:
        assert idle.ask(post(b"{}")).status == 204
        half.send(HEAD)
        began = time.monotonic()
        https.stop()
        assert time.monotonic() - began < 2


def test_files_are_named_by_path(tmp_path: Path, start_listener: StartListener) -> None:
    files = Authority(tmp_path, trustme.CA()).issue("with space é")
    assert start_listener(tls=files).is_running
