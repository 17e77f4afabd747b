"""Few file descriptors: a process that runs out of them neither spins nor floods its log, and recovers."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from wire.raw_client import RawClient, post

HEAD = b"POST / HTTP/1.1\r\nHost: h\r\n"

UNDER_A_LIMIT = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
from inbox.domain.delivery import DeliveryOutcome, Receipt
from inbox.network.listener.listener import Listener
def accept(delivery, done):
    done(Receipt(DeliveryOutcome.RECORDING))
    return True
listener = Listener("127.0.0.1", 0, accept)
listener.start()
hoard = []
if sys.argv[1] != "free":
    try:
        while True:
            hoard.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        for _ in range(2 if sys.argv[1] == "hoard" else 0):
            os.close(hoard.pop())
print(listener.port, flush=True)
sys.stdin.readline()
for descriptor in hoard:
    os.close(descriptor)
print("released", flush=True)
sys.stdin.readline()
print(listener.knocks.counts(), flush=True)
listener.stop()
"""


@pytest.fixture
def cramped(request: pytest.FixtureRequest) -> Iterator["Cramped"]:
    """A listener in a process that may open 64 files."""
    with Cramped(request.param) as child:
        yield child


class Cramped:
    """The child, and what it costs."""

    def __init__(self, how: str) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-c", UNDER_A_LIMIT, how],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Cramped":
        self.port = int(self.read())
        return self

    def __exit__(self, *_: object) -> None:
        self._child.kill()
        self._child.communicate()

    def read(self) -> str:
        assert self._child.stdout is not None
        return self._child.stdout.readline().strip()

    def go_on(self) -> str:
        assert self._child.stdin is not None
        self._child.stdin.write("\n")
        self._child.stdin.flush()
        return self.read()

    def processor_seconds(self) -> float:
        fields = Path(f"/proc/{self._child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def end(self) -> str:
        """Ends the child; what it wrote to its log."""
        assert self._child.stdin is not None
        _, log = self._child.communicate("\n\n", timeout=10)
        assert self._child.returncode == 0
        return log


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc tells the processor time")
@pytest.mark.parametrize("cramped", ["free"], indirect=True)
@pytest.mark.timed
def test_a_process_that_may_open_64_files_survives_150_connections(cramped: Cramped) -> None:
    with ExitStack() as stack:
        for _ in range(150):
            stack.enter_context(RawClient(cramped.port)).send(HEAD)
        before = cramped.processor_seconds()
        time.sleep(1)
        assert cramped.processor_seconds() - before < 0.1
        with RawClient(cramped.port) as honest:
            assert honest.ask(post(b"{}")).status == 204
    assert cramped.end() == ""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc tells the processor time")
@pytest.mark.parametrize("cramped", ["hoard", "hoard all"], indirect=True)
@pytest.mark.timed
def test_without_descriptors_it_neither_spins_nor_floods_the_log_and_recovers(cramped: Cramped) -> None:
    with ExitStack() as stack:
        for _ in range(40):
            stack.enter_context(RawClient(cramped.port))
        before = cramped.processor_seconds()
        time.sleep(1)
        assert cramped.processor_seconds() - before < 0.1
        assert cramped.go_on() == "released"
        with RawClient(cramped.port) as honest:
            assert honest.ask(post(b"{}")).status == 204
    assert "NO_DESCRIPTORS" in cramped.go_on()
    log = cramped.end()
    assert log.count("\n") == 1
    assert "No new connection can be accepted" in log
