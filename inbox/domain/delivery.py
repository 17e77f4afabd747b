"""One HTTP request that reached the webhook, and what became of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Delivery:
    """A request as it came: kept in the journal before it is understood."""

    received_at: datetime
    method: str
    target: str
    """The request target as sent: path and query, still percent-encoded."""
    headers: tuple[tuple[str, str], ...]
    """Name and value in the order sent, without secrets (Authorization, Cookie)."""
    body: bytes
    peer: str
    """Address and port of the sender's socket."""
    waits_since: float | None = field(default=None, compare=False, repr=False)
    """Since when its sender waits, by the monotonic clock, which the processes of a computer share; None when nobody does."""


class DeliveryOutcome(StrEnum):
    """What a delivery turned out to be."""

    RECORDING = "recording"
    DUPLICATE = "duplicate"
    IGNORED = "ignored"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender may be told: the delivery is on disk (``outcome``), or the store failed (``outcome`` is None)."""

    outcome: DeliveryOutcome | None
    reason: str = ""
    """A sentence: why it was ignored or rejected, or why the store failed."""
    error: str = ""
    """A word for programs when it was rejected: ``not-json``, ``bad-recording-id``, …"""


QUEUE_FULL = "queue-full"
"""`Receipt.error` when nothing was even tried, because too many deliveries wait already."""

Accept = Callable[[Delivery, Callable[[Receipt], None]], bool]
"""Takes a delivery; calls back, from another thread, after COMMIT. False: the queue is full and nothing was taken."""


@dataclass(frozen=True, slots=True)
class StoredDelivery:
    """A row of the delivery journal."""

    id: int
    delivery: Delivery
    outcome: DeliveryOutcome
    reason: str
    event_type: str | None
    recording_row: int | None
    """`Recording.id` of the recording that it told of; None when it told of none."""
    answer_seconds: float | None = None
    """How long the sender waited for its answer; None when that is not known."""
