"""How many connections there may be, and who goes when one more comes."""

import sys
import time
from collections import OrderedDict
from typing import Protocol

from inbox.network.knocks import Knock, Knocks

MOST_CONNECTIONS = 100


class Evictable(Protocol):
    """A connection that can be closed at once."""

    cut_at: float
    """When its client has been waited for too long, on the monotonic clock."""

    def cut(self) -> None:
        """Closes at once because the client was too slow."""

    def abort(self) -> None:
        """Closes at once; `ConnectionCap.remove` is called when it has happened."""


class ConnectionCap:
    """The open connections, least useful first: by the time they came, or last completed a request that was taken.

    A client that holds connections without ever sending a whole request loses its own oldest ones; a tunnel that
    delivers keeps its place.
    """

    def __init__(self, limit: int, knocks: Knocks) -> None:
        self._limit = limit
        self._knocks = knocks
        self._connections: OrderedDict[Evictable, None] = OrderedDict()

    def __len__(self) -> int:
        return len(self._connections)

    def add(self, connection: Evictable) -> None:
        """Takes one more; the oldest goes when there are too many."""
        while len(self._connections) >= self._limit:
            self.evict_oldest()
        self._connections[connection] = None

    def evict_oldest(self) -> None:
        """Closes the oldest connection, if there is one."""
        if self._connections:
            oldest, _ = self._connections.popitem(last=False)
            self._knocks.count(Knock.EVICTED)
            oldest.abort()

    def renew(self, connection: Evictable) -> None:
        """The connection has just delivered: it is the youngest now."""
        if connection in self._connections:
            self._connections.move_to_end(connection)

    def remove(self, connection: Evictable) -> None:
        """The connection is closed."""
        self._connections.pop(connection, None)

    def cut_slow(self) -> None:
        """Closes the connections whose clients have been waited for too long. To be called a few times a second."""
        now = time.monotonic()
        for connection in [each for each in self._connections if each.cut_at <= now]:
            connection.cut()

    def abort_all(self) -> None:
        """Closes every connection."""
        for connection in list(self._connections):
            connection.abort()


def connection_limit() -> int:
    """100, or fewer where the process may open fewer than some 200 files: never half of what it may open."""
    if sys.platform == "win32":
        return MOST_CONNECTIONS
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MOST_CONNECTIONS
    return max(1, min(MOST_CONNECTIONS, soft // 2 - 1))
