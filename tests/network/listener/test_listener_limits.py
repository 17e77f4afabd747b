"""Slow, silent, greedy and too many clients: all bounded, and honest ones are served meanwhile."""

import gc
import logging
import resource
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from network.conftest import StartListener
from wire.deliveries import Deliveries
from wire.raw_client import RawClient, get, post

from inbox.domain.knock import KnockReason
from inbox.network.listener.connection_cap import connection_limit
from inbox.network.listener.listener import Listener

pytestmark = pytest.mark.timed

SLOW = 0.5
HEAD = b"POST / HTTP/1.1\r\nHost: h\r\n"


@pytest.fixture(params=["uvloop", "asyncio"])
def impatient(request: pytest.FixtureRequest, start_listener: StartListener, monkeypatch: pytest.MonkeyPatch) -> Listener:
    """A listener that waits half a second, on each of the two event loops it may run on."""
    if request.param == "uvloop":
        pytest.importorskip("uvloop", reason="uvloop is not made for this platform")
    else:
        monkeypatch.setitem(sys.modules, "uvloop", None)
    return start_listener(slow_seconds=SLOW)


def test_a_client_that_says_nothing_is_cut(impatient: Listener) -> None:
    with RawClient(impatient.port) as client:
        assert SLOW * 0.9 < client.seconds_until_closed() < SLOW + 1
    assert impatient.knocks.counts() == {}


def test_a_kept_connection_that_is_idle_is_cut_and_not_counted(impatient: Listener) -> None:
    with RawClient(impatient.port) as client:
        assert client.ask(post(b"{}")).status == 204
        time.sleep(SLOW * 0.8)
        assert client.ask(post(b"{}")).status == 204
        assert SLOW * 0.9 < client.seconds_until_closed() < SLOW + 1
    assert impatient.knocks.counts() == {}


@pytest.mark.parametrize(
    "start",
    [HEAD, HEAD + b"Content-Length: 1000\r\n\r\n", HEAD + b"Transfer-Encoding: chunked\r\n\r\n"],
    ids=["head", "body", "chunks"],
)
def test_a_client_that_drips_is_cut_in_total(impatient: Listener, deliveries: Deliveries, start: bytes) -> None:
    drop = b"1\r\nx\r\n" if b"chunked" in start else b"x"
    began = time.monotonic()
    with RawClient(impatient.port, seconds=0.02) as client:
        client.send(start)
        with suppress(BrokenPipeError, ConnectionResetError):
            while time.monotonic() < began + 5:
                client.send(drop)
                time.sleep(0.02)
    assert SLOW * 0.9 < time.monotonic() - began < SLOW + 1
    assert deliveries.taken == []
    assert impatient.knocks.counts() == {KnockReason.TOO_SLOW: 1}


def test_a_refused_client_that_never_sends_its_short_body_is_cut(impatient: Listener) -> None:
    with RawClient(impatient.port) as client:
        assert client.ask(b"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n").status == 405
        assert client.seconds_until_closed() < SLOW + 3


def test_a_client_that_takes_no_answers_is_cut(start_listener: StartListener) -> None:
    impatient = start_listener(slow_seconds=SLOW)
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        client.settimeout(10)
        client.connect(("127.0.0.1", impatient.port))
        requests = post(b"no json", target="/") * 2000
        with suppress(BrokenPipeError, ConnectionResetError):
            while True:
                client.sendall(requests)
    assert impatient.knocks[KnockReason.TOO_SLOW] == 1


def test_a_commit_may_take_longer_than_a_client_may(
    impatient: Listener, deliveries: Deliveries, eventually: Callable[[Callable[[], object]], None]
) -> None:
    deliveries.open.clear()
    with RawClient(impatient.port) as client:
        client.send(post(b"{}"))
        eventually(lambda: deliveries.taken)
        time.sleep(SLOW * 2)
        deliveries.open.set()
        assert client.answer().status == 204


def test_a_client_that_floods_while_its_answer_is_due_fills_no_memory(
    listener: Listener, deliveries: Deliveries, eventually: Callable[[Callable[[], object]], None]
) -> None:
    deliveries.open.clear()
    with RawClient(listener.port, seconds=0.5) as client:
        client.send(post(b'{"first":1}'))
        eventually(lambda: deliveries.taken)
        with pytest.raises(TimeoutError):
            client.send(post(b'{"more":1}') * 1_000_000)
        deliveries.open.set()
        client.socket.settimeout(5)
        assert [client.answer().status for _ in range(100)] == [204] * 100


def test_more_clients_than_may_be_push_out_the_oldest_while_honest_ones_are_served(
    start_listener: StartListener, deliveries: Deliveries, eventually: Callable[[Callable[[], object]], None]
) -> None:
    cap = 20
    listener = start_listener(connections=cap)
    with ExitStack() as stack, RawClient(listener.port) as tunnel:
        for number in range(cap + 50):
            silent = stack.enter_context(RawClient(listener.port))
            silent.send(HEAD)
            if number % 10 == 0:
                start = time.monotonic()
                assert tunnel.ask(post(b'{"kept":1}')).status == 204, "a connection that delivers keeps its place"
                with RawClient(listener.port) as honest:
                    assert honest.ask(post(b'{"new":1}')).status == 204
                assert time.monotonic() - start < 1
            if number == 0:
                oldest = silent
        assert oldest.rest_until_closed() == b""
        eventually(lambda: listener.knocks[KnockReason.EVICTED] >= 50)
    assert len(deliveries.taken) == 14


def test_the_cap_stays_below_half_of_the_files_that_may_be_open() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (128, hard))
        assert connection_limit() == 63
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(4096, soft), hard))
        assert connection_limit() == 100
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_misbehaving_clients_leave_nothing_in_the_log_however_talkative_it_is(
    listener: Listener, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for data in (b"nonsense\r\n\r\n", HEAD + b"X: " + b"a" * 100_000, HEAD + b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n"):
        with RawClient(listener.port) as client:
            assert client.ask(data).status in (400, 431)
    assert [record for record in caplog.records if record.name.startswith("tornado")] == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc tells the memory")
def test_greedy_requests_take_no_memory(listener: Listener) -> None:
    def resident_kib() -> int:
        gc.collect()
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4

    def greedy() -> None:
        with suppress(OSError), RawClient(listener.port) as client:
            client.send(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
            while True:
                client.send(chunk)
        with suppress(OSError), RawClient(listener.port) as client:
            client.send(post(b"x" * 200_000, "Content-Encoding: gzip"))
        with suppress(OSError), RawClient(listener.port) as client:
            client.send(HEAD + header)

    def keep_on() -> None:
        began = time.monotonic()
        while time.monotonic() < began + 2:
            greedy()

    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    header = b"X: " + b"a" * 1_000_000
    keep_on()  # buffers, ours as a client among them, have grown to their size by then
    before = resident_kib()
    keep_on()
    assert resident_kib() - before < 10 * 1024
    with RawClient(listener.port) as honest:
        assert honest.ask(get("/healthz")).status == 200


def test_sixteen_threads_of_honest_clients_are_all_answered(listener: Listener, deliveries: Deliveries) -> None:
    statuses: list[int] = []

    def send() -> None:
        with RawClient(listener.port) as client:
            statuses.extend(client.ask(post(b"{}")).status for _ in range(50))

    threads = [threading.Thread(target=send, name=f"honest {number}") for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [204] * 800
    assert len(deliveries.taken) == 800
