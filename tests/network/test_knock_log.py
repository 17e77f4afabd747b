"""What the listener lists of those it turned away, over real connections."""

import base64
from collections.abc import Callable
from contextlib import suppress

from network.conftest import StartListener
from wire.deliveries import Deliveries
from wire.raw_client import RawClient, get, post

from inbox.domain.knock import KnockEntry, KnockReason

PASSWORD = "Zq7-canary"
BASIC = "Authorization: Basic " + base64.b64encode(f"ann:{PASSWORD}".encode()).decode()
WRONG = "Authorization: Basic " + base64.b64encode(b"ann:guessed-99").decode()


def test_each_refusal_is_listed_with_who_came_through_the_tunnel_and_nothing_that_lets_in(
    start_listener: StartListener, deliveries: Deliveries
) -> None:
    listener = start_listener(path="/let-me-in", credentials=("ann", PASSWORD))
    visitor = "X-Forwarded-For: 203.0.113.7, 10.0.0.1"
    requests = {
        KnockReason.NO_CREDENTIALS: post(b"body-canary", visitor, target="/let-me-in"),
        KnockReason.WRONG_CREDENTIALS: post(b"body-canary", visitor, WRONG, target="/let-me-in?body-canary"),
        KnockReason.OTHER_PATH: post(b"body-canary", visitor, BASIC, target="/admin?body-canary"),
        KnockReason.OTHER_METHOD: post(b"", visitor, BASIC).replace(b"POST", b"PUT"),
        KnockReason.ENCODED_BODY: post(b"body-canary", visitor, BASIC, "Content-Encoding: gzip", target="/let-me-in"),
        KnockReason.BODY_TOO_LARGE: post(b"", visitor, BASIC, target="/let-me-in").replace(b"gth: 0", b"gth: 9999999"),
        KnockReason.NO_EVENT: get("/let-me-in?body-canary", visitor, BASIC),
        KnockReason.MALFORMED: post(b"", visitor, BASIC, "Host: second"),
    }
    for data in requests.values():
        with RawClient(listener.port) as client:
            assert client.ask(data).status >= 400
    entries = {entry.reason: entry for entry in listener.knocks.take_new()}
    assert set(entries) == set(requests)
    for entry in entries.values():
        assert (entry.peer, entry.forwarded_for, entry.count) == ("127.0.0.1", "203.0.113.7, 10.0.0.1", 1)
    assert {entry.path for entry in entries.values()} == {"", "/admin", "/"}
    written = repr(list(entries.values()))
    for canary in (PASSWORD, BASIC.split()[-1], WRONG.split()[-1], "guessed-99", "body-canary", "let-me-in"):
        assert canary not in written
    assert deliveries.taken == []


def test_a_visitor_that_never_sends_its_body_is_listed_with_its_address(
    start_listener: StartListener, eventually: Callable[[Callable[[], object]], None]
) -> None:
    listener = start_listener(slow_seconds=0.2)
    found: list[KnockEntry] = []
    with RawClient(listener.port) as client:
        client.send(post(b"", "X-Forwarded-For: 198.51.100.9").replace(b"gth: 0", b"gth: 5"))

        def is_listed() -> bool:
            found.extend(listener.knocks.take_new())
            return bool(found)

        eventually(is_listed)
    assert [(entry.reason, entry.forwarded_for) for entry in found] == [(KnockReason.TOO_SLOW, "198.51.100.9")]


def test_the_next_request_on_a_connection_is_not_blamed_on_the_visitor_before(start_listener: StartListener) -> None:
    listener = start_listener()
    with RawClient(listener.port) as client:
        assert client.ask(post(b"{}", "X-Forwarded-For: 198.51.100.9")).status == 204
        client.send(b"nonsense\r\n\r\n")
        with suppress(ConnectionError):
            client.answer()
    assert [(entry.reason, entry.forwarded_for) for entry in listener.knocks.take_new()] == [(KnockReason.MALFORMED, "")]


def test_an_evicted_connection_is_listed_with_its_peer(start_listener: StartListener) -> None:
    listener = start_listener(connections=1)
    with RawClient(listener.port) as silent, RawClient(listener.port) as next_one:
        assert next_one.ask(get("/healthz")).status == 200
        assert silent.rest_until_closed() == b""
    assert [(entry.reason, entry.peer) for entry in listener.knocks.take_new()] == [(KnockReason.EVICTED, "127.0.0.1")]
