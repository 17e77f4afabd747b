"""What the desktop's media keys and panels may ask and read, by the rules of MPRIS 2: messages in, answers and wishes out.

D-Bus has types that Python has not: each value stands beside its signature (``x`` counts microseconds).
"""

import math
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from jeepney import HeaderFields, Message, MessageFlag, MessageType, new_error, new_method_return

PATH = "/org/mpris/MediaPlayer2"
ROOT = "org.mpris.MediaPlayer2"
PLAYER = "org.mpris.MediaPlayer2.Player"
PROPERTIES = "org.freedesktop.DBus.Properties"
_NO_TRACK = f"{PATH}/TrackList/NoTrack"
_TRACK = "/io/github/recording_inbox/recording/"
_ERROR = "org.freedesktop.DBus.Error."
_SLOWEST, _FASTEST = 0.5, 3.0
_MILLION = 1_000_000
Typed = tuple[str, Any]
"""A signature, and a value of it."""


@dataclass(frozen=True, slots=True)
class NowPlaying:
    """What is loaded, at a moment."""

    row: int = 0
    """0: nothing is loaded."""
    title: str = ""
    """Safe to look at."""
    length: float = 0.0
    """Seconds; 0 while it is not known."""
    rate: float = 1.0
    volume: float = 1.0
    is_playing: bool = False


class Ask(Enum):
    """What the desktop can want."""

    RAISE = auto()
    PLAY = auto()
    PAUSE = auto()
    PLAY_PAUSE = auto()
    STOP = auto()
    NEXT = auto()
    PREVIOUS = auto()
    JUMP = auto()
    """By seconds, on or back."""
    GO_TO = auto()
    """A place in seconds."""
    SET_RATE = auto()
    SET_VOLUME = auto()


@dataclass(frozen=True, slots=True)
class Wish:
    """Something to be done, with the number that goes with it."""

    ask: Ask
    number: float = 0.0


_CALLS: dict[tuple[str, str], tuple[str, Ask]] = {
    (ROOT, "Raise"): ("", Ask.RAISE),
    (PLAYER, "Play"): ("", Ask.PLAY),
    (PLAYER, "Pause"): ("", Ask.PAUSE),
    (PLAYER, "PlayPause"): ("", Ask.PLAY_PAUSE),
    (PLAYER, "Stop"): ("", Ask.STOP),
    (PLAYER, "Next"): ("", Ask.NEXT),
    (PLAYER, "Previous"): ("", Ask.PREVIOUS),
    (PLAYER, "Seek"): ("x", Ask.JUMP),
    (PLAYER, "SetPosition"): ("ox", Ask.GO_TO),
}
"""The signature of what each is given, and what it means."""


def properties_of(playing: NowPlaying) -> dict[str, dict[str, Typed]]:
    """Everything that can be read, by interface and name, but the position, which is another at each moment."""
    is_there = playing.row != 0
    status = "Playing" if playing.is_playing else "Paused" if is_there else "Stopped"
    return {
        ROOT: {
            "CanQuit": ("b", False),
            "CanRaise": ("b", True),
            "HasTrackList": ("b", False),
            "Identity": ("s", "Recording Inbox"),
            "DesktopEntry": ("s", "io.github.recording_inbox.RecordingInbox"),
            "SupportedUriSchemes": ("as", []),
            "SupportedMimeTypes": ("as", []),
        },
        PLAYER: {
            "PlaybackStatus": ("s", status),
            "Rate": ("d", playing.rate),
            "MinimumRate": ("d", _SLOWEST),
            "MaximumRate": ("d", _FASTEST),
            "Volume": ("d", playing.volume),
            "Metadata": ("a{sv}", _metadata(playing)),
            "CanGoNext": ("b", is_there),
            "CanGoPrevious": ("b", is_there),
            "CanPlay": ("b", is_there),
            "CanPause": ("b", is_there),
            "CanSeek": ("b", is_there),
            "CanControl": ("b", True),
        },
    }


def microseconds(seconds: float) -> int:
    """As MPRIS counts."""
    return round(seconds * _MILLION)


def answer(message: Message, playing: NowPlaying, position: float) -> tuple[Message | None, Wish | None]:
    """The reply to a message, None where none is due, and what is to be done. Whatever comes, it raises nothing."""
    header = message.header
    if header.message_type is not MessageType.method_call:
        return None, None
    try:
        signature, body, wish = _answered(header.fields, message.body, playing, position)
        reply = new_method_return(message, signature or None, body)
    except _Refused as refused:
        reply, wish = new_error(message, _ERROR + refused.name, "s", (refused.sentence,)), None
    return (None if header.flags & MessageFlag.no_reply_expected else reply), wish


