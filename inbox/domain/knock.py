"""What was turned away at the listener's door: the reasons, and an entry of the knock log."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never


class KnockReason(StrEnum):
    """Why a request was turned away, or a connection ended."""

    MALFORMED = "malformed"
    """Not HTTP, or framed in a way on which two readers could disagree; at a listener with TLS, not TLS."""
    HEADERS_TOO_LARGE = "headers-too-large"
    BODY_TOO_LARGE = "body-too-large"
    ENCODED_BODY = "encoded-body"
    OTHER_METHOD = "other-method"
    OTHER_PATH = "other-path"
    NO_EVENT = "no-event"
    """A GET without an eventType in its query."""
    NO_CREDENTIALS = "no-credentials"
    """The first half of a challenge and response; normal for Bandwidth."""
    WRONG_CREDENTIALS = "wrong-credentials"
    QUEUE_FULL = "queue-full"
    STOPPING = "stopping"
    TOO_SLOW = "too-slow"
    """Headers, body, or the taking of an answer took longer than allowed."""
    EVICTED = "evicted"
    """The oldest connection, closed to make room for a new one."""
    NO_DESCRIPTORS = "no-descriptors"
    """The process had no file descriptor left for a new connection."""
    TLS_FAILED = "tls-failed"
    """A TLS handshake failed: the client does not trust the certificate, or speaks no TLS that is accepted."""
    CONNECTION_FAILED = "connection-failed"
    """The network below failed while a request was read or an answer written."""

    @property
    def is_ordinary(self) -> bool:
        """Whether this comes about in honest traffic too and by itself tells of no attack."""
        return self in _ORDINARY

    @property
    def sentence(self) -> str:
        """What happened, for the person."""
        match self:
            case KnockReason.MALFORMED:
                return "What came was not a well-formed request."
            case KnockReason.HEADERS_TOO_LARGE:
                return "The headers were larger than any sender needs."
            case KnockReason.BODY_TOO_LARGE:
                return "The body was larger than 1 MiB."
            case KnockReason.ENCODED_BODY:
                return "The body was compressed, and is not unpacked."
            case KnockReason.OTHER_METHOD:
                return "Only POST and GET are taken."
            case KnockReason.OTHER_PATH:
                return "The path is not the one events are sent to."
            case KnockReason.NO_EVENT:
                return "A GET without an event in its query."
            case KnockReason.NO_CREDENTIALS:
                return "No user name and password came along; Bandwidth too may ask once without them."
            case KnockReason.WRONG_CREDENTIALS:
                return "The user name or the password was wrong."
            case KnockReason.QUEUE_FULL:
                return "More events were waiting than can be held; the sender was told to come back."
            case KnockReason.STOPPING:
                return "This program was closing; the sender was told to come back."
            case KnockReason.TOO_SLOW:
                return "The sender took too long."
            case KnockReason.EVICTED:
                return "The connection was closed to make room for a newer one."
            case KnockReason.NO_DESCRIPTORS:
                return "The system allowed no further connection."
            case KnockReason.TLS_FAILED:
                return "No encrypted connection came about; the sender may not trust the certificate."
            case KnockReason.CONNECTION_FAILED:
                return "The connection broke off."
            case _:
                assert_never(self)


_ORDINARY = frozenset(
    {
        KnockReason.NO_CREDENTIALS,
        KnockReason.QUEUE_FULL,
        KnockReason.STOPPING,
        KnockReason.CONNECTION_FAILED,
    }
)


@dataclass(frozen=True, slots=True)
class KnockEntry:
    """What one visitor was turned away for, folded over its tries: those alike in reason, peer and ``forwarded_for``.

    Never holds a password, a body, a query, or a path that is a secret. All texts are storable and safe to look at.
    """

    reason: KnockReason
    peer: str
    """The address of the sender's socket, without its port; this computer's own behind a tunnel."""
    forwarded_for: str
    """What ``X-Forwarded-For`` claims; whoever sends it may make it up."""
    path: str
    """The path asked for last, percent-encoded; empty when none was read or when it may not be written down."""
    first_at: datetime
    last_at: datetime
    count: int
