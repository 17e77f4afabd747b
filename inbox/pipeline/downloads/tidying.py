"""What is done now and then for the downloaded files: their limits, the trash's age, Bandwidth's 30 days."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

from inbox.domain.times import now
from inbox.storage.database import Database
from inbox.storage.downloads.expiry import Expiry
from inbox.storage.downloads.media_retention import apply, plan
from inbox.storage.downloads.trash import Trash
from inbox.storage.settings.settings import Settings

_log = logging.getLogger(__name__)


class Tidying:
    """Two chores, which raise a Problem when they could not be done. ``changed`` hears of rows that are another now."""

    def __init__(
        self,
        database: Database,
        trash: Trash,
        expiry: Expiry,
        settings: Callable[[], Settings],
        changed: Callable[[Sequence[int]], None],
    ) -> None:
        self._database = database
        self._trash = trash
        self._expiry = expiry
        self._settings = settings
        self._changed = changed
        self._stopping = threading.Event()
        self._expiring = 0

    def stop(self) -> None:
        """What is under way ends with the file at hand."""
        self._stopping.set()

    def keep_to_limits(self) -> None:
        """Empties the trash of what is too old for it, and moves there what the limits of the files do not allow."""
        settings, moment = self._settings(), now()
        deleted = self._trash.empty(moment - timedelta(days=settings.trash_days))
        if deleted:
            _log.info("The trash was emptied of %d files.", len(deleted))
            self._changed(deleted)
        if not settings.media_days and not settings.media_megabytes:
            return
        is_cut = True
        while is_cut and not self._stopping.is_set():
            found = plan(self._database, settings, moment)
            gone = apply(found, self._trash, moment, self._stopping.is_set)
            if gone:
                _log.info("%d files were moved to the trash, to keep to media_days and media_megabytes.", len(gone))
                self._changed(gone)
            is_cut = found.is_cut and bool(gone)

    def look_at_the_clock(self) -> None:
        """Marks what Bandwidth has deleted, and notes in the log when it deletes more soon than before."""
        moment = now()
        expired = self._expiry.expire(moment)
        if expired:
            _log.info("%d recordings were deleted by Bandwidth before they were downloaded.", len(expired))
            self._changed(expired)
        days, before = self._settings().expiry_warning_days, self._expiring
        self._expiring = self._expiry.count_within(days, moment)
        if self._expiring > before:  # the window has a banner for it; a receiver without one has its log
            _log.info("Recordings that are not downloaded, and deleted at Bandwidth within %d days: %d.", days, self._expiring)
