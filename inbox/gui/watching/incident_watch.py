"""What befell the inbox itself and was not read yet: asked for now and then, off the GUI thread."""

import logging
from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from inbox.gui.widgets.query_worker import QueryWorker
from inbox.storage.incidents import Incident, Incidents

_log = logging.getLogger(__name__)

_EVERY_MS = 2_000


class IncidentWatch(QObject):
    """Knows the oldest incident that was not read. Lives in the GUI thread."""

    changed = Signal()

    def __init__(self, incidents: Incidents, worker: QueryWorker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._incidents, self._worker = incidents, worker
        self._unread: deque[Incident] = deque()
        self._read: set[int] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._look)

    @property
    def first(self) -> Incident | None:
        """What the person should read now."""
        return self._unread[0] if self._unread else None

    def start(self) -> None:
        """Looks now, and from now on."""
        self._look()
        self._timer.start()

    def stop(self) -> None:
        """Looks no more."""
        self._timer.stop()

    def mark_read(self) -> None:
        """The person has read the first one. Where that cannot be written down it comes again with the next start."""
        if self._unread:
            read = self._unread.popleft().id
            self._read.add(read)
            self._worker.submit(f"read incident {read}", lambda: self._incidents.mark_read(read), lambda _done: None)
            self.changed.emit()

    def _look(self) -> None:
        self._worker.submit(
            "incidents",
            self._incidents.unread,
            self._take,
            lambda problem: _log.info("The incidents could not be read: %s", problem),
        )

    def _take(self, unread: Sequence[Incident]) -> None:
        self._unread = deque(incident for incident in unread if incident.id not in self._read)
        self.changed.emit()
