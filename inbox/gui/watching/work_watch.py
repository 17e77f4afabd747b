"""What goes on by itself, for status bar and details: downloads that rest, catching up, and the gaps of the last month."""

import logging
from collections.abc import Callable, Sequence
from datetime import timedelta

from PySide6.QtCore import QObject, QTimer

from inbox.domain.gap import Gap
from inbox.domain.standstill import Resting, Standstill
from inbox.domain.times import now
from inbox.gui.frame.parts import WindowParts
from inbox.gui.frame.status_bar import StatusBar
from inbox.gui.widgets.query_worker import QueryWorker

_log = logging.getLogger(__name__)

_EVERY_MS = 500
_GAPS_EVERY = 20
"""So many looks from one reading of the ledger to the next."""
_SHOWN = timedelta(days=30)


class WorkWatch(QObject):
    """Lives in the GUI thread. What it calls there only looks at what is known; the ledger is read by ``worker``."""

    def __init__(
        self,
        parts: WindowParts,
        status: StatusBar,
        worker: QueryWorker,
        tell: Callable[[Standstill], None],
        show_resting: Callable[[Resting], None],
        parent: QObject,
    ) -> None:
        """``tell`` hears now and then why what waits is not being downloaded, ``show_resting`` what the person wants to rest."""
        super().__init__(parent)
        self._parts, self._status, self._worker, self._tell = parts, status, worker, tell
        self._show_resting = show_resting
        self._looks = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def stop(self) -> None:
        """Looks no more."""
        self._timer.stop()

    def look(self) -> None:
        """Shows how things are now."""
        catch_up, downloads = self._parts.catch_up, self._parts.downloads
        self._status.show_catch_up(catch_up.progress() if catch_up is not None else None)
        if downloads is not None:
            settings = self._parts.current_settings()
            only_clicks = settings.download_rule == "click" or not settings.download_automatically
            standstill = downloads.standstill()
            self._status.show_resting(settings.downloads_paused, standstill.of_all or None, only_clicks=only_clicks)
            self._tell(standstill)
            self._show_resting(Resting(settings.downloads_paused, only_clicks))
        if self._looks % _GAPS_EVERY == 0:
            self.read_gaps()
        self._looks += 1

    def read_gaps(self) -> None:
        """Reads the ledger."""
        ledger = self._parts.ledger
        if ledger is not None:
            self._worker.submit("gaps", lambda: ledger.gaps(now() - _SHOWN), self._take, self._pass_over)

    def _take(self, gaps: Sequence[Gap]) -> None:
        self._status.show_gaps(gaps)

    def _pass_over(self, problem: Exception) -> None:
        _log.info("The ledger could not be read: %s", problem)
