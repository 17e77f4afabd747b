"""The requests that the simulated Bandwidth has had."""

import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

_MOST = 100_000


@dataclass(slots=True)
class SeenRequest:
    """One request, and how it was answered as far as it was by now."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    """By name in lower case."""
    status: int | None = None
    sent_bytes: int = 0
    """Of the answer's body, given to the connection by now."""


class RequestLog:
    """The last 100,000 requests, in the order they came. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._seen: deque[SeenRequest] = deque(maxlen=_MOST)

    def add(self, request: SeenRequest) -> None:
        """Note a request."""
        with self._lock:
            self._seen.append(request)

    def all(self) -> list[SeenRequest]:
        """Those so far."""
        with self._lock:
            return list(self._seen)
