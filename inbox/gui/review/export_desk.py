"""Evidence in the window: the History tab, exports, clips, and recordings dragged out."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QTimer
from PySide6.QtWidgets import QFileDialog

from inbox.domain.durations import clock_text
from inbox.domain.file_names import name_of, safe_name
from inbox.domain.query import RecordingQuery
from inbox.gui.frame.actions import Group
from inbox.gui.listing.drag_out import DragOut
from inbox.gui.listing.recording_table_model import RecordingTableModel
from inbox.gui.look.theme import Theme
from inbox.gui.review.export_place import ended, free
from inbox.gui.review.history_pane import HistoryPane
from inbox.gui.review.quit_question import QuitQuestion
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.storage.problems import StorageProblem

if TYPE_CHECKING:
    from inbox.gui.review.desk import Desk
    from inbox.gui.review.export_window import ExportWindow
    from inbox.pipeline.requests.export_requests import ExportRequests

_EVERY_MS = 100
_DECODED_NOTE = " The recording is compressed, so it was decoded, and the clip is a WAV of 16 bits."


class ExportDesk(QObject):
    """Listens to the keys ``export`` and ``clip``, and to the mouse in the list."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._worker = QueryWorker("evidence", self)
        self._worker.start()
        self._window: ExportWindow | None = None
        self._history: HistoryPane | None = None
        self._question: QuitQuestion | None = None
        self.ask_path: Callable[[Path], Path | None] = self._ask_path
        """Asks the person for the file of a clip; gives what they chose, or None."""
        self._clip = QTimer(self)
        self._clip.setInterval(_EVERY_MS)
        if desk.parts.history is not None:
            self._history = HistoryPane(desk.themes.theme, desk.parts.history, self._worker)
            desk.details.add_pane(self._history, "History")
        exports = desk.parts.exports
        if exports is not None:
            desk.actions.add("export", "Export recordings…", Group.WINDOW, ["Ctrl+E"], partial(self._open, exports))
            desk.actions.add(
                "clip", "Save the selected range as a clip…", Group.LISTENING, ["Ctrl+K"], partial(self._cut, exports)
            )
            DragOut(desk.table, exports, self._worker, desk.status.say)
            self._clip.timeout.connect(partial(self._follow_clip, exports))
            self._question = QuitQuestion(desk.window, exports)

    @property
    def window(self) -> "ExportWindow | None":
        """The window of exports; None until it was opened once."""
        return self._window

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        for part in (self._history, self._window):
            if part is not None:
                part.set_theme(theme)

    def stop(self) -> None:
        """Joins the thread that reads, and closes the window; an export that runs is ended by the core."""
        self._clip.stop()
        if self._question is not None:
            self._question.stop()
        if self._window is not None:
            self._window.stop()
            self._window.close()
        self._worker.stop()

    def _open(self, exports: "ExportRequests") -> None:
        from inbox.gui.review.export_window import ExportWindow  # not needed for the first paint

        desk = self._desk
        if self._window is None:
            self._window = ExportWindow(desk.themes.theme, exports, partial(self._begin, exports), self._listed, desk.window)
            self._window.ended.connect(desk.status.say)
            self._window.went_on.connect(self._tell_the_way_back)
        template = desk.parts.current_settings().export_names
        self._window.choose(desk.table.selected_ids(), desk.table.current_recording(), template, _documents())

    def _listed(self) -> tuple[RecordingQuery, int]:
        shown = self._desk.table.model()
        assert isinstance(shown, RecordingTableModel)
        return shown.query, shown.rowCount()

    def _tell_the_way_back(self) -> None:
        keys = self._desk.actions.keys("export")
        back = f"{keys[0]} shows it again" if keys else "“Export recordings…” shows it again"
        self._desk.status.say(f"The export goes on. {back}, and has the button that ends it.")

    def _begin(
        self, exports: "ExportRequests", what: Sequence[int] | RecordingQuery, kind: str, path: Path, template: str
    ) -> bool:
        from inbox.pipeline.export.exporting import ExportFormat

        if template and template != self._desk.parts.current_settings().export_names:
            try:
                self._desk.parts.save_settings({"export_names": template})
            except StorageProblem as problem:
                self._desk.status.say(str(problem), True)
        return exports.start(what, ExportFormat(kind), path, template or None)

    def _cut(self, exports: "ExportRequests") -> None:
        """Saves the selected range of what the player holds."""
        recording, span = self._desk.player.recording, self._desk.player.selection
        if recording is None or span is None:
            self._desk.status.say("Select a range in the waveform first, then save it as a clip.")
            return
        if recording.media_path is None:
            self._desk.status.say("A clip can be saved once the recording is downloaded.")
            return
        begin, end = span
        base = name_of(recording, self._desk.parts.current_settings().export_names)
        name = safe_name(f"{base} {_place(begin)} to {_place(end)}")
        chosen = self.ask_path(_documents() / f"{name}.wav")
        if chosen is None:
            return
        path = ended(chosen, "wav")
        if path != chosen:  # nobody agreed to have that one replaced
            path = free(path)
        if exports.clip(recording.id, begin, end, path):
            self._clip.start()
        else:
            self._desk.status.say("An export runs. Save the clip when it is done.", True)

    def _follow_clip(self, exports: "ExportRequests") -> None:
        news = exports.news
        if news is None or not news.is_over:
            return
        self._clip.stop()
        if news.done is None:
            self._desk.status.say(news.problem, True)
        else:
            self._desk.status.say(f"The clip is in {news.done.path}.{_DECODED_NOTE if news.done.is_decoded else ''}")

    def _ask_path(self, offered: Path) -> Path | None:
        chosen, _ = QFileDialog.getSaveFileName(self._desk.window, "Save the clip as", str(offered), "*.wav")
        return Path(chosen) if chosen else None


def _place(seconds: float) -> str:
    return clock_text(seconds).replace(":", ".")


def _documents() -> Path:
    """Where exports are offered; not every account has such a folder, and an export makes none."""
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return documents if documents.is_absolute() and documents.is_dir() else Path.home()
