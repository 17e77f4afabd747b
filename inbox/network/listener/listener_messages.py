"""What the app and its listener's process say to each other."""

import msgspec

from inbox.domain.delivery import Delivery, Receipt
from inbox.domain.knock import KnockEntry

NO_TEXT = (
    "The listener cannot start: the user name, the password or the path that is asked of senders, or the address or certificate "
    "to listen with, holds bytes that are no text. Set it again."
)
"""A `Begin` that cannot be written as a message."""


class Begin(msgspec.Struct, tag=True, frozen=True):
    """To the listener: listen so. What it needs to know and no more: no account, no folder."""

    host: str
    port: int
    path: str
    credentials: tuple[str, str] | None
    certificate: str
    """Path of the certificate; empty for http."""
    key: str
    connections: int


class Settled(msgspec.Struct, tag=True, frozen=True):
    """To the listener: what became of a delivery, by its number."""

    number: int
    receipt: Receipt


class Look(msgspec.Struct, tag=True, frozen=True):
    """To the listener: do you answer? And: does the store fail at the moment?"""

    seconds: float
    store_is_failing: bool


class GiveKnocks(msgspec.Struct, tag=True, frozen=True):
    """To the listener: who was turned away since you were asked last?"""


class Stop(msgspec.Struct, tag=True, frozen=True):
    """To the listener: accept no more, let the answers that are due go out, and end."""


class Ready(msgspec.Struct, tag=True, frozen=True):
    """To the app: this process may be told how to listen."""


class Listening(msgspec.Struct, tag=True, frozen=True):
    """To the app: requests are taken."""

    port: int
    address: str


class CannotListen(msgspec.Struct, tag=True, frozen=True):
    """To the app: they cannot be, for the reason that the sentence says."""

    sentence: str


class Came(msgspec.Struct, tag=True, frozen=True):
    """To the app: a delivery, with a number for its receipt."""

    number: int
    delivery: Delivery


class Looked(msgspec.Struct, tag=True, frozen=True):
    """To the app: whether the listener answers."""

    answers: bool


class Knocked(msgspec.Struct, tag=True, frozen=True):
    """To the app: who was turned away."""

    entries: list[KnockEntry]


class Stopped(msgspec.Struct, tag=True, frozen=True):
    """To the app: the last word."""


class Logged(msgspec.Struct, tag=True, frozen=True):
    """To the app: a line for its log."""

    level: int
    logger: str
    thread: str
    text: str
    traceback: str
    """Its lines; empty when there is none."""


ToListener = Begin | Settled | Look | GiveKnocks | Stop
ToApp = Ready | Listening | CannotListen | Came | Looked | Knocked | Stopped | Logged

of_app: msgspec.msgpack.Decoder[ToListener] = msgspec.msgpack.Decoder(ToListener)
of_listener: msgspec.msgpack.Decoder[ToApp] = msgspec.msgpack.Decoder(ToApp)
