"""Media keys and panels of the desktop: a real session bus, a real window, and a client that knows only the rules of MPRIS."""

import os
import shutil
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from audio.heard_inbox import write_tone
from jeepney import DBusAddress, HeaderFields, MatchRule, Message, MessageType, Properties, new_method_call
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection
from pipeline.coming_file import ComingFile
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot
from window.listening_window import ListeningWindow

from inbox.gui.main_window import MainWindow
from inbox.gui.player import media_bus
from inbox.gui.player.media_bus import Place
from inbox.gui.review.media_keys import MediaKeys

pytestmark = [
    pytest.mark.qt_log_ignore("propagateSizeHints|raise\\(\\)|PulseAudioService"),
    pytest.mark.skipif(shutil.which("dbus-daemon") is None, reason="needs dbus-daemon (apt install dbus-daemon)"),
]

_NAME = f"org.mpris.MediaPlayer2.recording_inbox.instance{os.getpid()}"
_ROOT, _PLAYER = "org.mpris.MediaPlayer2", "org.mpris.MediaPlayer2.Player"
_PATH = "/org/mpris/MediaPlayer2"


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A session's bus of the test's own."""
    address = f"unix:path={tmp_path / 'bus'}"
    command = ["dbus-daemon", "--session", "--nofork", "--nopidfile", f"--address={address}", "--print-address=1"]
    daemon = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert daemon.stdout is not None
    daemon.stdout.readline()  # it can be asked now
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    yield
    daemon.terminate()
    daemon.wait(10)
    daemon.stdout.close()


class _Desktop:
    """What a panel does."""

    def __init__(self, connection: DBusConnection) -> None:
        self.connection = connection
        self._signals: deque[Message] = deque()
        rule = MatchRule(type="signal", path=_PATH)
        connection.filter(rule, queue=self._signals)
        connection.send_and_get_reply(message_bus.AddMatch(rule), timeout=5)

    def call(self, method: str, signature: str = "", *body: Any, interface: str = _PLAYER, path: str = _PATH) -> Any:
        """The body of the answer; the name of the error where it is one."""
        message = new_method_call(DBusAddress(path, _NAME, interface), method, signature or None, body)
        reply = self.connection.send_and_get_reply(message, timeout=5)
        failed = reply.header.message_type is MessageType.error
        return reply.header.fields[HeaderFields.error_name].rpartition(".")[2] if failed else reply.body

    def get(self, name: str, interface: str = _PLAYER) -> Any:
        message = Properties(DBusAddress(_PATH, _NAME, interface)).get(name)
        ((_kind, value),) = self.connection.send_and_get_reply(message, timeout=5).body
        return value

    def signal(self, name: str) -> Any:
        """The body of the next signal of this name."""
        while True:
            message = self.connection.recv_until_filtered(self._signals, timeout=5)
            if message.header.fields.get(HeaderFields.member) == name:
                return message.body

    def forget_signals(self) -> None:
        """All that came by now."""
        self.get("PlaybackStatus")
        self._signals.clear()

    def is_there(self) -> bool:
        return bool(self.connection.send_and_get_reply(message_bus.NameHasOwner(_NAME), timeout=5).body[0])


@pytest.fixture
def desktop(bus: None) -> Iterator[_Desktop]:
    with open_dbus_connection("SESSION") as connection:
        yield _Desktop(connection)


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[ListeningWindow]:
    window = ListeningWindow(tmp_path / "inbox")
    yield window
    window.close()


@pytest.fixture
def window(desktop: _Desktop, shown: ListeningWindow, qtbot: QtBot) -> MainWindow:
    for name in ("Stand-up", "Support \u202e 4711"):
        shown.downloaded(30.0, name=name)
    opened = shown.open()
    qtbot.waitUntil(desktop.is_there, timeout=10_000)
    return opened


def _until(qtbot: QtBot, condition: Callable[[], bool]) -> None:
    qtbot.waitUntil(condition, timeout=10_000)


def test_the_play_key_of_a_keyboard_plays_and_the_panel_shows_what(window: MainWindow, desktop: _Desktop, qtbot: QtBot) -> None:
    assert desktop.get("PlaybackStatus") == "Paused"
    assert desktop.call("PlayPause") == ()
    _until(qtbot, lambda: window.player.is_playing)
    _until(qtbot, lambda: bool(desktop.get("PlaybackStatus") == "Playing"))
    while "PlaybackStatus" not in (changed := desktop.signal("PropertiesChanged")[1]):
        pass
    assert changed["PlaybackStatus"] == ("s", "Paused"), "as it was when it was loaded"
    assert desktop.signal("PropertiesChanged")[1]["PlaybackStatus"] == ("s", "Playing")
    kind, title = desktop.get("Metadata")["xesam:title"]
    assert (kind, title) == ("s", "Support \\u202e 4711"), "what could mislead on a lock screen is written out"
    assert desktop.get("Metadata")["mpris:length"] == ("x", 30_000_000)
    _until(qtbot, lambda: bool(0 < desktop.get("Position") < 10_000_000))
    desktop.call("Play")
    desktop.call("Pause")
    _until(qtbot, lambda: not window.player.is_playing)
    desktop.call("Next")
    _until(qtbot, lambda: window.player.recording is not None and window.player.recording.title == "Stand-up")


def test_what_is_asked_in_the_moment_in_which_it_comes_to_the_bus_is_answered(
    desktop: _Desktop, shown: ListeningWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, ask = threading.Event(), media_bus._Connection.send_and_get_reply

    def late(connection: Any, message: Message, *, timeout: float | None = None) -> Message:
        if message.header.fields.get(HeaderFields.member) == "RequestName":
            receive = connection.receive
            connection.receive = lambda **options: receive(**options) if asked.wait(10) else None
        return ask(connection, message, timeout=timeout)

    monkeypatch.setattr(media_bus._Connection, "send_and_get_reply", late)
    shown.downloaded(30.0, name="Stand-up")
    shown.open()
    qtbot.waitUntil(desktop.is_there, timeout=10_000)
    threading.Timer(0.3, asked.set).start()
    assert desktop.get("PlaybackStatus") in ("Paused", "Stopped")


def test_the_panel_seeks_and_is_told_of_jumps(window: MainWindow, desktop: _Desktop, qtbot: QtBot) -> None:
    desktop.call("Seek", "x", 12_000_000)
    _until(qtbot, lambda: window.player.position_seconds == pytest.approx(12.0, abs=0.5))
    assert desktop.signal("Seeked")[0] == pytest.approx(12_000_000, abs=500_000)
    _kind, track = desktop.get("Metadata")["mpris:trackid"]
    desktop.call("SetPosition", "ox", track, 3_000_000)
    _until(qtbot, lambda: window.player.position_seconds == pytest.approx(3.0, abs=0.5))
    desktop.call("SetPosition", "ox", f"{track}9", 20_000_000)
    desktop.call("SetPosition", "ox", track, 40_000_000)
    desktop.call("Set", "ssv", _PLAYER, "Rate", ("d", 1.5), interface="org.freedesktop.DBus.Properties")
    _until(qtbot, lambda: window.player.audio.rate == 1.5)
    assert window.player.position_seconds == pytest.approx(3.0, abs=0.5), "a place in another recording, or beyond the end"


def test_whatever_a_program_sends_the_player_goes_on_answering(window: MainWindow, desktop: _Desktop) -> None:
    properties = "org.freedesktop.DBus.Properties"
    assert desktop.call("Seek", "s", "a lot") == "InvalidArgs"
    assert desktop.call("Seek") == "InvalidArgs"
    assert desktop.call("OpenUri", "s", "file:///etc/passwd") == "UnknownMethod"
    assert desktop.call("Play", path="/elsewhere") == "UnknownObject"
    assert desktop.call("Get", "ss", _PLAYER, "Nothing", interface=properties) == "UnknownProperty"
    assert desktop.call("GetAll", "s", "org.nowhere.Nothing", interface=properties) == "UnknownInterface"
    assert desktop.call("Set", "ssv", _PLAYER, "Rate", ("d", float("nan")), interface=properties) == "InvalidArgs"
    assert desktop.call("Set", "ssv", _PLAYER, "Rate", ("s", "fast"), interface=properties) == "InvalidArgs"
    assert desktop.call("Set", "ssv", _PLAYER, "PlaybackStatus", ("s", "Playing"), interface=properties) == "PropertyReadOnly"
    assert desktop.call("Seek", "x", -(2**63)) == ()
    assert "org.mpris.MediaPlayer2.Player" in desktop.call("Introspect", interface="org.freedesktop.DBus.Introspectable")[0]
    assert desktop.get("Identity", _ROOT) == "Recording Inbox"


def test_who_does_not_want_it_is_not_on_the_bus(
    window: MainWindow, desktop: _Desktop, shown: ListeningWindow, qtbot: QtBot
) -> None:
    shown.core.apply_settings({"media_keys": False})
    window.extras.actions.refresh()
    _until(qtbot, lambda: not desktop.is_there())
    shown.core.apply_settings({"media_keys": True})
    window.extras.actions.refresh()
    _until(qtbot, desktop.is_there)
    assert window.findChild(MediaKeys) is not None


@pytest.mark.parametrize("method", ["Play", "PlayPause", "Next"])
def test_what_the_desktop_asked_for_last_does_not_reach_a_player_that_was_stopped(
    window: MainWindow, desktop: _Desktop, method: str
) -> None:
    keys = window.findChild(MediaKeys)
    assert keys is not None
    loaded = window.player.recording
    assert desktop.call(method) == (), "it was taken, and waits until the window has time for it"
    keys.stop()
    QCoreApplication.sendPostedEvents()
    assert not window.player.is_playing
    assert window.player.recording == loaded
    assert not desktop.is_there()


def test_the_place_stands_while_the_sound_waits_for_the_download(
    window: MainWindow, desktop: _Desktop, qtbot: QtBot, tmp_path: Path
) -> None:
    recording, audio = window.player.recording, window.player.audio
    assert recording is not None
    coming = ComingFile(tmp_path, write_tone(tmp_path / "tone.wav", 30.0).read_bytes())
    coming.bring(16_000)
    waits: list[bool] = []
    audio.waiting_changed.connect(waits.append)
    window.player.play_growing(recording, coming.source())
    _until(qtbot, lambda: audio.position > 0.3 and waits[-1:] == [True])
    qtbot.wait(700)
    assert desktop.get("Position") == round(audio.position * 1_000_000), "it stands where the bar stands"
    audio.seek(12.0)
    _until(qtbot, lambda: bool(desktop.get("Position") == 12_000_000))
    qtbot.wait(700)
    assert desktop.get("Position") == 12_000_000
    desktop.forget_signals()
    coming.bring(len(coming.content))
    _until(qtbot, lambda: audio.position > 12.0)
    assert desktop.signal("Seeked")[0] == pytest.approx(12_000_000, abs=2_000_000), "whoever counted on is told that it stood"


def test_the_place_of_the_next_recording_begins_when_it_is_heard(window: MainWindow, desktop: _Desktop, qtbot: QtBot) -> None:
    keys, audio = window.findChild(MediaKeys), window.player.audio
    assert keys is not None
    desktop.call("Play")
    _until(qtbot, lambda: audio.position > 0.2)
    told: list[tuple[float, float]] = []
    bus = keys._bus
    assert bus is not None
    before = bus.set_place

    def set_place(place: Place, *, has_jumped: bool = False) -> None:
        told.append((place.seconds, place.rate))
        before(place, has_jumped=has_jumped)

    bus.set_place = set_place  # type: ignore[method-assign]
    window.extras.actions.trigger("next")
    _until(qtbot, lambda: any(rate == 1.0 for _, rate in told))
    first = next(number for number, (_, rate) in enumerate(told) if rate == 1.0)
    assert told[first][0] > 0, "it goes on from where the sound is, not from when it was asked for"
    assert first > 0
    assert all(rate == 0.0 for _, rate in told[:first])
