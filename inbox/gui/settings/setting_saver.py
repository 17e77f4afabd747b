"""Keeps settings as they are changed, off the GUI thread, and goes by them from then on."""

import logging
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal

from inbox.domain.problems import Problem
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.storage.settings.settings import Settings

_log = logging.getLogger(__name__)


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
        self._unsaved: dict[str, object] = {}

    @property
    def settings(self) -> Settings:
        """What is in force at this moment."""
        return self._settings()

    def is_saving(self, name: str) -> bool:
        """Whether a change of this setting is not in force yet."""
        return name in self._unsaved

    def save(self, **changes: object) -> None:
        """Keeps ``changes``, by the names of the settings."""
        self._unsaved.update(changes)

        def kept(_done: None) -> None:
            self._forget(changes)
            self.saved.emit()

        def refused(problem: Problem) -> None:
            self._forget(changes)
            self.failed.emit(str(problem))

        self._worker.submit(f"save {' '.join(sorted(changes))}", lambda: self._apply(changes), kept, refused)

    def finish(self) -> None:
        """Keeps, before it returns, what the worker did not come to, now that it has stopped."""
        changes, self._unsaved = self._unsaved, {}
        if changes:
            try:
                self._apply(changes)
            except Problem as problem:
                _log.warning("Settings that were changed last were not kept: %s", problem)

    def _forget(self, changes: Mapping[str, object]) -> None:
        for key, value in changes.items():
            if self._unsaved.get(key) == value:
                self._unsaved.pop(key, None)
