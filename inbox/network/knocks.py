"""Requests that were turned away at the door: counted by reason, never stored."""

import logging
from collections import Counter
from enum import StrEnum

_log = logging.getLogger(__name__)


class Knock(StrEnum):
    """Why a request was turned away, or a connection ended."""

    MALFORMED = "malformed"
    """Not HTTP, or framed in a way on which two readers could disagree."""
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
    CONNECTION_FAILED = "connection-failed"
    """The network below failed while a request was read or an answer written."""


class Knocks:
    """How often each reason occurred since the program started.

    The log hears of the 1st, the 10th, the 100th of each reason and so on: enough to see that something is wrong, too little
    to fill a disk. Counted on the listener's thread, read from any.
    """

    def __init__(self) -> None:
        self._counts: Counter[Knock] = Counter()

    def count(self, reason: Knock) -> None:
        """Counts one more."""
        self._counts[reason] += 1
        count = self._counts[reason]
        if reason is not Knock.NO_CREDENTIALS and count == 10 ** (len(str(count)) - 1):
            _log.info("A request was turned away or a connection ended: %s (%d so far)", reason.value, count)

    def __getitem__(self, reason: Knock) -> int:
        return self._counts[reason]

    def counts(self) -> dict[Knock, int]:
        """A copy of all counts that are not zero."""
        return {reason: self._counts[reason] for reason in Knock if self._counts[reason]}
