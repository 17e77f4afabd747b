"""Starting, stopping, and what the person is told when the port cannot be had."""

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from network.conftest import StartListener
from wire.deliveries import Deliveries
from wire.raw_client import RawClient, get, post

from inbox.domain.delivery import Delivery, Receipt
from inbox.domain.knock import KnockReason
from inbox.network.listener import binding
from inbox.network.listener.listener import Listener, ListenerProblem

LISTEN_FOREVER = """
import sys, threading
from inbox.domain.delivery import DeliveryOutcome, Receipt
from inbox.network.listener.listener import Listener
def accept(delivery, done):
    done(Receipt(DeliveryOutcome.RECORDING))
    return True
listener = Listener("127.0.0.1", int(sys.argv[1]), accept)
listener.start()
print(listener.port, flush=True)
threading.Event().wait()
"""

START_AND_TELL = """
import sys
from inbox.network.listener.listener import Listener, ListenerProblem
try:
    Listener(sys.argv[1], 8025, lambda delivery, done: False).start()
except ListenerProblem as problem:
    print(problem)
"""


def test_it_says_where_it_listens(listener: Listener) -> None:
    assert listener.is_running
    assert listener.port > 0
    assert listener.address == f"http://127.0.0.1:{listener.port}/"


def test_after_stop_the_port_is_free_and_the_thread_gone(listener: Listener, deliveries: Deliveries) -> None:
    with RawClient(listener.port) as kept:
        assert kept.ask(post(b"{}")).status == 204
        listener.stop()
        assert kept.rest_until_closed() == b""
    assert not listener.is_running
    assert "listener" not in {thread.name for thread in threading.enumerate()}
    with pytest.raises(ConnectionRefusedError):
        RawClient(listener.port)
    again = Listener("127.0.0.1", listener.port, deliveries.accept)
    again.start()
    again.stop()


def test_it_can_be_stopped_before_it_was_started_and_twice_and_started_again(deliveries: Deliveries) -> None:
    listener = Listener("127.0.0.1", 0, deliveries.accept)
    assert not listener.is_running
    listener.stop()
    for _ in range(2):
        listener.start()
        with RawClient(listener.port) as client:
            assert client.ask(post(b"{}")).status == 204
        listener.stop()
        listener.stop()


def test_a_delivery_that_waits_for_its_commit_is_answered_while_it_stops(
    listener: Listener, deliveries: Deliveries, eventually: Callable[[Callable[[], object]], None]
) -> None:
    deliveries.open.clear()
    with RawClient(listener.port) as client, RawClient(listener.port) as idle:
        assert idle.ask(get("/healthz")).status == 200
        client.send(post(b"{}"))
        eventually(lambda: deliveries.taken)
        stopping = threading.Thread(target=listener.stop)
        stopping.start()
        eventually(lambda: _refuses(listener.port))
        late = idle.ask(post(b"{}"))
        assert (late.status, late.headers["retry-after"], late.headers["connection"]) == (503, "5", "close")
        deliveries.open.set()
        answer = client.answer()
        assert (answer.status, answer.headers["connection"]) == (204, "close")
        stopping.join()
    assert len(deliveries.taken) == 1


@pytest.mark.timed
def test_a_commit_that_never_ends_does_not_keep_it_from_stopping(
    start_listener: StartListener, eventually: Callable[[Callable[[], object]], None]
) -> None:
    taken: list[Delivery] = []

    def swallow(delivery: Delivery, done: Callable[[Receipt], None]) -> bool:
        taken.append(delivery)
        return True

    listener = start_listener(accept=swallow)
    with RawClient(listener.port) as client:
        client.send(post(b"{}"))
        eventually(lambda: taken)
        start = time.monotonic()
        listener.stop()
        assert time.monotonic() - start < 4
        assert client.rest_until_closed() == b""


def test_a_receipt_that_comes_after_it_stopped_is_dropped_quietly(
    start_listener: StartListener, deliveries: Deliveries, eventually: Callable[[Callable[[], object]], None]
) -> None:
    kept: list[Callable[[Receipt], None]] = []

    def keep(delivery: Delivery, done: Callable[[Receipt], None]) -> bool:
        kept.append(done)
        return True

    listener = start_listener(accept=keep)
    with RawClient(listener.port) as client:
        client.send(post(b"{}"))
        eventually(lambda: kept)
        listener.stop()
    kept[0](Receipt(None))


def test_a_client_that_left_before_the_answer_is_no_error(
    listener: Listener,
    deliveries: Deliveries,
    eventually: Callable[[Callable[[], object]], None],
    caplog: pytest.LogCaptureFixture,
) -> None:
    deliveries.open.clear()
    for linger in (b"\0" * 8, b"\1\0\0\0\0\0\0\0"):  # A polite end, and a reset.
        client = RawClient(listener.port)
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        client.send(post(b"{}"))
        eventually(lambda: deliveries.taken)
        client.socket.close()
    eventually(lambda: len(deliveries.taken) == 2)
    deliveries.open.set()
    with RawClient(listener.port) as another:
        assert another.ask(post(b"{}")).status == 204
    assert caplog.records == []


