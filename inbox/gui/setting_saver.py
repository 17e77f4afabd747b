"""Keeps settings as they are changed, off the GUI thread, and goes by them from then on."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from inbox.gui.query_worker import QueryWorker
from inbox.storage.settings import Settings


class SettingSaver(QObject):
    """Lives in the GUI thread. Of two changes of one setting the later one is kept."""

    saved = Signal()
    """What was changed is in force."""
    failed = Signal(str)
    """A sentence: it is not, and the settings are as they were."""

    def __init__(
        self,
        apply: Callable[[Mapping[str, object]], None],
        settings: Callable[[], Settings],
        worker: QueryWorker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._apply, self._settings, self._worker = apply, settings, worker

    @property
    def settings(self) -> Settings:
        """What is in force at this moment."""
        return self._settings()

    def save(self, **changes: object) -> None:
        """Keeps ``changes``, by the names of the settings."""
        self._worker.submit(
            f"save {' '.join(sorted(changes))}",
            lambda: self._apply(changes),
            lambda _done: self.saved.emit(),
            lambda problem: self.failed.emit(str(problem)),
        )
