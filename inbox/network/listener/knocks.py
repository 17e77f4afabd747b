"""Requests that were turned away at the door: counted by reason, and listed by visitor. Bounded, and never a secret."""

import logging
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable

from inbox.domain.knock import KnockEntry, KnockReason
from inbox.domain.times import now
from inbox.domain.visible_text import visible
from inbox.network.listener.request_target import ShownPath

_log = logging.getLogger(__name__)

MOST_ENTRIES = 1000
_LONGEST_TEXT = 200

_Key = tuple[KnockReason, str, str]


class Knocks:
    """How often each reason occurred since the program started, and which visitors came of late, at most a thousand.

    The log hears of the 1st, the 10th, the 100th of each reason and so on: enough to see that something is wrong, too little
    to fill a disk. ``gives_away`` tells whether a text contains the password; ``path`` is where events are sent to, and
    never written down unless it is ``/``. Safe from any thread.
    """

    def __init__(self, path: str = "/", gives_away: Callable[[str], bool] = lambda _text: False) -> None:
        self._shown_path = ShownPath(path, gives_away, _LONGEST_TEXT)
        self._gives_away = gives_away
        self._lock = threading.Lock()
        self._counts: Counter[KnockReason] = Counter()
        self._new: OrderedDict[_Key, KnockEntry] = OrderedDict()

    def count(self, reason: KnockReason, *, peer: str = "", forwarded_for: str = "", path: str = "") -> None:
        """Counts one more.

        ``peer`` is address and port of the socket, ``path`` the request target and ``forwarded_for`` the header, all as they
        came; a knock without a peer is counted and not listed.
        """
        with self._lock:
            self._counts[reason] += 1
            count = self._counts[reason]
            if peer:
                self._list(reason, _host(peer), self._safe(forwarded_for), self._shown_path.of(path))
        if reason is not KnockReason.NO_CREDENTIALS and count == 10 ** (len(str(count)) - 1):
            _log.info("A request was turned away or a connection ended: %s (%d so far)", reason.value, count)

    def __getitem__(self, reason: KnockReason) -> int:
        return self._counts[reason]

    def counts(self) -> dict[KnockReason, int]:
        """A copy of all counts that are not zero."""
        with self._lock:
            return {reason: self._counts[reason] for reason in KnockReason if self._counts[reason]}

    def take_new(self) -> list[KnockEntry]:
        """What came since the last take, the latest last: to be added to what was taken before, and not kept here."""
        with self._lock:
            taken = list(self._new.values())
            self._new.clear()
            return taken

    def _list(self, reason: KnockReason, peer: str, forwarded_for: str, path: str) -> None:
        key, at = (reason, peer, forwarded_for), now()
        known = self._new.get(key)
        first_at, before = (known.first_at, known.count) if known is not None else (at, 0)
        self._new[key] = KnockEntry(reason, peer, forwarded_for, path, first_at, max(first_at, at), before + 1)
        self._new.move_to_end(key)
        if len(self._new) > MOST_ENTRIES:
            self._new.popitem(last=False)

    def _safe(self, text: str) -> str:
        return "" if self._gives_away(text) else visible(text[:_LONGEST_TEXT])[:_LONGEST_TEXT]


def _host(peer: str) -> str:
    return peer.rpartition(":")[0].strip("[]")[:_LONGEST_TEXT]