def test_a_client_that_closed_its_sending_half_is_still_answered(
    listener: Listener, deliveries: Deliveries, eventually: Callable[[Callable[[], object]], None]
) -> None:
    deliveries.open.clear()
    with RawClient(listener.port) as client:
        client.send(post(b"{}"))
        client.socket.shutdown(socket.SHUT_WR)
        eventually(lambda: deliveries.taken)
        time.sleep(0.05)
        deliveries.open.set()
        assert client.answer().status == 204
        assert client.rest_until_closed() == b""


@pytest.mark.expects_log
def test_a_bug_in_what_takes_deliveries_is_logged_and_ends_the_connection_only(
    start_listener: StartListener, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(delivery: Delivery, done: object) -> bool:
        raise ZeroDivisionError

    listener = start_listener(accept=fail)
    with RawClient(listener.port) as client:
        assert client.send(post(b"{}")).rest_until_closed() == b""
    with RawClient(listener.port) as client:
        assert client.ask(get("/healthz")).status == 200
    assert [record.exc_info is not None for record in caplog.records] == [True]


@pytest.mark.expects_log
def test_a_listener_whose_loop_dies_says_that_it_is_down_and_starts_again(
    listener: Listener, eventually: Callable[[Callable[[], object]], None]
) -> None:
    loop = listener._loop
    assert loop is not None
    loop.call_soon_threadsafe(loop.stop)
    eventually(lambda: not listener.is_running)
    eventually(lambda: _refuses(listener.port))
    listener.start()
    assert listener.is_running
    with RawClient(listener.port) as client:
        assert client.ask(post(b"{}")).status == 204


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells which process holds a port")
def test_a_taken_port_names_itself_and_its_holder_and_what_to_do(deliveries: Deliveries, listener: Listener) -> None:
    second = Listener("127.0.0.1", listener.port, deliveries.accept)
    with pytest.raises(ListenerProblem) as problem:
        second.start()
    assert str(problem.value) == (
        f"Port {listener.port} on 127.0.0.1 is in use by {_own_name()} (process {os.getpid()}). Choose another with "
        "--listen 127.0.0.1:0 (a free port) or in the settings, or end that program and try again."
    )
    assert not second.is_running
    listener.stop()
    second.start()
    assert second.is_running
    second.stop()


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        (
            "192.0.2.1",
            "192.0.2.1 is not an address of this computer, so port 8025 cannot be opened there. "
            "Listen on this computer alone with --listen 127.0.0.1:8025.",
        ),
        ("a..b", "The address 'a..b' to listen on is not known. Listen on this computer alone with --listen 127.0.0.1:8025."),
    ],
)
def test_an_address_that_cannot_be_had_is_told_apart(host: str, sentence: str) -> None:
    # In a process of its own, because in this one no address but loopback can be looked up.
    child = subprocess.run([sys.executable, "-c", START_AND_TELL, host], capture_output=True, text=True, timeout=30, check=True)
    assert child.stdout.strip() == sentence


def test_a_port_that_is_none_is_told(deliveries: Deliveries) -> None:
    with pytest.raises(ListenerProblem, match=r"^65536 is not a port\. Choose one from 0 "):
        Listener("127.0.0.1", 65536, deliveries.accept).start()


def test_a_port_that_needs_rights_says_so() -> None:
    assert binding._sentence("127.0.0.1", 80, PermissionError(errno.EACCES, "Permission denied")) == (
        "Port 80 on 127.0.0.1 may not be used: Ports below 1024 are reserved for the system. "
        "Choose another with --listen 127.0.0.1:0 (a free port) or in the settings."
    )


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_after_kill_9_the_same_port_is_taken_at_once(start_listener: StartListener) -> None:
    child = subprocess.Popen([sys.executable, "-c", LISTEN_FOREVER, "0"], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    with child, child.stdout:
        port = int(child.stdout.readline())
        with RawClient(port) as client:
            assert client.ask(post(b"{}")).status == 204
            child.send_signal(signal.SIGKILL)
            child.wait(5)
            listener = start_listener(port=port)
    with RawClient(listener.port) as client:
        assert client.ask(post(b"{}")).status == 204


def test_ipv6_addresses_are_written_in_brackets(deliveries: Deliveries) -> None:
    listener = Listener("::1", 0, deliveries.accept)
    assert listener.address == "http://[::1]:0/"
    try:
        listener.start()
    except ListenerProblem:
        pytest.skip("this computer has no IPv6")
    with socket.create_connection(("::1", listener.port), timeout=5) as connection:
        connection.sendall(post(b"{}"))
        assert connection.recv(100).startswith(b"HTTP/1.1 204 ")
    listener.stop()
    assert deliveries.taken[0].peer.startswith("[::1]:")


def test_knocks_start_at_none(listener: Listener) -> None:
    assert listener.knocks.counts() == {}
    assert listener.knocks[KnockReason.EVICTED] == 0


def _refuses(port: int) -> bool:
    try:
        RawClient(port).socket.close()
    except ConnectionRefusedError:
        return True
    return False


def _own_name() -> str:
    return Path("/proc/self/comm").read_text().strip()
