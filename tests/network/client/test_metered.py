"""Whether the network is metered, asked of a real bus on which a network manager answers."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from jeepney import HeaderFields, MessageType, message_bus, new_error, new_method_return
from jeepney.io.blocking import open_dbus_connection

from inbox.network.client.metered import Metered

pytestmark = pytest.mark.skipif(which("dbus-daemon") is None, reason="needs dbus-daemon (Debian: dbus)")


class Manager:
    """A NetworkManager that knows one property."""

    def __init__(self, bus: str) -> None:
        self.says: Any = ("u", 0)
        self._connection = open_dbus_connection(bus)
        self._connection.send_and_get_reply(message_bus.RequestName("org.freedesktop.NetworkManager"), timeout=10)
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(10)
        self._connection.close()

    def _serve(self) -> None:
        while not self._stopping.is_set():
            with suppress(TimeoutError):
                call = self._connection.receive(timeout=0.05)
                if call.header.message_type is not MessageType.method_call:
                    continue
                known = call.body == ("org.freedesktop.NetworkManager", "Metered")
                if not known or call.header.fields[HeaderFields.path] != "/org/freedesktop/NetworkManager":
                    self._connection.send(new_error(call, "org.freedesktop.DBus.Error.UnknownProperty"))
                elif self.says is not None:
                    self._connection.send(new_method_return(call, "v", (self.says,)))


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A bus of our own, as the system's."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--nofork", "--print-address", f"--address=unix:path={tmp_path}/bus"],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    yield address
    daemon.terminate()
    daemon.wait(10)
    daemon.stdout.close()


@pytest.fixture
def manager(bus: str) -> Iterator[Manager]:
    manager = Manager(bus)
    yield manager
    manager.stop()


@pytest.mark.parametrize(("word", "metered"), [(0, None), (1, True), (2, False), (3, True), (4, False), (99, None)])
def test_the_network_manager_knows_whether_the_network_is_metered(manager: Manager, word: int, metered: bool | None) -> None:
    manager.says = ("u", word)
    assert Metered()() is metered


def test_an_answer_of_another_kind_tells_nothing(manager: Manager) -> None:
    manager.says = ("i", 1)
    assert Metered()() is None


def test_without_a_network_manager_nobody_can_tell(bus: str) -> None:
    assert Metered()() is None


def test_without_a_bus_nobody_can_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", f"unix:path={tmp_path}/none")
    assert Metered()() is None


def test_a_manager_that_does_not_answer_is_waited_for_a_moment_only(manager: Manager, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("inbox.network.client.metered._ANSWER_SECONDS", 0.2)
    manager.says = None
    assert Metered()() is None


def test_an_answer_is_remembered_for_a_while(manager: Manager) -> None:
    moment = 0.0
    metered = Metered(clock=lambda: moment)
    manager.says = ("u", 1)
    assert metered() is True
    manager.says = ("u", 2)
    moment = 9.9
    assert metered() is True
    moment = 10.0
    assert metered() is False
