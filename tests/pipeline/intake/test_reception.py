"""The listener comes back by itself, and says meanwhile why nothing can arrive."""

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator

import psutil
import pytest
from wire.deliveries import Deliveries

from inbox.domain.knock import KnockReason
from inbox.network.listener import listener_process
from inbox.network.listener.binding import ListenerProblem
from inbox.network.listener.listener_messages import Begin
from inbox.network.listener.listener_process import ListenerProcess
from inbox.pipeline.intake.reception import Listener, Reception

_SECONDS = 30.0


@pytest.fixture
def deliveries() -> Iterator[Deliveries]:
    with Deliveries() as taking:
        yield taking


@pytest.fixture
def reception(deliveries: Deliveries) -> Iterator[Callable[[int], Reception]]:
    made: list[Reception] = []

    def make(port: int) -> Reception:
        reception = Reception(lambda last: listener_at(port or last or 0, deliveries), look_seconds=0.25)
        made.append(reception)
        return reception

    yield make
    for each in made:
        each.stop()


def listener_at(port: int, deliveries: Deliveries) -> ListenerProcess:
    return ListenerProcess(Begin("127.0.0.1", port, "/", None, "", "", 100), deliveries.accept)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.02)


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            return connection.recv(100).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def process_of(listener: Listener | None) -> psutil.Process:
    assert isinstance(listener, ListenerProcess)
    assert listener.process_id is not None
    return psutil.Process(listener.process_id)


@pytest.mark.expects_log
def test_a_listener_that_dies_is_back_on_the_same_port_within_seconds(reception: Callable[[int], Reception]) -> None:
    kept = reception(0)
    kept.start()
    first = kept.listener
    assert first is not None
    process_of(first).kill()
    wait_until(lambda: kept.listener is not None and kept.listener is not first)
    assert kept.listener is not None
    assert kept.listener.port == first.port
    assert answers(first.port)
    assert kept.problem is None


@pytest.mark.expects_log
def test_a_listener_that_no_longer_answers_is_started_anew(reception: Callable[[int], Reception]) -> None:
    kept = reception(0)
    kept.start()
    first = kept.listener
    assert first is not None
    process_of(first).suspend()
    wait_until(lambda: kept.listener is not None and kept.listener is not first and answers(first.port))


@pytest.mark.expects_log
def test_a_port_that_another_program_holds_is_told_of_and_taken_once_it_is_free(reception: Callable[[int], Reception]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        kept = reception(port)
        with pytest.raises(ListenerProblem, match=f"Port {port}"):
            kept.start()
        assert kept.listener is None
        assert str(port) in (kept.problem or "")
    wait_until(lambda: kept.problem is None and answers(port))


@pytest.mark.expects_log
def test_a_port_that_is_lost_while_the_listener_was_down_is_won_back(reception: Callable[[int], Reception]) -> None:
    kept = reception(0)
    kept.start()
    first = kept.listener
    assert first is not None
    with kept._one_at_a_time:  # nobody looks before the other program has the port
        process_of(first).kill()
        wait_until(lambda: "again and again" in (kept.problem or ""))
        other = socket.create_server(("127.0.0.1", first.port))
    with other:
        wait_until(lambda: "in use" in (kept.problem or ""))
    wait_until(lambda: kept.problem is None and answers(first.port))


def test_who_was_turned_away_is_not_forgotten_when_the_listener_is_started_anew(reception: Callable[[int], Reception]) -> None:
    kept = reception(0)
    kept.start()
    assert kept.listener is not None
    port = kept.listener.port
    with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        connection.sendall(b"GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert b"404" in connection.recv(100)
    kept.restart()
    (knock,) = kept.take_knocks()
    assert (knock.reason, knock.path, knock.count) == (KnockReason.OTHER_PATH, "/elsewhere", 1)
    assert kept.take_knocks() == []
    assert kept.listener is not None
    assert kept.listener.port == port


@pytest.mark.timed
def test_a_change_of_the_settings_leaves_senders_without_a_listener_for_a_moment_only(
    reception: Callable[[int], Reception], monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = "import time; time.sleep(1); from inbox.cli.listener import run; raise SystemExit(run())"
    monkeypatch.setattr(listener_process, "own_program", lambda *_words: [sys.executable, "-c", slow])
    kept = reception(0)
    kept.start()
    first = kept.listener
    assert first is not None
    restarting = threading.Thread(target=kept.restart)
    restarting.start()
    away = 0.0
    while restarting.is_alive():
        began = time.monotonic()
        if not answers(first.port):
            time.sleep(0.01)
            away += time.monotonic() - began
    assert away < 0.7
    assert kept.listener is not first


@pytest.mark.expects_log
def test_one_that_has_died_is_let_go_of_when_the_person_is_faster(reception: Callable[[int], Reception]) -> None:
    kept = reception(0)
    kept.start()
    first = kept.listener
    process = process_of(first)
    with kept._one_at_a_time:  # nobody looks before
        process.kill()
        wait_until(lambda: kept.listener is None)
        kept.retry()
    assert kept.listener is not first
    assert not psutil.pid_exists(process.pid)


def test_settings_that_are_changed_before_the_start_leave_one_listener(reception: Callable[[int], Reception]) -> None:
    kept = reception(0)
    kept.restart()
    first = kept.listener
    kept.start()
    assert kept.listener is first


@pytest.mark.expects_log
def test_a_mistake_while_it_starts_is_told_and_does_not_end_the_trying(
    deliveries: Deliveries, caplog: pytest.LogCaptureFixture
) -> None:
    is_mended = threading.Event()

    def make(last: int | None) -> Listener:
        if not is_mended.is_set():
            raise RuntimeError("can't start new thread")
        return listener_at(last or 0, deliveries)

    kept = Reception(make, look_seconds=0.02)
    try:
        with pytest.raises(RuntimeError):
            kept.start()
        wait_until(lambda: len(caplog.records) > 0)
        time.sleep(0.3)
        assert "mistake in this program" in (kept.problem or "")
        assert len(caplog.records) == 1
        is_mended.set()
        wait_until(lambda: kept.listener is not None)
        assert kept.problem is None
    finally:
        kept.stop()
