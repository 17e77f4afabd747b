"""How many connections there may be, and who goes when one more comes."""

import sys
import time
from collections import OrderedDict
from typing import Protocol

from inbox.domain.knock import KnockReason

MOST_CONNECTIONS = 100


class Evictable(Protocol):
    """A connection that can be closed at once."""

    cut_at: float
    """When its client has been waited for too long, on the monotonic clock."""

    def knock(self, reason: KnockReason) -> None:
        """Counts why it, or a request on it, was turned away."""

    def cut(self) -> None:
        """Closes at once because the client was too slow."""

    def abort(self) -> None:
        """Closes at once; `ConnectionCap.remove` is called when it has happened."""


class ConnectionCap:
    """The open connections, least useful first: by the time they came, or last completed a request that was taken.

    A client that holds connections without ever sending a whole request loses its own oldest ones; a tunnel that
    delivers keeps its place.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._connections: OrderedDict[Evictable, None] = OrderedDict()
        self._probes: set[Evictable] = set()

    def __len__(self) -> int:
        return len(self._connections)

    def add(self, connection: Evictable) -> None:
        """Takes one more; the oldest goes when there are too many."""
        while len(self._connections) >= self._limit:
            self.evict_oldest()
        self._connections[connection] = None

    def add_probe(self, connection: Evictable) -> None:
        """Takes the listener's question to itself, which neither pushes anybody out nor can be pushed out."""
        self._probes.add(connection)

    def evict_oldest(self) -> None:
        """Closes the oldest connection, if there is one."""
        if self._connections:
            oldest, _ = self._connections.popitem(last=False)
            oldest.knock(KnockReason.EVICTED)
            oldest.abort()

    def renew(self, connection: Evictable) -> None:
        """The connection has just delivered: it is the youngest now."""
        if connection in self._connections:
            self._connections.move_to_end(connection)

    def remove(self, connection: Evictable) -> None:
        """The connection is closed."""
        self._connections.pop(connection, None)
        self._probes.discard(connection)

    def cut_slow(self) -> None:
        """Closes the connections whose clients have been waited for too long. To be called a few times a second."""
        now = time.monotonic()
        for connection in [each for each in self._connections if each.cut_at <= now]:
            connection.cut()

    def abort_all(self) -> None:
        """Closes every connection."""
        for connection in [*self._connections, *self._probes]:
            connection.abort()


def connection_limit(wanted: int = MOST_CONNECTIONS) -> int:
    """``wanted``, or fewer where the process may open few files: never half of what it may open."""
    if sys.platform == "win32":
        return max(1, wanted)
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return max(1, wanted if soft == resource.RLIM_INFINITY else min(wanted, soft // 2 - 1))
