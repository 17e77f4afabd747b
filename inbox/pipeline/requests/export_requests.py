"""Exports that the window asks for: one at a time, in a thread of its own, with progress, and ended when asked to."""

import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from inbox.domain.history import HistoryKind
from inbox.domain.problems import Problem
from inbox.domain.query import RecordingQuery
from inbox.domain.times import now
from inbox.storage.settings.reviewer import reviewer
from inbox.storage.storable_text import storable

if TYPE_CHECKING:
    from inbox.pipeline.export.exporting import Exported, ExportFormat, Exporting
    from inbox.pipeline.export.outgoing import Outgoing
    from inbox.pipeline.opened import OpenInbox

_LAST_PIECE_SECONDS = 5.0
"""A copy looks after each piece whether it is still wanted; a disk that takes longer for one is not waited for."""


@dataclass(frozen=True, slots=True)
class ExportNews:
    """How an export goes, or how it went."""

    path: Path
    share: float = 0.0
    """How much of it is done, 0 to 1."""
    done: "Exported | None" = None
    problem: str = ""
    """The sentence that says why it was not written."""
    was_cancelled: bool = False

    @property
    def is_over(self) -> bool:
        """Whether it has ended, well or not."""
        return self.done is not None or bool(self.problem)


class ExportRequests:
    """`start`, `clip` and `cancel` return at once; `news` may be asked at any time."""

    def __init__(self, inbox: "OpenInbox", changed: Callable[[Sequence[int]], None]) -> None:
        """``changed`` hears, from another thread, of the rows whose histories tell of an export."""
        self._inbox = inbox
        self._changed = changed
        self._outgoing: Outgoing | None = None
        self._lock = threading.Lock()
        self._cancelled = threading.Event()
        self._is_over = False
        self._thread: threading.Thread | None = None
        self.news: ExportNews | None = None
        """Of the last export; None when there was none."""

    def start(self, what: Sequence[int] | RecordingQuery, kind: "ExportFormat", path: Path, template: str | None = None) -> bool:
        """Exports these rows, or those that the query finds. False while another export runs.

        ``template`` names the folders of a bundle, else that of the settings does.
        """

        def export(exporting: "Exporting") -> "Exported":
            rows = self._inbox.recordings.ids(what) if isinstance(what, RecordingQuery) else what
            done = exporting.export(rows, kind, path)
            if done.is_told:
                self._changed(rows)
            return done

        return self._begin(path, export, template)

    def clip(self, row: int, begin: float, end: float, path: Path) -> bool:
        """Cuts a range, in seconds, out of a recording. False while another export runs."""

        def clip(exporting: "Exporting") -> "Exported":
            done = exporting.clip(row, begin, end, path)
            self._changed([row])
            return done

        return self._begin(path, clip)

    @property
    def is_running(self) -> bool:
        """Whether an export or a clip is being written."""
        return self._thread is not None and self._thread.is_alive()

    def cancel(self) -> None:
        """Ends the export that runs; nothing of it is left."""
        self._cancelled.set()

    def copies(self, rows: Sequence[int], cancelled: Callable[[], bool] = lambda: False) -> dict[int, Path]:
        """Files to hand to another program, by row, one for each that is downloaded. Takes long. Raises a Problem.

        Once it is ``cancelled``, or all is stopped, nothing of them is left.
        """
        from inbox.pipeline.export.outgoing import Outgoing

        found = self._inbox.recordings.rows(rows)
        with self._lock:
            self._outgoing = self._outgoing or Outgoing(self._inbox)
            return self._outgoing.copies([found[row] for row in rows if row in found], lambda: self._is_over or cancelled())

    def handed_over(self, files: Mapping[int, Path]) -> None:
        """Tells the histories that other programs took these files. Waits for the store. Raises StoreFailing."""
        by = reviewer(self._inbox.settings)
        for row, file in files.items():
            detail = {"by": by, "file": storable(file.name), "format": file.suffix.lstrip(".")}
            sha256 = self._outgoing.sha256_of(file) if self._outgoing is not None else None
            if sha256 is not None:
                detail["sha256"] = sha256
            self._inbox.history.add(row, HistoryKind.EXPORTED, detail, now())
        self._changed(list(files))

    def stop(self) -> None:
        """Ends what runs, and joins."""
        self._is_over = True
        self._cancelled.set()
        if self._thread is not None:
            self._thread.join()
        if self._lock.acquire(timeout=_LAST_PIECE_SECONDS):  # a copy that was being made has taken itself away then
            try:
                if self._outgoing is not None:
                    self._outgoing.tidy()
            finally:
                self._lock.release()

    def _begin(self, path: Path, work: "Callable[[Exporting], Exported]", template: str | None = None) -> bool:
        if self.is_running:
            return False
        self._cancelled.clear()
        self.news = ExportNews(path)

        def progress(done: int, of: int) -> None:
            self.news = ExportNews(path, done / max(1, of))

        def run() -> None:
            from inbox.pipeline.export.exporting import ExportCancelled, Exporting  # the window is painted before it is needed

            try:
                exporting = Exporting(self._inbox, progress, self._cancelled.is_set, template)
                self.news = ExportNews(path, 1.0, done=work(exporting))
            except ExportCancelled as problem:
                self.news = ExportNews(path, problem=str(problem), was_cancelled=True)
            except Problem as problem:
                self.news = ExportNews(path, problem=str(problem))
            except Exception:
                self.news = ExportNews(path, problem="The export failed by a mistake of the program.")
                threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), threading.current_thread())))

        self._thread = threading.Thread(target=run, name="export")
        self._thread.start()
        return True
