"""Requests on whose end two readers could disagree are refused, and what was smuggled in behind them is not taken."""

import pytest
from wire.deliveries import Deliveries
from wire.raw_client import RawClient, post

from inbox.domain.knock import KnockReason
from inbox.network.listener.listener import Listener

SMUGGLED = post(b'{"eventType":"smuggled"}')


def request(*lines: str, body: bytes = b"", start: str = "POST / HTTP/1.1") -> bytes:
    return "\r\n".join([start, *lines]).encode("latin-1") + b"\r\n\r\n" + body


AMBIGUOUS = {
    "length and chunks": request("Host: h", "Content-Length: 5", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
    "chunks and length": request("Host: h", "Transfer-Encoding: chunked", "Content-Length: 5", body=b"0\r\n\r\n"),
    "two lengths": request("Host: h", "Content-Length: 2", "Content-Length: 3", body=b"{}"),
    "the same length twice": request("Host: h", "Content-Length: 2", "Content-Length: 2", body=b"{}"),
    "a list of lengths": request("Host: h", "Content-Length: 2, 2", body=b"{}"),
    "a signed length": request("Host: h", "Content-Length: +2", body=b"{}"),
    "a negative length": request("Host: h", "Content-Length: -2", body=b"{}"),
    "a length in hex": request("Host: h", "Content-Length: 0x2", body=b"{}"),
    "a length with an underscore": request("Host: h", "Content-Length: 1_0", body=b"{}"),
    "a length in other digits": request("Host: h", "Content-Length: \xb2", body=b"{}"),
    "an empty length": request("Host: h", "Content-Length:", body=b"{}"),
    "a length without end": request("Host: h", "Content-Length: " + "9" * 5000, body=b"{}"),
    "another coding": request("Host: h", "Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n"),
    "identity coding": request("Host: h", "Transfer-Encoding: identity", body=b"0\r\n\r\n"),
    "two codings": request("Host: h", "Transfer-Encoding: chunked", "Transfer-Encoding: chunked", body=b"0\r\n\r\n"),
    "an odd coding": request("Host: h", "Transfer-Encoding: \x0bchunked", body=b"0\r\n\r\n"),
    "space before the colon": request("Host: h", "Transfer-Encoding : chunked", body=b"0\r\n\r\n"),
    "a folded header": request("Host: h", "Content-Length: 2", "X: a", " b", body=b"{}"),
    "a folded coding": request("Host: h", "Transfer-Encoding:", "\tchunked", body=b"0\r\n\r\n"),
    "bare LF": post(b"{}").replace(b"\r\n", b"\n"),
    "one bare LF": post(b"{}").replace(b"localhost\r\n", b"localhost\n"),
    "a bare LF that hides a header": request("Host: h", "X: a\nTransfer-Encoding: chunked", body=b"0\r\n\r\n"),
    "an end by bare LF": b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\n\n{}",
    "a bare CR": request("Host: h", "X: a\rContent-Length: 2", body=b"{}"),
    "NUL in a value": request("Host: h", "X: a\0b", body=b""),
    "NUL in a name": request("Host: h", "X\0: a"),
    "a header without colon": request("Host: h", "nonsense"),
    "a header without name": request("Host: h", ": x"),
    "no host": request("Content-Length: 0"),
    "two hosts": request("Host: h", "Host: h"),
    "an empty host": request("Host:"),
    "a host with a path": request("Host: h/x"),
    "a host with a user": request("Host: a@h"),
    "a host with a space": request("Host: a b"),
    "a host with a word for a port": request("Host: h:http"),
    "chunks in HTTP/1.0": request("Host: h", "Transfer-Encoding: chunked", start="POST / HTTP/1.0", body=b"0\r\n\r\n"),
    "HTTP/2": request("Host: h", start="POST / HTTP/2.0"),
    "HTTP/0.9": b"GET /\r\n\r\n",
    "no version": request("Host: h", start="POST /"),
    "two spaces": request("Host: h", start="POST  / HTTP/1.1"),
    "a target with a space": request("Host: h", start="POST /a b HTTP/1.1"),
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 20 + b"\r\n\r\n",
    "a bad chunk size": request("Host: h", "Transfer-Encoding: chunked", body=b"xyz\r\n"),
    "a signed chunk size": request("Host: h", "Transfer-Encoding: chunked", body=b"+2\r\n{}\r\n0\r\n\r\n"),
    "a chunk size in 0x": request("Host: h", "Transfer-Encoding: chunked", body=b"0x2\r\n{}\r\n0\r\n\r\n"),
    "a chunk too short": request("Host: h", "Transfer-Encoding: chunked", body=b"1\r\n{}\r\n0\r\n\r\n"),
    "a chunk ended by LF": request("Host: h", "Transfer-Encoding: chunked", body=b"2\n{}\n0\n\n" + b"x" * 80),
    "a chunk size line without end": request("Host: h", "Transfer-Encoding: chunked", body=b"0" * 100),
}


@pytest.mark.parametrize("data", AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
def test_an_ambiguous_request_is_answered_400_and_nothing_is_taken(
    listener: Listener, deliveries: Deliveries, data: bytes
) -> None:
    with RawClient(listener.port) as client:
        client.send(data + SMUGGLED)
        answer = client.answer()
        assert (answer.status, answer.headers["connection"], answer.headers["content-type"]) == (400, "close", "application/json")
        assert client.rest_until_closed() == b""
    assert deliveries.taken == []
    assert listener.knocks.counts() == {KnockReason.MALFORMED: 1}


def test_framing_is_judged_before_the_method_and_the_path(listener: Listener) -> None:
    for start in ("PUT / HTTP/1.1", "POST /other HTTP/1.1", "GET /healthz HTTP/1.1"):
        with RawClient(listener.port) as client:
            lines = ("Host: h", "Content-Length: 5", "Transfer-Encoding: chunked")
            assert client.ask(request(*lines, start=start, body=b"0\r\n\r\n")).status == 400
        with RawClient(listener.port) as client:
            assert client.ask(request("Host: h", "Transfer-Encoding: gzip", start=start)).status == 400


def test_a_request_in_bare_lf_is_refused_at_once_and_not_waited_for(listener: Listener) -> None:
    with RawClient(listener.port) as client:
        assert client.ask(b"POST / HTTP/1.1\nHost: h\nContent-Length: 2\n\n{}").status == 400


def test_what_is_pipelined_behind_a_closing_request_is_not_taken(listener: Listener, deliveries: Deliveries) -> None:
    for closing in (post(b"{}", "Connection: close"), post(b"{}", "Connection: TE, Close"), post(b"{}", version="HTTP/1.0")):
        with RawClient(listener.port) as client:
            client.send(closing + SMUGGLED)
            answer = client.answer()
            assert (answer.status, answer.headers["connection"]) == (204, "close")
            assert client.rest_until_closed() == b""
    assert [each.body for each in deliveries.taken] == [b"{}"] * 3


def test_requests_in_one_packet_are_answered_in_their_order(listener: Listener, deliveries: Deliveries) -> None:
    with RawClient(listener.port) as client:
        client.send(post(b"{}") + post(b"no") + post(b"{}", target="/x") + b"\r\n" + post(b'{"last":1}'))
        assert [client.answer().status for _ in range(4)] == [204, 400, 404, 204]
    assert [each.body for each in deliveries.taken] == [b"{}", b"no", b'{"last":1}']


def test_a_thousand_pipelined_requests_are_all_taken(listener: Listener, deliveries: Deliveries) -> None:
    with RawClient(listener.port) as client:
        client.send(post(b"{}") * 1000)
        assert {client.answer().status for _ in range(1000)} == {204}
    assert len(deliveries.taken) == 1000


def test_a_request_that_comes_byte_by_byte_is_taken(listener: Listener, deliveries: Deliveries) -> None:
    with RawClient(listener.port) as client:
        for byte in post(b'{"a":1}'):
            client.send(bytes([byte]))
        assert client.answer().status == 204
    assert [each.body for each in deliveries.taken] == [b'{"a":1}']


def test_a_client_of_http_1_0_may_keep_its_connection(listener: Listener) -> None:
    with RawClient(listener.port) as client:
        for _ in range(2):
            answer = client.ask(post(b"{}", "Connection: Keep-Alive", version="HTTP/1.0"))
            assert (answer.status, answer.headers["connection"]) == (204, "keep-alive")


def test_a_client_that_asks_before_it_sends_the_body_is_told_to_go_on(listener: Listener) -> None:
    head, _, body = post(b"{}", "Expect: 100-continue").partition(b"\r\n\r\n")
    with RawClient(listener.port) as client:
        assert client.ask(head.replace(b"100-continue", b"100-Continue") + b"\r\n\r\n").status == 100, "in any case"
        assert client.ask(body).status == 204
    with RawClient(listener.port) as client:
        assert client.ask(head + b"\r\n\r\n").status == 100
        assert client.ask(body).status == 204
        assert client.ask(post(b"{}")).status == 204
        client.send(head.replace(b"1.1", b"1.0") + b"\r\n\r\n" + body)
        assert client.answer().status == 204, "HTTP/1.0 knows no 100"
