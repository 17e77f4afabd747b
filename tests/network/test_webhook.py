"""Every row of the listener's answers."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from network.conftest import StartListener
from wire.deliveries import Deliveries
from wire.raw_client import RawClient, get, post

from inbox.domain.knock import KnockReason
from inbox.network.listener.listener import Listener

EVENT = (Path(__file__).parent.parent / "data" / "documented-event.json").read_bytes()
MIB = 1024 * 1024


def test_an_event_is_answered_204_with_nothing_after_the_headers(listener: Listener, deliveries: Deliveries) -> None:
    with RawClient(listener.port) as client:
        answer = client.ask(post(EVENT, "Content-Type: application/json"))
        assert (answer.status, answer.body) == (204, b"")
        assert set(answer.headers) == {"date"}
    [delivery] = deliveries.taken
    assert (delivery.method, delivery.target, delivery.body) == ("POST", "/", EVENT)
    assert re.fullmatch(r"127\.0\.0\.1:\d+", delivery.peer)
    assert delivery.received_at.utcoffset() is not None


def test_the_answer_waits_for_the_commit(
    listener: Listener, deliveries: Deliveries, eventually: Callable[[Callable[[], object]], None]
) -> None:
    deliveries.open.clear()
    with RawClient(listener.port, seconds=0.2) as client:
        client.send(post(EVENT))
        eventually(lambda: deliveries.taken)
        with pytest.raises(TimeoutError):
            client.answer()
        deliveries.open.set()
        client.socket.settimeout(5)
        assert client.answer().status == 204


def test_an_event_in_the_query_of_a_get_is_taken_as_it_was_sent(listener: Listener, deliveries: Deliveries) -> None:
    target = "/?eventType=conferenceRecordingAvailable&recordingId=r-1&name=caf%C3%A9+%26+co"
    with RawClient(listener.port) as client:
        assert client.ask(get(target)).status == 204
    assert [(each.method, each.target, each.body) for each in deliveries.taken] == [("GET", target, b"")]


def test_bytes_past_ascii_in_a_query_are_kept_percent_encoded(listener: Listener, deliveries: Deliveries) -> None:
    with RawClient(listener.port) as client:
        assert client.ask(b"GET /?eventType=x&name=caf\xc3\xa9 HTTP/1.1\r\nHost: h\r\n\r\n").status == 204
    assert deliveries.taken[0].target == "/?eventType=x&name=caf%C3%A9"


def test_an_event_that_is_not_ours_is_answered_204(listener: Listener) -> None:
    with RawClient(listener.port) as client:
        assert client.ask(post(b'{"eventType":"conferenceCreated"}')).status == 204
        assert client.ask(post(b"{}")).status == 204


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "not-json"),
        (b"not json", "not-json"),
        (b"[1]", "not-an-object"),
        (b'"\xff"', "not-json"),
        (b"[" * 100_000, "nested-too-deep"),
        (b"\x00" * 10, "not-json"),
        (b'{"eventType":"conferenceRecordingAvailable"}', "bad-recording-id"),
        (b'{"eventType":"conferenceRecordingAvailable","recordingId":"../\\r\\nX: y"}', "bad-recording-id"),
    ],
)
def test_unreadable_input_is_kept_and_answered_400_with_the_reason(
    listener: Listener, deliveries: Deliveries, body: bytes, error: str
) -> None:
    with RawClient(listener.port) as client:
        answer = client.ask(post(body))
        assert answer.status == 400
        assert answer.headers["content-type"] == "application/json"
        said = json.loads(answer.body)
        assert said["error"] == error
        assert said["detail"].endswith(".")
        assert client.ask(post(b"{}")).status == 204, "the connection is still good"
    assert deliveries.taken[0].body == body


def test_health_is_told_without_credentials(start_listener: StartListener, deliveries: Deliveries) -> None:
    failing = False
    listener = start_listener(credentials=("ann", "secret"), store_is_failing=lambda: failing)
    with RawClient(listener.port) as client:
        answer = client.ask(get("/healthz"))
        assert (answer.status, answer.headers["content-type"], answer.body) == (200, "application/json", b'{"status":"ok"}')
        failing = True
        answer = client.ask(get("/healthz?x=1"))
        assert (answer.status, answer.body) == (503, b'{"status":"failing"}')
        assert client.ask(post(b"{}", target="/healthz")).status == 405
    assert deliveries.taken == []


def test_a_failing_store_asks_the_sender_to_come_back(listener: Listener, deliveries: Deliveries) -> None:
    deliveries.failing = True
    with RawClient(listener.port) as client:
        answer = client.ask(post(EVENT))
        assert (answer.status, answer.headers["retry-after"], answer.body) == (503, "5", b"")
        deliveries.failing = False
        assert client.ask(post(EVENT)).status == 204


def test_a_full_queue_asks_the_sender_to_come_back(listener: Listener, deliveries: Deliveries) -> None:
    deliveries.capacity = 0
    with RawClient(listener.port) as client:
        answer = client.ask(post(EVENT))
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert listener.knocks.counts() == {KnockReason.QUEUE_FULL: 1}


def test_the_longest_body_is_taken_and_one_byte_more_is_not(listener: Listener, deliveries: Deliveries) -> None:
    with RawClient(listener.port) as client:
        assert client.ask(post(b" " * (MIB - 2) + b"{}")).status == 204
        answer = client.ask(post(b"")[:-4].replace(b"Content-Length: 0", b"Content-Length: %d" % (MIB + 1)) + b"\r\n\r\n")
        assert (answer.status, answer.headers["connection"]) == (413, "close")
        assert client.rest_until_closed() == b""
    assert [len(each.body) for each in deliveries.taken] == [MIB]


def test_a_client_that_sends_forty_megabytes_first_still_reads_its_413(listener: Listener) -> None:
    with RawClient(listener.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 40000000\r\n\r\n")
        for _ in range(40):
            client.send(b"x" * 1_000_000)
        assert client.answer().status == 413


def test_chunks_are_put_together(listener: Listener, deliveries: Deliveries) -> None:
    head = b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
    with RawClient(listener.port) as client:
        assert client.ask(head + b"1\r\n{\r\n01\r\n}\r\n0\r\n\r\n").status == 204
        assert client.ask(post(b'{"a":1}')).status == 204
    assert [each.body for each in deliveries.taken] == [b"{}", b'{"a":1}']


def test_chunks_without_an_end_are_answered_413_when_they_pass_the_limit(listener: Listener, deliveries: Deliveries) -> None:
    with RawClient(listener.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
        for _ in range(17):
            client.send(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        answer = client.answer()
        assert (answer.status, answer.headers["connection"]) == (413, "close")
    with RawClient(listener.port) as client:
        announced = b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n"
        client.send(announced)
        client.send(b"x" * (MIB + 1))
        assert client.answer().status == 413
    assert deliveries.taken == []
    assert listener.knocks[KnockReason.BODY_TOO_LARGE] == 2


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "identity, gzip", "x"])
def test_an_encoded_body_is_answered_415_and_not_unpacked(listener: Listener, deliveries: Deliveries, coding: str) -> None:
    with RawClient(listener.port) as client:
        assert client.ask(post(b"\x1f\x8b" + b"x" * 100, f"Content-Encoding: {coding}")).status == 415
        assert client.ask(post(b"{}", "Content-Encoding: Identity")).status == 204
    assert len(deliveries.taken) == 1


def test_an_endless_header_section_is_answered_431(listener: Listener) -> None:
    with RawClient(listener.port) as client:
        client.send(b"POST / HTTP/1.1\r\nHost: h\r\n" + b"X-A: " + b"a" * 100_000)
        answer = client.answer()
        assert (answer.status, answer.headers["connection"]) == (431, "close")
        assert client.rest_until_closed() == b""


@pytest.mark.parametrize("fields", [[f"X{n}: y" for n in range(5000)], ["X-Long: " + "a" * 70_000], ["a:b"] * 10_000])
def test_too_many_headers_are_answered_431(listener: Listener, deliveries: Deliveries, fields: list[str]) -> None:
    with RawClient(listener.port) as client:
        answer = client.ask(post(b"{}", *fields))
        assert (answer.status, answer.headers["connection"]) == (431, "close")
    assert deliveries.taken == []


def test_forty_headers_of_a_kilobyte_are_fine(listener: Listener) -> None:
    with RawClient(listener.port) as client:
        assert client.ask(post(b"{}", *[f"X-{n}: {'a' * 1000}" for n in range(40)])).status == 204


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE", "post", "BREW", "PROPFIND"])
def test_another_method_is_answered_405_with_what_is_allowed(listener: Listener, deliveries: Deliveries, method: str) -> None:
    with RawClient(listener.port) as client:
        answer = client.ask(post(b"{}").replace(b"POST", method.encode(), 1))
        assert (answer.status, answer.headers["allow"], answer.body) == (405, "GET, POST", b"")
        assert client.ask(post(b"{}")).status == 204
    assert len(deliveries.taken) == 1


@pytest.mark.parametrize("method", [b"POST", b"PUT", b"DELETE", b"OPTIONS"])
@pytest.mark.parametrize("path", [b"/healthz", b"/healthz?x=1", b"/%68ealthz"])
def test_the_health_of_the_store_is_for_get_only(listener: Listener, method: bytes, path: bytes) -> None:
    with RawClient(listener.port) as client:
        answer = client.ask(post(b"{}").replace(b"POST / ", b"%s %s " % (method, path), 1))
        assert (answer.status, answer.headers["allow"]) == (405, "GET")


def test_events_that_are_sent_to_the_path_of_health_may_be_posted_there(start_listener: StartListener) -> None:
    with RawClient(start_listener(path="/healthz").port) as client:
        answer = client.ask(post(b"{}").replace(b"POST / ", b"PUT /healthz ", 1))
        assert (answer.status, answer.headers["allow"]) == (405, "GET, POST")
        assert client.ask(post(b"{}", target="/healthz")).status == 204


def test_connect_is_refused(listener: Listener) -> None:
    with RawClient(listener.port) as client:
        assert client.ask(b"CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n").status == 405


@pytest.mark.parametrize("target", ["/", "/?", "/?eventtype=x", "/?x=eventType", "/?a=1&b=2"])
def test_a_get_without_an_event_is_answered_404(listener: Listener, deliveries: Deliveries, target: str) -> None:
    with RawClient(listener.port) as client:
        assert client.ask(get(target)).status == 404
    assert deliveries.taken == []
    assert listener.knocks.counts() == {KnockReason.NO_EVENT: 1}


def test_what_asks_for_the_head_alone_gets_no_body_that_could_pass_for_an_answer(listener: Listener) -> None:
    with RawClient(listener.port) as client:
        for target in ("/", "/healthz", "/other"):
            client.send(get(target).replace(b"GET", b"HEAD") + get("/healthz"))
            head = client.answer()
            assert (head.status, head.headers["allow"]) == (405, "GET" if target == "/healthz" else "GET, POST")
            assert client.answer().body == b'{"status":"ok"}'


def test_any_host_is_taken_because_tunnels_pass_their_own(listener: Listener) -> None:
    for host in ("abc.trycloudflare.com", "h:8025", "[::1]:80", "127.0.0.1", "ex_ample.ngrok-free.app"):
        with RawClient(listener.port) as client:
            assert client.ask(post(b"{}").replace(b"localhost", host.encode())).status == 204


def test_headers_are_kept_in_order_and_without_secrets(start_listener: StartListener, deliveries: Deliveries) -> None:
    listener = start_listener(credentials=("ann", "Zq7-secret"))
    headers = [
        "x-Forwarded-For: 1.2.3.4",
        "Authorization: Basic YW5uOlpxNy1zZWNyZXQ=",
        "proxy-authorization: Basic eDp5",
        "COOKIE: a=b",
        "X-Api-Key: k",
        "X-Amz-Security-Token: t",
        "Cf-Access-Jwt-Assertion: j",
        "X-Other: Bearer abc",
        "X-Echo: pw=Zq7-secret",
        "X-Latin: caf\xe9",
        "x-forwarded-for: 5.6.7.8",
        "X-Empty:",
    ]
    with RawClient(listener.port) as client:
        assert client.ask(post(b"{}", *headers)).status == 204
    assert deliveries.taken[0].headers == (
        ("Host", "localhost"),
        ("Content-Length", "2"),
        ("x-Forwarded-For", "1.2.3.4"),
        ("X-Latin", "caf\xe9"),
        ("x-forwarded-for", "5.6.7.8"),
        ("X-Empty", ""),
    )


def test_nothing_of_a_request_stands_in_an_answer(listener: Listener) -> None:
    canary = "Zq7canary"
    requests = [
        post(b"{}", f"X: {canary}", target=f"/{canary}%0d%0aX-Injected:%20{canary}"),
        post(canary.encode(), f"Expect: {canary}"),
        post(b'{"eventType":"%s"}' % canary.encode(), f"Origin: {canary}", f"Cookie: {canary}"),
        post(b'{"eventType":"conferenceRecordingAvailable","recordingId":"%s\\r\\n"}' % canary.encode()),
        get(f"/?{canary}=1"),
        post(b"{}", f"Content-Encoding: {canary}"),
        canary.encode() + post(b"{}"),
        f"{canary} nonsense\r\n\r\n".encode(),
    ]
    for request in requests:
        with RawClient(listener.port) as client:
            answer = client.ask(request)
            assert canary.encode() not in answer.head
            assert canary.encode() not in answer.body
            assert b"X-Injected" not in answer.head
