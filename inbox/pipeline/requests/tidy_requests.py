"""What the person wants of the downloaded files: a preview of what would go, its going, and to have it back."""

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from inbox.domain.removal import RemovalPlan
from inbox.domain.times import now
from inbox.storage.downloads.expiry import Expiry
from inbox.storage.downloads.media_retention import apply, plan
from inbox.storage.downloads.trash import Trash
from inbox.storage.problems import StorageProblem
from inbox.storage.settings.settings import Settings

if TYPE_CHECKING:
    from inbox.pipeline.opened import OpenInbox
    from inbox.pipeline.running import Running

_log = logging.getLogger(__name__)

Errand = Callable[[Callable[["Running"], None]], None]
"""Has something done soon in a thread of its own, and tells the person when it could not be done."""


def _nobody(_rows: Sequence[int]) -> None:
    pass


class TidyRequests:
    """``changed`` hears of the rows, from another thread, when something is done."""

    def __init__(
        self,
        inbox: "OpenInbox",
        settings: Callable[[], Settings],
        do: Errand,
        changed: Callable[[Sequence[int]], None],
    ) -> None:
        self._inbox = inbox
        self._settings = settings
        self._do = do
        self._changed = changed

    @property
    def _trash(self) -> Trash:
        return self._inbox.trash

    @property
    def _expiry(self) -> Expiry:
        return self._inbox.expiry

    def plan(self) -> RemovalPlan:
        """What the limits would move to the trash now. Takes a while: not in the GUI thread. Raises a Problem."""
        return plan(self._inbox.database, self._settings(), now())

    def trash_size(self) -> tuple[int, int]:
        """How many files the trash holds, and their bytes. Not in the GUI thread. Raises StoreFailing."""
        return self._trash.size()

    def tidy(self, plan: RemovalPlan, done: Callable[[Sequence[int]], None] = _nobody) -> None:
        """Moves what was previewed to the trash. Returns at once; ``done`` hears from another thread what went."""

        def tidy(_running: "Running") -> None:
            gone = apply(plan, self._trash, now())
            self._changed(gone)
            done(gone)

        self._do(tidy)

    def undo(self, done: Callable[[Sequence[int]], None] = _nobody) -> None:
        """Brings back what went to the trash last. Returns at once; ``done`` hears from another thread what is here again."""

        def undo(_running: "Running") -> None:
            back = self._trash.bring_back_all(self._trash.newest())
            self._changed(back)
            done(back)

        self._do(undo)

    def bring_back(self, rows: Sequence[int]) -> None:
        """Brings these back from the trash, as far as it has them. Returns at once."""

        def bring_back(_running: "Running") -> None:
            self._changed(self._trash.bring_back_all(rows))

        self._do(bring_back)

    def out_of_the_trash(self, rows: Sequence[int]) -> None:
        """The same before a download: what the trash still has need not be fetched, and at Bandwidth it may be gone. Waits."""
        try:
            self._trash.bring_back_all(rows)
        except StorageProblem as problem:
            _log.info("It is downloaded again: %s", problem)

    def download_expiring(self) -> None:
        """Asks for the downloads of what Bandwidth deletes soon (``expiry_warning_days``). Returns at once."""

        def ask(running: "Running") -> None:
            running.downloader.ask(self._expiry.undownloaded_within(self._settings().expiry_warning_days, now()))

        self._do(ask)
