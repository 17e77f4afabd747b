"""The listener's process when something goes wrong around it: nothing is left running, and nobody waits for nothing."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import psutil
import pytest
from wire.raw_client import RawClient, get, post

from inbox.domain.delivery import Accept, Delivery, DeliveryOutcome, Receipt
from inbox.network.listener import listener_process
from inbox.network.listener.binding import ListenerProblem
from inbox.network.listener.listener_messages import Begin
from inbox.network.listener.listener_process import ListenerProcess
from inbox.network.listener.port_holder import port_holder

Eventually = Callable[[Callable[[], object]], None]

_SOON_SECONDS = 15.0

_ASIDE_FAILS = """
from inbox.cli.listener import run
from inbox.network.listener.listener import Listener
def fail(self, timeout):
    raise ValueError("the mistake of this test\\n2026-01-01T00:00:00Z ERROR forged")
Listener.answers = fail
raise SystemExit(run())
"""

_SLOW_START = "import time; time.sleep(0.5); from inbox.cli.listener import run; raise SystemExit(run())"

_WITHOUT_STDERR = """
import sys
from inbox.network.listener.listener_messages import Begin
from inbox.network.listener.listener_process import ListenerProcess
listener = ListenerProcess(Begin("127.0.0.1", 0, "/", None, "", "", 100), lambda delivery, done: True)
listener.start()
print(listener.process_id, flush=True)
sys.stdin.readline()
listener.stop()
"""

_LISTENS = """
import socket, sys
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
sys.stdin.read()
"""


def refuse(_delivery: Delivery, _done: Callable[[Receipt], None]) -> bool:
    return False


class Make(Protocol):
    def __call__(self, accept: Accept = refuse, credentials: tuple[str, str] | None = None) -> ListenerProcess: ...


@pytest.fixture
def make() -> Iterator[Make]:
    with ExitStack() as stack:

        def make(accept: Accept = refuse, credentials: tuple[str, str] | None = None) -> ListenerProcess:
            listener = ListenerProcess(Begin("127.0.0.1", 0, "/", credentials, "", "", 100), accept)
            stack.callback(listener.stop)
            return listener

        yield make


def process_of(listener: ListenerProcess) -> psutil.Process:
    assert listener.process_id is not None
    return psutil.Process(listener.process_id)


def children() -> set[int]:
    return {child.pid for child in psutil.Process().children()}


def test_a_password_that_is_no_text_is_told_without_being_quoted_and_leaves_no_process(make: Make) -> None:
    before = children()
    with pytest.raises(ListenerProblem, match="are no text") as told:
        make(credentials=("ann", "s\udcffcret")).start()
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__
    assert children() == before


@pytest.mark.parametrize("name", ["listener-receipts", "listener-messages"])
def test_without_room_for_a_thread_no_process_is_left(make: Make, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    start, before = threading.Thread.start, children()

    def start_few(thread: threading.Thread) -> None:
        if thread.name == name:
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", start_few)
    with pytest.raises(RuntimeError):
        make().start()
    assert children() == before


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_end_that_is_asked_for_while_it_starts_does_not_meet_it(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener_process, "own_program", lambda *_words: [sys.executable, "-c", _SLOW_START])
    listener = make()
    starting = threading.Thread(target=listener.start)
    starting.start()
    while listener.process_id is None:
        time.sleep(0.005)
    for number in ("SIGINT", "SIGTERM", "SIGHUP"):  # as a terminal and a service manager send them: to all processes
        process_of(listener).send_signal(getattr(signal, number))
    starting.join()
    assert listener.is_running


def test_one_that_ends_while_it_starts_is_told_with_its_exit_code(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener_process, "own_program", lambda *_words: [sys.executable, "-c", "raise SystemExit(3)"])
    with pytest.raises(ListenerProblem, match=r"ended while it started, with exit code 3\."):
        make().start()


def test_one_that_hangs_while_it_starts_is_given_up_and_not_waited_for(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener_process, "own_program", lambda *_words: [sys.executable, "-c", "import time; time.sleep(60)"])
    monkeypatch.setattr(listener_process, "_START_SECONDS", 0.3)
    began = time.monotonic()
    with pytest.raises(ListenerProblem, match="did not start"):
        make().start()
    assert time.monotonic() - began < _SOON_SECONDS


@pytest.mark.expects_log
def test_a_mistake_aside_is_in_the_log_and_forges_no_line_of_it(
    make: Make, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, eventually: Eventually
) -> None:
    monkeypatch.setattr(listener_process, "own_program", lambda *_words: [sys.executable, "-c", _ASIDE_FAILS])
    listener = make()
    listener.start()
    assert not listener.answers(0.1)
    eventually(lambda: "the mistake of this test" in caplog.text)
    (record,) = [record for record in caplog.records if record.exc_text]
    assert all(line.startswith("    ") for line in str(record.exc_text).splitlines())


def test_why_the_store_fails_is_not_told_to_the_listener_and_the_sender_is_answered(make: Make) -> None:
    def fail(_delivery: Delivery, done: Callable[[Receipt], None]) -> bool:
        done(Receipt(None, "There is no room in /home/ann/\udcff."))
        return True

    listener = make(fail)
    listener.start()
    with RawClient(listener.port) as client:
        assert client.ask(post(b"{}")).status == 503
        assert client.ask(post(b"{}")).status == 503


@pytest.mark.expects_log
def test_a_second_receipt_for_one_delivery_is_a_line_of_the_log_and_ends_nothing(make: Make) -> None:
    def answer_twice(_delivery: Delivery, done: Callable[[Receipt], None]) -> bool:
        done(Receipt(DeliveryOutcome.RECORDING))
        done(Receipt(None))
        return True

    listener = make(answer_twice)
    listener.start()
    with RawClient(listener.port) as client:
        assert [client.ask(post(b"{}")).status for _ in range(3)] == [204] * 3
    assert listener.is_running


def test_while_another_program_has_the_port_no_process_is_started_in_vain() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        listener = ListenerProcess(Begin("127.0.0.1", other.getsockname()[1], "/", None, "", "", 100), refuse)
        with pytest.raises(ListenerProblem, match="in use"):
            listener.start()
    assert listener.process_id is None


def test_while_the_app_gives_no_receipts_it_holds_no_more_than_64_megabytes_of_bodies(make: Make, eventually: Eventually) -> None:
    waiting: list[Callable[[Receipt], None]] = []

    def keep(_delivery: Delivery, done: Callable[[Receipt], None]) -> bool:
        waiting.append(done)
        return True

    listener = make(keep)
    listener.start()
    body = bytes(1024 * 1024)
    with ExitStack() as stack:
        clients = [stack.enter_context(RawClient(listener.port)).send(post(body)) for _ in range(64)]
        eventually(lambda: len(waiting) == 64)
        with RawClient(listener.port) as one_more:
            assert one_more.ask(post(body)).status == 503
            for done in waiting:
                done(Receipt(DeliveryOutcome.RECORDING))
            assert {client.answer().status for client in clients} == {204}
            one_more.send(post(body))
            one_more.socket.settimeout(0.3)
            with pytest.raises(TimeoutError):
                one_more.answer()  # taken, and held again


def test_a_full_queue_is_no_failing_store(make: Make) -> None:
    listener = make()
    listener.start()
    with RawClient(listener.port) as client:
        assert client.ask(post(b"{}")).status == 503
        assert client.ask(get("/healthz")).status == 200


@pytest.mark.expects_log
def test_one_that_is_killed_is_known_not_to_answer_without_waiting(make: Make, eventually: Eventually) -> None:
    listener = make()
    listener.start()
    assert listener.answers(15)
    process_of(listener).kill()
    eventually(lambda: not listener.is_running)
    began = time.monotonic()
    assert not listener.answers(60)
    assert time.monotonic() - began < _SOON_SECONDS


@pytest.mark.expects_log
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_one_that_is_killed_while_it_is_asked_does_not_answer(make: Make) -> None:
    listener = make()
    listener.start()
    assert listener.answers(15)
    process_of(listener).suspend()
    heard: list[bool] = []
    asking = threading.Thread(target=lambda: heard.append(listener.answers(20)))
    asking.start()
    time.sleep(0.3)
    process_of(listener).kill()
    asking.join()
    assert heard == [False]


@pytest.mark.expects_log
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_one_that_hangs_and_is_not_heard_any_more_is_killed(
    make: Make, eventually: Eventually, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listener_process, "_KILL_SECONDS", 0.5)

    def make_a_mistake(_delivery: Delivery, _done: Callable[[Receipt], None]) -> bool:
        raise ValueError("the mistake of this test")

    listener = make(make_a_mistake)
    listener.start()
    with RawClient(listener.port) as client:
        client.send(post(b"{}"))
        eventually(lambda: not listener.is_running)
        process_of(listener).suspend()
        listener.stop()
    assert not psutil.pid_exists(listener.process_id or 0)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs Linux's /proc")
def test_started_by_an_app_without_stderr_it_mixes_nothing_into_its_messages() -> None:
    command = ["sh", "-c", 'exec "$0" -c "$1" 2>&-', sys.executable, _WITHOUT_STDERR]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as app:
        assert app.stdout is not None
        descriptors = Path("/proc") / app.stdout.readline().strip() / "fd"
        assert [str((descriptors / number).readlink()) for number in ("1", "2")] == ["/dev/null"] * 2
        app.communicate("end\n", timeout=20)
        assert app.returncode == 0


@pytest.mark.skipif(not Path("/proc/net/tcp").exists(), reason="needs Linux's /proc")
def test_a_shell_is_not_taken_for_who_holds_the_port_of_what_it_started() -> None:
    command = ["sh", "-c", '"$0" -c "$1" listener; true', sys.executable, _LISTENS]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as shell:
        assert shell.stdout is not None
        port = int(shell.stdout.readline())
        (process,) = psutil.Process(shell.pid).children()
        holder = port_holder(port)
        shell.communicate(timeout=20)
    assert holder is not None
    assert holder.endswith(f"(process {process.pid})")
