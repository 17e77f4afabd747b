"""Looking the whole database through, now and then, so that damage is met before the person meets it."""

import contextlib
import logging
from datetime import datetime, timedelta

from inbox.domain.times import now
from inbox.storage.database import Database
from inbox.storage.opening import recover_inbox

_log = logging.getLogger(__name__)
_SMALL_BYTES = 200_000_000
_PAUSE = timedelta(days=1)


class Health:
    """Checks one inbox in the background and recovers it when it is damaged. For one thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._mark = database.path.with_name(f"{database.path.stem}.checked")

    def look(self, *, at_start: bool = False) -> str | None:
        """Check, when there is reason to, and recover what is damaged; gives the sentence to tell the person, or None.

        Reason is damage that somebody has met, and a start: each one for a small inbox, for a large one (over 200 MB, which
        takes seconds) the first of a day. Raises StoreFailing when a damaged inbox could not be recovered.
        """
        if self._database.is_damaged:
            return recover_inbox(self._database)
        if not at_start or not self._is_due():
            return None
        problem = self._database.check()
        if self._database.is_damaged:
            return recover_inbox(self._database)
        if problem is not None:
            _log.warning("%s", problem)
            return None
        with contextlib.suppress(OSError):
            self._mark.touch(mode=0o600)
        return None

    def _is_due(self) -> bool:
        try:
            if self._database.path.stat().st_size <= _SMALL_BYTES:
                return True
            checked = datetime.fromtimestamp(self._mark.stat().st_mtime, tz=now().tzinfo)
        except OSError:
            return True
        return not timedelta(0) <= now() - checked < _PAUSE