class _Refused(Exception):
    def __init__(self, name: str, sentence: str) -> None:
        super().__init__(sentence)
        self.name, self.sentence = name, sentence


def _answered(
    fields: dict[HeaderFields, Any], body: tuple[Any, ...], playing: NowPlaying, position: float
) -> tuple[str, tuple[Any, ...], Wish | None]:
    interface, member = fields.get(HeaderFields.interface, ""), fields.get(HeaderFields.member, "")
    given = fields.get(HeaderFields.signature, "")
    if interface == "org.freedesktop.DBus.Peer" and member == "Ping":
        return "", (), None
    if interface == "org.freedesktop.DBus.Introspectable" and member == "Introspect":
        from inbox.gui.player.mpris_interface import INTROSPECTION  # a long text that is seldom asked for

        return "s", (INTROSPECTION,), None
    if fields.get(HeaderFields.path) != PATH:
        raise _Refused("UnknownObject", "There is no such object.")
    if interface == PROPERTIES:
        return _property(member, given, body, playing, position)
    call = next((call for (of, name), call in _CALLS.items() if name == member and interface in (of, "")), None)
    if call is None:
        raise _Refused("UnknownMethod", "There is no such method.")
    wanted, ask = call
    if given != wanted:
        raise _Refused("InvalidArgs", f"It takes “{wanted}”.")
    return "", (), _wish(ask, body, playing)


def _wish(ask: Ask, body: tuple[Any, ...], playing: NowPlaying) -> Wish | None:
    """None where the rules say that nothing is to be done."""
    if ask is Ask.RAISE:
        return Wish(ask)
    if not playing.row:
        return None
    if ask is Ask.JUMP:
        return Wish(ask, body[0] / _MILLION)
    if ask is Ask.GO_TO:
        track, place = body[0], body[1] / _MILLION
        is_in = place >= 0 and (not playing.length or place <= playing.length)
        return Wish(ask, place) if is_in and track == _track_of(playing) else None  # of another track: too late
    return Wish(ask)


def _property(
    member: str, given: str, body: tuple[Any, ...], playing: NowPlaying, position: float
) -> tuple[str, tuple[Any, ...], Wish | None]:
    known = properties_of(playing)
    known[PLAYER]["Position"] = ("x", microseconds(position))
    wanted = {"Get": "ss", "GetAll": "s", "Set": "ssv"}.get(member)
    if wanted is None:
        raise _Refused("UnknownMethod", "There is no such method.")
    if given != wanted:
        raise _Refused("InvalidArgs", f"It takes “{wanted}”.")
    of_interface = known.get(body[0])
    if of_interface is None:
        raise _Refused("UnknownInterface", "There is no such interface.")
    if member == "GetAll":
        return "a{sv}", (of_interface,), None
    if body[1] not in of_interface:
        raise _Refused("UnknownProperty", "There is no such property.")
    if member == "Get":
        return "v", (of_interface[body[1]],), None
    return "", (), _set(body[0], body[1], body[2])


def _set(interface: str, name: str, value: Typed) -> Wish:
    if interface != PLAYER or name not in ("Rate", "Volume"):
        raise _Refused("PropertyReadOnly", "It cannot be set.")
    kind, number = value
    if kind != "d" or not math.isfinite(number):
        raise _Refused("InvalidArgs", "It takes a number.")
    if name == "Volume":
        return Wish(Ask.SET_VOLUME, min(max(number, 0.0), 1.0))
    if number == 0:
        return Wish(Ask.PAUSE)  # as the rules have it
    return Wish(Ask.SET_RATE, min(max(number, _SLOWEST), _FASTEST))


def _metadata(playing: NowPlaying) -> dict[str, Typed]:
    told: dict[str, Typed] = {"mpris:trackid": ("o", _track_of(playing))}
    if playing.row:
        told["xesam:title"] = ("s", playing.title)
        if playing.length > 0:
            told["mpris:length"] = ("x", microseconds(playing.length))
    return told


def _track_of(playing: NowPlaying) -> str:
    return f"{_TRACK}{playing.row}" if playing.row else _NO_TRACK


def changed_properties(before: NowPlaying, after: NowPlaying) -> dict[str, Typed]:
    """Those of the player that are others now."""
    old, new = properties_of(before)[PLAYER], properties_of(after)[PLAYER]
    return {name: typed for name, typed in new.items() if old[name] != typed}
