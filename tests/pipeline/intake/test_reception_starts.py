"""Starts of the listener that fail or hang: how often they are tried again, and that nobody waits for them."""

import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
import pytest
import trustme
from network.certificates import Authority
from wire.deliveries import Deliveries

from inbox.network.listener import listener_process
from inbox.network.listener.binding import AddressProblem, ListenerProblem
from inbox.network.listener.listener_messages import Begin
from inbox.network.listener.listener_process import ListenerProcess
from inbox.network.listener.own_program import own_program
from inbox.network.listener.tls import TlsFiles
from inbox.pipeline.core import Core
from inbox.pipeline.intake.reception import Reception
from inbox.pipeline.opened import Options

_SECONDS = 30.0
_SOON_SECONDS = 15.0
_HANGS = "import time; time.sleep(60)"


@pytest.fixture
def deliveries() -> Iterator[Deliveries]:
    with Deliveries() as taking:
        yield taking


class Kept:
    """A reception whose listener starts as `files` and `port` say, and the moments at which it was started."""

    def __init__(self, deliveries: Deliveries, look_seconds: float) -> None:
        self._deliveries = deliveries
        self.files: TlsFiles | None = None
        self.port = 0
        self.started_at: list[float] = []
        self.silences: list[float] = []
        self.reception = Reception(self._make, again=self.silences.append, look_seconds=look_seconds)

    def _make(self, last: int | None) -> ListenerProcess:
        self.started_at.append(time.monotonic())
        certificate, key = ("", "") if self.files is None else (str(self.files.certificate), str(self.files.key))
        wish = Begin("127.0.0.1", self.port or last or 0, "/", None, certificate, key, 100)
        return ListenerProcess(wish, self._deliveries.accept)

    def pauses(self) -> list[float]:
        return [later - earlier for earlier, later in zip(self.started_at, self.started_at[1:], strict=False)]


@pytest.fixture
def keep(deliveries: Deliveries) -> Iterator[Callable[[float], Kept]]:
    with ExitStack() as stack:

        def make(look_seconds: float) -> Kept:
            kept = Kept(deliveries, look_seconds)
            stack.callback(kept.reception.stop)
            return kept

        yield make


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, trustme.CA())


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> None:
    """A listener's process that never becomes ready."""
    monkeypatch.setattr(listener_process, "own_program", lambda *_words: [sys.executable, "-c", _HANGS])


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + _SECONDS
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass in time"
        time.sleep(0.01)


@pytest.mark.expects_log
def test_a_certificate_that_cannot_be_used_costs_ever_fewer_processes_until_its_file_is_there(
    keep: Callable[[float], Kept], authority: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    kept = keep(0.3)
    kept.files = TlsFiles(authority.folder / "own.pem", authority.folder / "own.key")
    with pytest.raises(ListenerProblem, match="does not exist"):
        kept.reception.start()
    assert not kept.reception.lacks_address
    wait_until(lambda: kept.reception._failures == 5)
    pauses = kept.pauses()
    assert [pause >= least for pause, least in zip(pauses, (0.3, 0.6, 1.2, 2.4), strict=True)] == [True] * 4, pauses
    assert caplog.text.count("could not start") == 1, "once is enough"
    kept.reception._rests_until = time.monotonic() + 2 * _SECONDS
    authority.issue()
    wait_until(lambda: kept.reception.problem is None)
    assert kept.reception.listener is not None
    assert kept.reception.listener.address.startswith("https://")
    assert len(kept.started_at) <= 7, "at once again when a file came: the certificate, then its key"


@pytest.mark.expects_log
def test_other_settings_are_tried_at_once(keep: Callable[[float], Kept], authority: Authority) -> None:
    kept = keep(0.3)
    kept.files = TlsFiles(authority.folder / "nowhere.pem", authority.folder / "nowhere.key")
    with pytest.raises(ListenerProblem):
        kept.reception.start()
    kept.reception._rests_until = time.monotonic() + 2 * _SECONDS
    kept.files = None
    kept.reception.restart()
    assert kept.reception.listener is not None
    assert kept.reception.problem is None


@pytest.mark.expects_log
def test_a_port_that_is_taken_costs_nothing_and_is_tried_at_every_look(keep: Callable[[float], Kept]) -> None:
    kept = keep(0.1)
    with socket.create_server(("127.0.0.1", 0)) as other:
        kept.port = other.getsockname()[1]
        with pytest.raises(AddressProblem, match="in use"):
            kept.reception.start()
        assert kept.reception.lacks_address
        wait_until(lambda: len(kept.started_at) >= 8)
        assert kept.reception._failures == 0
        assert time.monotonic() >= kept.reception._rests_until
    wait_until(lambda: kept.reception.problem is None)
    assert not kept.reception.lacks_address
    (silence,) = kept.silences
    assert 0.7 < silence < _SECONDS, "since the start nothing has answered"


@pytest.mark.usefixtures("hanging")
def test_the_end_waits_for_no_listener_that_hangs_while_it_starts(
    keep: Callable[[float], Kept], caplog: pytest.LogCaptureFixture
) -> None:
    kept = keep(0.1)
    before = set(psutil.Process().children())
    problems: list[str] = []

    def start() -> None:
        try:
            kept.reception.start()
        except ListenerProblem as problem:
            problems.append(str(problem))

    starting = threading.Thread(target=start)
    starting.start()
    wait_until(lambda: set(psutil.Process().children()) - before)
    began = time.monotonic()
    kept.reception.stop()
    starting.join()
    assert time.monotonic() - began < _SOON_SECONDS
    assert set(psutil.Process().children()) == before
    assert "since the program ends" in problems[0]
    assert caplog.text == "", "that is no failure"


@pytest.mark.usefixtures("hanging")
def test_the_end_waits_for_no_listener_that_hangs_while_it_is_started_anew(
    deliveries: Deliveries, keep: Callable[[float], Kept]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(listener_process, "own_program", own_program)
        kept = keep(5.0)
        kept.reception.start()

    def restart() -> None:
        with suppress(ListenerProblem):
            kept.reception.restart()

    restarting = threading.Thread(target=restart)
    restarting.start()
    wait_until(lambda: len(kept.started_at) == 2)
    time.sleep(0.2)
    began = time.monotonic()
    kept.reception.stop()
    restarting.join()
    assert time.monotonic() - began < _SOON_SECONDS
    assert kept.reception.listener is None


def test_none_is_started_once_the_end_has_begun(keep: Callable[[float], Kept]) -> None:
    kept = keep(0.1)
    kept.reception.give_up()
    kept.reception.start()
    assert kept.started_at == []
    listener = kept._make(None)
    listener.give_up()
    with pytest.raises(ListenerProblem, match="since the program ends"):
        listener.start()
    assert listener.process_id is None


@pytest.mark.usefixtures("hanging")
def test_the_whole_program_ends_while_its_listener_hangs(tmp_path: Path) -> None:
    core = Core.open(Options(data_dir=str(tmp_path), listen="127.0.0.1:0"), {})
    before = set(psutil.Process().children())
    core.start_in_background()
    wait_until(lambda: set(psutil.Process().children()) - before)
    began = time.monotonic()
    core.stop()
    assert time.monotonic() - began < _SOON_SECONDS
    assert set(psutil.Process().children()) == before
