"""Room on the disk: the inbox itself lives there too, and what comes in goes before what is downloaded."""

import time
from collections.abc import Callable

from inbox.domain.failure import Failure, Remedy
from inbox.storage.downloads.media_store import MediaStore

_LOOK_EVERY_SECONDS = 0.5
_MAKE_ROOM = "Make room on it, or have less kept free under Settings, Storage."


class NoRoom(Exception):
    """There is no room for (the rest of) a download; ``failure`` says so."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.sentence)
        self.failure = failure


class DiskRoom:
    """Looks at the disk of the media folder. For one thread."""

    def __init__(self, media: MediaStore, keep_free_bytes: Callable[[], int]) -> None:
        """``keep_free_bytes`` is asked each time: how much of the disk downloads leave free."""
        self._media = media
        self._keep_free_bytes = keep_free_bytes
        self._looked_at = 0.0

    def why_not(self, left: int = 0) -> Failure | None:
        """Why ``left`` more bytes cannot be downloaded; None when they can. Raises OSError."""
        if not self._media.is_there:
            return Failure(
                f"The folder for recordings, {self._media.folder}, is not there, so nothing can be downloaded. If it is on a "
                "disk that was taken out, put it back; nothing is lost meanwhile.",
                Remedy.TRY_LATER,
                for_all=True,
            )
        keep, free = self._keep_free_bytes(), self._media.free_bytes()
        if free - left >= keep:
            return None
        kept = f"The disk has {free / 1e6:,.0f} MB left, and {keep / 1e6:,.0f} MB are kept free for the inbox itself"
        if free < keep:
            return Failure(f"{kept}, so nothing is downloaded. {_MAKE_ROOM}", Remedy.TRY_LATER, for_all=True)
        sentence = f"{kept}; the {left / 1e6:,.0f} MB that are to come do not fit. {_MAKE_ROOM}"
        return Failure(sentence, Remedy.TRY_LATER, only_here=True)

    def look(self, received: int, total: int | None, *, first: bool = False) -> None:
        """Looks again, now and then. Raises NoRoom, and OSError."""
        moment = time.monotonic()
        if first or moment - self._looked_at >= _LOOK_EVERY_SECONDS:
            self._looked_at = moment
            failure = self.why_not(max((total or 0) - received, 0))
            if failure is not None:
                raise NoRoom(failure)
