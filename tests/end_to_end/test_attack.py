"""``serve`` under attack: honest events come in all the while, and neither memory, processor nor log grow with the attack."""

import gzip
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from end_to_end.attacker import (
    SLOW_ATTACKS,
    SLOWHTTPTEST,
    Honest,
    SlowAttack,
    connected,
    open_sockets,
    port_of,
    processor_seconds,
    resident_kib,
)
from processes.app_process import Serving, listed
from wire.raw_client import RawClient, get, post

EVENT = (Path(__file__).parents[1] / "data" / "documented-event.json").read_bytes()
HEAD = b"POST / HTTP/1.1\r\nHost: h\r\n"
CONNECTIONS = 400
MOST_GROWTH_KIB = 10 * 1024

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc tells what the process costs")
needs_slowhttptest = pytest.mark.skipif(SLOWHTTPTEST is None, reason="slowhttptest is not installed (Debian: slowhttptest)")


@pytest.fixture
def serving(tmp_path: Path) -> Iterator[Serving]:
    with Serving(tmp_path) as process:
        yield process
        assert "Traceback" not in process.errors
        assert process.terminate()[0] == 0


def _under_attack(folder: Path, name: str, seconds: int) -> tuple[Honest, int, str]:
    """What the honest sender met, the most sockets the receiver held, and its log."""
    honest, most = Honest(), 0
    with Serving(folder) as process:
        with SlowAttack(process.address, SLOW_ATTACKS[name], CONNECTIONS, seconds):
            sending = threading.Thread(target=honest.post, args=(process.address, seconds, EVENT), name="honest")
            sending.start()
            while sending.is_alive():
                most = max(most, open_sockets(process.pid))
                sending.join(0.1)
        assert process.terminate()[0] == 0
        return honest, most, process.errors


def _holds(honest: Honest, most_sockets: int, log: str, folder: Path) -> None:
    assert honest.failures == []
    assert max(honest.waited) <= 1, honest.waited
    assert max(honest.waited_on_a_kept_connection) <= 1, honest.waited_on_a_kept_connection
    assert len(honest.waited) >= 8
    assert 50 < most_sockets < 130, "the attack took place, and the cap held"
    assert "Traceback" not in log
    assert len(log) < 10_000
    assert listed(folder)[0]["deliveries"] == len(honest.waited) + len(honest.waited_on_a_kept_connection)


@pytest.mark.slow
@needs_slowhttptest
@pytest.mark.timed
def test_slow_attackers_with_four_times_the_cap_delay_no_honest_event(tmp_path: Path) -> None:
    found: dict[str, tuple[Honest, int, str]] = {}

    def attack(name: str) -> None:
        found[name] = _under_attack(tmp_path / name, name, 12)

    # Each attack on a receiver of its own, all at a time.
    attacks = [threading.Thread(target=attack, args=(name,), name=name) for name in SLOW_ATTACKS]
    for thread in attacks:
        thread.start()
    for thread in attacks:
        thread.join()
    for name in SLOW_ATTACKS:
        print(f"{name}: {len(found[name][0].waited)} honest events, at most {max(found[name][0].waited) * 1000:.0f} ms")
        _holds(*found[name], tmp_path / name)


@pytest.mark.soak
@needs_slowhttptest
@pytest.mark.parametrize("name", SLOW_ATTACKS)
def test_a_slow_attack_of_minutes_delays_no_honest_event(tmp_path: Path, name: str) -> None:
    found = _under_attack(tmp_path, name, 90)
    print(f"{name}: {len(found[0].waited)} honest events, at most {max(found[0].waited) * 1000:.0f} ms")
    _holds(*found, tmp_path)


@pytest.mark.timed
def test_with_64_files_150_connections_cost_neither_processor_nor_log(tmp_path: Path) -> None:
    with Serving(tmp_path, None, through=("prlimit", "--nofile=64:64")) as process, ExitStack() as stack:
        for _ in range(150):
            stack.enter_context(connected(process.address)).sendall(HEAD)
        before, began = processor_seconds(process.pid), time.monotonic()
        time.sleep(2)
        assert (processor_seconds(process.pid) - before) / (time.monotonic() - began) < 0.1
        with RawClient(port_of(process.address)) as honest:
            assert honest.ask(post(EVENT)).status == 204
        assert len(process.errors) < 3000, process.errors
        assert process.terminate()[0] == 0


