"""Parts of a file that are fetched ahead of its download, because the person wants to hear them now."""

import threading
from collections import OrderedDict
from collections.abc import Callable

_PIECE_BYTES = 1 << 15
"""Two seconds of an 8 kHz WAV: a quarter of a second at 1 Mbit/s."""
_PIECES_AHEAD = 8
_PIECES_KEPT = 256
_FAILURES = 3
_REST_SECONDS = 0.5

Fetch = Callable[[int, int], bytes | None]


class RangeReader:
    """Fetches, in a thread of its own that begins with the first wish, the pieces around where the person listens."""

    def __init__(
        self, fetch: Fetch, interrupt: Callable[[], None] = lambda: None, ended: Callable[[], None] = lambda: None
    ) -> None:
        """``fetch`` gives the bytes from one place to before the other, None when it cannot; ``interrupt`` ends it early.

        ``ended`` is called in the thread of ``fetch``, after the last one.
        """
        self._fetch, self._interrupt, self._ended = fetch, interrupt, ended
        self._change = threading.Condition()
        self._pieces: OrderedDict[int, bytes] = OrderedDict()
        self._wanted: int | None = None
        self._total = 0
        self._failures = 0
        self._is_closed = False
        self._thread: threading.Thread | None = None

    @property
    def is_busy(self) -> bool:
        """Whether what is wanted may come yet."""
        with self._change:
            return self._wanted is not None and self._failures < _FAILURES and not self._is_closed

    def want(self, place: int | None, total: int | None = None) -> None:
        """From here on, some pieces ahead, of a file of ``total`` bytes; None: nothing, for the download itself is further."""
        with self._change:
            if self._is_closed or (place is not None and not (total or self._total)):
                return
            self._total = total or self._total
            if place == self._wanted:
                return
            if place is not None and (self._wanted is None or abs(place - self._wanted) > _PIECE_BYTES):
                self._failures = 0
            self._wanted = place
            if place is not None and self._thread is None:
                self._start()
            self._change.notify_all()

    def has(self, begin: int, end: int) -> bool:
        """Whether all of these bytes are here."""
        with self._change:
            return all(at in self._pieces for at in range(begin - begin % _PIECE_BYTES, end, _PIECE_BYTES))

    def read(self, begin: int, count: int) -> bytes:
        """What is here of these bytes, up to the first one that is not."""
        result, end = b"", begin + count
        with self._change:
            while begin < end:
                first = begin - begin % _PIECE_BYTES
                piece = self._pieces.get(first, b"")[begin - first : end - first]
                if not piece:
                    break
                result += piece
                begin += len(piece)
        return result

    def forget(self) -> None:
        """What was fetched may be of another file; nothing is wanted for now."""
        with self._change:
            self._pieces.clear()
            self._wanted = None

    def close(self) -> None:
        """Nothing more is wanted: the thread ends as soon as it hears of it. Never waits; from any thread."""
        with self._change:
            self._is_closed = True
            self._change.notify_all()
        if self._thread is not None:
            self._interrupt()

    @property
    def has_ended(self) -> bool:
        """Whether it is closed, and its thread has ended."""
        return self._is_closed and (self._thread is None or not self._thread.is_alive())

    def stop(self, within: float) -> bool:
        """The same, and joins the thread, for so many seconds at most; False when it has not ended by then."""
        self.close()
        if self._thread is not None:
            self._thread.join(within)
        return self.has_ended

    def _start(self) -> None:
        # a daemon: what it fetches is kept nowhere, so that a server that cannot be left in time harms nothing
        self._thread = threading.Thread(target=self._run, name="media-ranges", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._fetch_what_is_wanted()
        finally:
            self._ended()

    def _fetch_what_is_wanted(self) -> None:
        while True:
            with self._change:
                while (at := self._next()) is None and not self._is_closed:
                    self._change.wait()
                if self._is_closed or at is None:
                    return
                end = min(at + _PIECE_BYTES, self._total)
            piece = self._fetch(at, end)
            with self._change:
                if piece is not None and len(piece) == end - at:
                    self._failures = 0
                    self._pieces[at] = piece
                    while len(self._pieces) > _PIECES_KEPT:
                        self._pieces.popitem(last=False)
                else:
                    self._failures += 1
                    if not self._is_closed:
                        self._change.wait(_REST_SECONDS)

    def _next(self) -> int | None:
        """The first piece that is not here yet; None when there is nothing to do."""
        if self._wanted is None or self._failures >= _FAILURES:
            return None
        first = self._wanted - self._wanted % _PIECE_BYTES
        ahead = range(first, min(first + _PIECES_AHEAD * _PIECE_BYTES, self._total), _PIECE_BYTES)
        return next((at for at in ahead if at not in self._pieces), None)
