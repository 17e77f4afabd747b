"""The listener in a process of its own: what it is told, what it must not know, and what becomes of it when either side ends."""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, Protocol

import psutil
import pytest
from wire.deliveries import Deliveries
from wire.raw_client import RawClient, get, post

from inbox.domain.delivery import Delivery, Receipt
from inbox.domain.knock import KnockReason
from inbox.network.listener import listener_process
from inbox.network.listener.binding import ListenerProblem
from inbox.network.listener.listener_messages import Begin
from inbox.network.listener.listener_process import ListenerProcess
from inbox.network.listener.port_holder import port_holder

Eventually = Callable[[Callable[[], object]], None]

_APP = """
import sys, time
from inbox.network.listener.listener_messages import Begin
from inbox.network.listener.listener_process import ListenerProcess
from inbox.network.listener.port_holder import port_holder
listener = ListenerProcess(Begin("127.0.0.1", 0, "/", None, "", "", 100), lambda delivery, done: True)
listener.start()
print(listener.port, listener.process_id, flush=True)
time.sleep(60)
"""

_LOOP_ENDS = """
import threading
from inbox.cli.listener import run
from inbox.network.listener.listener import Listener
start = Listener.start
def start_and_end(self):
    start(self)
    threading.Timer(0.5, lambda: self._loop.call_soon_threadsafe(self._loop.stop)).start()
Listener.start = start_and_end
raise SystemExit(run())
"""


def wish(**changes: Any) -> Begin:
    named: dict[str, Any] = {"host": "127.0.0.1", "port": 0, "path": "/", "credentials": None, "connections": 100}
    return Begin(**({"certificate": "", "key": ""} | named | changes))


class Start(Protocol):
    def __call__(self, **options: Any) -> ListenerProcess: ...


@pytest.fixture
def start(deliveries: Deliveries) -> Iterator[Start]:
    with ExitStack() as stack:

        def start(**options: Any) -> ListenerProcess:
            failing = options.pop("store_is_failing", lambda: False)
            accept = options.pop("accept", deliveries.accept)
            listener = ListenerProcess(wish(**options), accept, store_is_failing=failing)
            stack.callback(listener.stop)
            listener.start()
            return listener

        yield start


def process_of(listener: ListenerProcess) -> psutil.Process:
    assert listener.process_id is not None
    return psutil.Process(listener.process_id)


def test_an_event_comes_as_it_was_sent_and_is_answered_when_there_is_a_receipt(start: Start, deliveries: Deliveries) -> None:
    listener = start(path="/events", credentials=("ann", "sécret"))
    body = bytes(range(256)) * 4
    deliveries.open.clear()
    began = time.monotonic()
    with RawClient(listener.port) as client:
        client.send(post(body, "Authorization: Basic YW5uOnPDqWNyZXQ=", "X-Odd: caf\xe9 \x80", target="/events?a=%00"))
        client.socket.settimeout(0.3)
        with pytest.raises(TimeoutError):
            client.answer()
        client.socket.settimeout(5)
        deliveries.open.set()
        assert client.answer().status == 400  # it is not JSON
    (taken,) = deliveries.taken
    assert (taken.method, taken.target, taken.body) == ("POST", "/events?a=%00", body)
    assert ("X-Odd", "caf\xe9 \x80") in taken.headers
    assert "Authorization" not in dict(taken.headers)
    assert taken.received_at.tzinfo is not None
    assert taken.waits_since is not None
    assert began <= taken.waits_since <= time.monotonic()


def test_it_knows_nothing_of_the_account(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BW_CLIENT_SECRET", "BW_PASSWORD", "INBOX_WEBHOOK_PASSWORD"):
        monkeypatch.setenv(name, "canary-7f3a")
    process = process_of(start(credentials=("ann", "canary-7f3a")))
    assert "canary-7f3a" not in " ".join([*process.cmdline(), *map(str, process.environ().items())])


def test_it_finds_no_modules_in_the_folder_the_person_is_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "__init__.py").write_text("raise SystemExit('found the wrong one')")
    (tmp_path / "tornado.py").write_text("raise SystemExit('found the wrong one')")
    monkeypatch.chdir(tmp_path)
    listener = ListenerProcess(wish(), lambda _delivery, _done: False)
    listener.start()
    listener.stop()


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_when_the_app_is_killed_it_ends_at_once_and_leaves_its_port(eventually: Eventually) -> None:
    with subprocess.Popen([sys.executable, "-c", _APP], stdout=subprocess.PIPE, text=True) as app:
        assert app.stdout is not None
        port, process = map(int, app.stdout.readline().split())
        with RawClient(port) as client:
            client.send(post(b"{}"))  # it holds no answer to this one
            app.send_signal(signal.SIGKILL)
            app.wait(5)
            with suppress(ConnectionResetError):
                assert client.socket.recv(100) == b"", "an answer without a receipt"
        eventually(lambda: not psutil.pid_exists(process))
        socket.create_server(("127.0.0.1", port)).close()


@pytest.mark.expects_log
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_when_it_is_killed_the_app_sees_it_at_once(start: Start, eventually: Eventually) -> None:
    listener = start()
    assert listener.is_running
    process_of(listener).kill()
    eventually(lambda: not listener.is_running)
    assert not listener.answers(1)
    assert listener.take_knocks() == []