ENDLESS_CHUNKS = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
ANSWERED = [
    HEAD + b"Content-Length: 99999999999\r\n\r\n" + b"x" * 500_000,
    HEAD + b"X: " + b"a" * 100_000 + b"\r\n\r\n",
    HEAD + b"a:b\r\n" * 10_000 + b"\r\n",
    ENDLESS_CHUNKS + (b"10000\r\n" + b"x" * 65536 + b"\r\n") * 50,
    ENDLESS_CHUNKS + b"1;" + b"e" * 300_000,
]
LEFT_UNFINISHED = [
    ENDLESS_CHUNKS + b"2\r\nxx\r\n" * 100_000,
    HEAD + b"Content-Length: 1048576\r\n\r\n" + b"x" * 1_000_000,
]


def _greedy(port: int) -> None:
    """Each thing that a sender could try to make the receiver hold in memory, once."""
    for data in ANSWERED:
        with suppress(ConnectionError), RawClient(port) as client:
            assert client.ask(data).status in (400, 413, 431)
    for data in LEFT_UNFINISHED:
        with suppress(ConnectionError), RawClient(port) as client:
            client.send(data)
            client.socket.settimeout(0.3)
            with suppress(TimeoutError):
                client.rest_until_closed()


def test_greedy_requests_take_no_memory(serving: Serving) -> None:
    port = port_of(serving.address)
    _greedy(port)
    before = resident_kib(serving.pid)
    for _ in range(5):
        _greedy(port)
    assert resident_kib(serving.pid) - before < MOST_GROWTH_KIB
    with RawClient(port) as honest:
        assert honest.ask(post(EVENT)).status == 204


@pytest.mark.parametrize("knocks", [15_000, pytest.param(50_000, marks=pytest.mark.soak)])
def test_many_knocks_in_made_up_names_take_no_memory_and_no_log(serving: Serving, knocks: int) -> None:
    port, at_once = port_of(serving.address), 250

    def knock(first: int, count: int) -> None:
        with RawClient(port) as client:
            for start in range(first, first + count, at_once):
                batch = (get(f"/{number}", f"X-Forwarded-For: made up {number}") for number in range(start, start + at_once))
                client.send(b"".join(batch))
                answers = b""
                while answers.count(b"\r\n\r\n") < at_once:
                    answers += client.socket.recv(65536)
                assert answers.count(b"HTTP/1.1 404 ") == at_once

    knock(0, 5_000)
    before = resident_kib(serving.pid)
    knock(5_000, knocks - 5_000)
    assert resident_kib(serving.pid) - before < MOST_GROWTH_KIB
    assert serving.errors.count("other-path") <= 5
    assert len(serving.errors) < 5000
    with RawClient(port) as honest:
        assert honest.ask(post(EVENT)).status == 204


def test_a_compressed_bomb_is_refused_and_not_unpacked(serving: Serving) -> None:
    bomb = gzip.compress(bytes(100_000_000))
    before = resident_kib(serving.pid)
    with RawClient(port_of(serving.address)) as client:
        assert client.ask(post(bomb, "Content-Encoding: gzip")).status == 415
    assert resident_kib(serving.pid) - before < MOST_GROWTH_KIB
    with RawClient(port_of(serving.address)) as client:
        assert client.ask(post(bomb)).status == 400, "said to be JSON, it is kept as it came, and is not JSON"


def test_a_body_without_end_from_curl_is_refused(serving: Serving) -> None:
    before = resident_kib(serving.pid)
    command = f"yes | timeout 3 curl -s -o /dev/null -w '%{{http_code}}' -X POST -T - {serving.address}"
    told = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=20)
    assert told.stdout == "413"
    assert resident_kib(serving.pid) - before < MOST_GROWTH_KIB
