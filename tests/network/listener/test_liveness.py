"""The listener knows whether it answers: asked over a real connection, in nobody's way."""

import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme
from network.certificates import Authority
from network.conftest import StartListener
from wire.deliveries import Deliveries
from wire.raw_client import RawClient, get, post

from inbox.network.listener.listener import Listener, ListenerProblem

OUT_OF_DESCRIPTORS = """
import os, resource
from inbox.network.listener.listener import Listener
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
listener = Listener("127.0.0.1", 0, lambda delivery, done: False)
listener.start()
hoard = []
try:
    while True:
        hoard.append(os.open(os.devnull, os.O_RDONLY))
except OSError:
    pass
print(listener.answers(1.0), flush=True)
for descriptor in hoard:
    os.close(descriptor)
print(listener.answers(5.0), flush=True)
listener.stop()
"""

Eventually = Callable[[Callable[[], object]], None]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "::1", "::"])
def test_it_answers_wherever_it_listens(deliveries: Deliveries, host: str) -> None:
    listener = Listener(host, 0, deliveries.accept, path="/secret", credentials=("ann", "secret"))
    assert not listener.answers(1.0)
    try:
        listener.start()
    except ListenerProblem:
        pytest.skip("this computer has no IPv6")
    try:
        assert [listener.answers(5.0) for _ in range(3)] == [True] * 3
        assert listener.knocks.counts() == {}
    finally:
        listener.stop()
    assert not listener.answers(1.0)


def test_it_answers_over_tls(start_listener: StartListener, tmp_path: Path) -> None:
    listener = start_listener(tls=Authority(tmp_path, trustme.CA()).issue())
    assert listener.answers(5.0)
    assert listener.knocks.counts() == {}


def test_a_failing_store_is_no_reason_to_start_the_listener_anew(start_listener: StartListener) -> None:
    assert start_listener(store_is_failing=lambda: True).answers(5.0)


def test_asking_pushes_nobody_out_and_is_not_pushed_out(start_listener: StartListener) -> None:
    listener = start_listener(connections=3)
    clients = [RawClient(listener.port) for _ in range(3)]
    for client in clients:
        assert client.ask(get("/healthz")).status == 200
    for _ in range(10):
        assert listener.answers(5.0)
    assert listener.knocks.counts() == {}
    for client in clients:
        assert client.ask(post(b"{}")).status == 204
        client.socket.close()


def test_a_listener_that_hangs_is_found_within_the_time(listener: Listener) -> None:
    loop = listener._loop
    assert loop is not None
    go_on = threading.Event()
    loop.call_soon_threadsafe(go_on.wait, 10)
    began = time.monotonic()
    assert not listener.answers(0.3)
    assert time.monotonic() - began < 8  # it hangs for 10
    assert listener.is_running, "in name only"
    go_on.set()
    assert listener.answers(5.0)


@pytest.mark.expects_log
def test_a_listener_whose_loop_died_is_found(listener: Listener, eventually: Eventually) -> None:
    loop = listener._loop
    assert loop is not None
    loop.call_soon_threadsafe(loop.stop)
    eventually(lambda: not listener.answers(0.2))


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
def test_without_a_descriptor_to_ask_with_it_is_not_taken_for_dead() -> None:
    child = subprocess.run([sys.executable, "-c", OUT_OF_DESCRIPTORS], capture_output=True, text=True, timeout=60, check=True)
    assert child.stdout.split() == ["True", "True"]


def test_more_connections_than_usual_may_be_asked_for(start_listener: StartListener, deliveries: Deliveries) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert soft == resource.RLIM_INFINITY or soft >= 600, "this test needs some 300 open files"
    listener = start_listener(connections=140)
    clients = [RawClient(listener.port) for _ in range(140)]
    for client in clients:
        client.send(post(b"{}"))
    assert [client.answer().status for client in clients] == [204] * 140
    for client in clients:
        assert client.ask(post(b"{}")).status == 204
        client.socket.close()
    assert listener.knocks.counts() == {}
    resource.setrlimit(resource.RLIMIT_NOFILE, (600, hard))
    try:
        assert start_listener(connections=100_000)._limit == 299
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
