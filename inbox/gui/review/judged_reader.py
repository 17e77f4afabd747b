"""Reading what the person made of a recording, off the GUI thread."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal

from inbox.domain.notes import Note
from inbox.domain.problems import Problem
from inbox.gui.frame.parts import WindowParts
from inbox.gui.widgets.query_worker import QueryWorker


@dataclass(frozen=True, slots=True)
class Judged:
    """What the person made of one recording."""

    row: int = 0
    notes: Sequence[Note] = ()
    stars: int | None = None
    tags: Sequence[str] = ()
    answers: tuple[tuple[str, str], ...] = ()


class JudgedReader(QObject):
    """A few short rows a question; the thread is started by the first one."""

    shown = Signal(object)
    """The `Judged` that was asked for with `read_shown`."""
    loaded = Signal(object)
    """The same with `read_loaded`."""
    tags = Signal(object)
    """The tags that there are, each with the number of its recordings."""
    problem = Signal(str)

    def __init__(self, parts: WindowParts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._worker: QueryWorker | None = None
        self._is_over = False

    def read_shown(self, row: int) -> None:
        """Of two questions the later one is answered."""
        self._ask("shown", row)

    def read_loaded(self, row: int) -> None:
        """The same for another purpose."""
        self._ask("loaded", row)

    def read_tags(self) -> None:
        """All tags."""
        tags = self._parts.tags
        if tags is not None and not self._is_over:
            self._running().submit("tags", tags.all, self.tags.emit, self._tell)

    def drain(self) -> bool:
        """For tests: waits until every question was answered."""
        return self._worker is None or self._worker.drain()

    def stop(self) -> None:
        """Joins the thread; what is asked afterwards, by news that came too late, is not read."""
        self._is_over = True
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def _ask(self, purpose: str, row: int) -> None:
        if self._is_over:
            return
        answer = self.shown if purpose == "shown" else self.loaded
        self._running().submit(purpose, partial(_judged, self._parts, row), answer.emit, self._tell)

    def _running(self) -> QueryWorker:
        if self._worker is None:
            self._worker = QueryWorker("judged", self)
            self._worker.start()
        return self._worker

    def _tell(self, problem: Problem) -> None:
        self.problem.emit(f"Notes and tags could not be read: {problem}")


def _judged(parts: WindowParts, row: int) -> Judged:
    return Judged(
        row,
        tuple(parts.notes.of(row)) if parts.notes is not None else (),
        parts.stars.of(row) if parts.stars is not None else None,
        tuple(parts.tags.of(row)) if parts.tags is not None else (),
        tuple(parts.answers.of(row).items()) if parts.answers is not None else (),
    )