@pytest.mark.expects_log
def test_when_its_event_loop_ends_so_does_the_process_and_says_so(
    eventually: Eventually, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(listener_process, "own_program", lambda *_words: [sys.executable, "-c", _LOOP_ENDS])
    listener = ListenerProcess(wish(), lambda _delivery, _done: False)
    listener.start()
    assert listener.is_running
    eventually(lambda: not listener.is_running)
    listener.stop()
    assert "has ended because of a bug" in caplog.text
    assert "Traceback" in caplog.text
    assert "The listener's process has ended by itself." in caplog.text


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_signals_meant_for_the_app_do_not_end_it(start: Start) -> None:
    listener = start()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        process_of(listener).send_signal(number)
    with RawClient(listener.port) as client:
        assert client.ask(post(b"{}")).status == 204


def test_stopping_lets_the_answers_that_are_due_go_out(start: Start, deliveries: Deliveries, eventually: Eventually) -> None:
    listener = start()
    deliveries.open.clear()
    with RawClient(listener.port) as client:
        client.send(post(b"{}"))
        eventually(lambda: deliveries.taken)
        stopping = threading.Thread(target=listener.stop)
        stopping.start()
        time.sleep(0.3)
        deliveries.open.set()
        assert client.answer().status == 204
        stopping.join()
    assert not psutil.pid_exists(listener.process_id or 0)


@pytest.mark.expects_log
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_one_that_hangs_is_killed_at_the_end(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("_STOP_SECONDS", "_KILL_SECONDS", "_ANSWER_SECONDS"):
        monkeypatch.setattr(listener_process, name, 0.2)
    listener = start()
    process_of(listener).suspend()
    assert not listener.answers(0.2)
    listener.stop()
    assert not psutil.pid_exists(listener.process_id or 0)


def test_a_port_that_is_taken_is_told_and_no_process_is_left() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        listener = ListenerProcess(wish(port=port), lambda _delivery, _done: False)
        with pytest.raises(ListenerProblem, match=rf"^Port {port} on 127\.0\.0\.1 is in use by "):
            listener.start()
    assert not listener.is_running
    assert not psutil.pid_exists(listener.process_id or 0)


def test_a_certificate_that_cannot_be_used_is_told(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.pem")
    listener = ListenerProcess(wish(certificate=missing, key=missing), lambda _delivery, _done: False)
    with pytest.raises(ListenerProblem, match=r"none\.pem"):
        listener.start()


def test_a_process_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(listener_process, "own_program", lambda *_words: [str(tmp_path / "none")])
    with pytest.raises(ListenerProblem, match=r"^The listener's process could not be started: No such file or directory"):
        ListenerProcess(wish(), lambda _delivery, _done: False).start()


def test_its_log_lines_are_in_the_apps_log(start: Start, caplog: pytest.LogCaptureFixture, eventually: Eventually) -> None:
    caplog.set_level(logging.INFO)
    listener = start()
    with RawClient(listener.port) as client:
        assert client.ask(get("/elsewhere")).status == 404
    eventually(lambda: any("other-path (1 so far)" in record.getMessage() for record in caplog.records))
    (record,) = [record for record in caplog.records if "other-path" in record.getMessage()]
    assert (record.name, record.levelno) == ("inbox.network.listener.knocks", logging.INFO)


def test_knocks_are_told_when_asked_and_the_last_ones_at_the_end(start: Start) -> None:
    listener = start()
    with RawClient(listener.port) as client:
        client.ask(get("/elsewhere"))
        (first,) = listener.take_knocks()
        assert (first.reason, first.path, first.peer, first.count) == (KnockReason.OTHER_PATH, "/elsewhere", "127.0.0.1", 1)
        assert listener.take_knocks() == []
        client.ask(get("/again"))
    listener.stop()
    assert [knock.path for knock in listener.take_knocks()] == ["/again"]


def test_a_full_queue_is_told_and_counted(start: Start, deliveries: Deliveries) -> None:
    deliveries.capacity = 0
    listener = start()
    with RawClient(listener.port) as client:
        answer = client.ask(post(b"{}"))
    assert (answer.status, "retry-after" in answer.headers) == (503, True)
    assert [knock.reason for knock in listener.take_knocks()] == [KnockReason.QUEUE_FULL]


def test_health_follows_the_store(start: Start, deliveries: Deliveries) -> None:
    failing = True
    listener = start(store_is_failing=lambda: failing)
    with RawClient(listener.port) as client:
        assert listener.answers(15)
        assert client.ask(get("/healthz")).status == 503
        assert client.ask(post(b"{}")).status == 204
        assert client.ask(get("/healthz")).status == 200, "the store has just taken an event"
        deliveries.failing = True
        assert client.ask(post(b"{}")).status == 503
        assert client.ask(get("/healthz")).status == 503
        failing = False
        assert listener.answers(15)
        assert client.ask(get("/healthz")).status == 200


def test_it_answers_while_the_app_is_busy(start: Start) -> None:
    body = b'"' + b"x" * 1_000_000 + b'"'  # several of these are more than the pipe holds
    taken: list[Callable[[Receipt], None]] = []
    goes_on = threading.Event()

    def accept(_delivery: Delivery, done: Callable[[Receipt], None]) -> bool:
        goes_on.wait(20)
        taken.append(done)
        done(Receipt(None))
        return True

    listener = start(accept=accept)
    with ExitStack() as stack:
        clients = [stack.enter_context(RawClient(listener.port, 20)) for _ in range(8)]
        for client in clients:
            client.send(post(body))
        with RawClient(listener.port, 2) as other:
            assert other.ask(get("/elsewhere")).status == 404
        goes_on.set()
        assert {client.answer().status for client in clients} == {503}
    assert len(taken) == 8


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs Linux's /proc")
def test_who_holds_its_port_is_the_app_and_not_its_listener(start: Start) -> None:
    holder = port_holder(start().port)
    assert holder is not None
    assert holder.endswith(f"(process {os.getpid()})")
