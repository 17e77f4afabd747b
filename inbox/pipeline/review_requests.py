"""What the person makes of recordings, from the window: written in order by another thread, each action for one undo."""

import getpass
import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from inbox.domain.statuses import ReviewStatus
from inbox.storage.reviews import set_review
from inbox.storage.settings import Settings

if TYPE_CHECKING:
    from inbox.pipeline.opened import OpenInbox

Write = Callable[[Callable[[], None]], None]
"""Has something written soon in a thread of its own, and tells the person when the store did not take it."""


class ReviewRequests:
    """Every method returns at once; ``changed`` hears of the rows, from another thread, when it is written."""

    def __init__(
        self, inbox: "OpenInbox", settings: Callable[[], Settings], write: Write, changed: Callable[[Sequence[int]], None]
    ) -> None:
        self._inbox = inbox
        self._settings = settings
        self._write = write
        self._changed = changed

    def set_verdict(self, rows: Sequence[int], status: ReviewStatus) -> None:
        """The person's word on these recordings."""
        by = reviewer(self._settings())

        def write() -> None:
            set_review(self._inbox.database, rows, status, by)
            self._changed(rows)

        self._write(write)


def reviewer(settings: Settings) -> str:
    """Who it is that listens: as the settings say, else the name of the account on this computer."""
    if settings.reviewer.strip():
        return settings.reviewer.strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # an account without a name, as in a container
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "somebody"
