"""The History tab: what befell the recording, the newest first, and whether its chain is whole."""

from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QStackedLayout, QVBoxLayout, QWidget

from inbox.domain.history import HistoryEntry, HistoryKind, chain_problem
from inbox.domain.history_text import history_text
from inbox.domain.problems import Problem
from inbox.domain.recording import Recording
from inbox.domain.visible_text import visible
from inbox.gui.look.theme import Theme
from inbox.gui.look.time_text import moment_text
from inbox.gui.widgets.elided_label import ElidedLabel
from inbox.gui.widgets.line_model import LineColumn, LineModel
from inbox.gui.widgets.line_table import LineTable
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.storage.problems import StoreFailing
from inbox.storage.review.history import History

_MOST = 500
_NOTHING = "Nothing is written of this recording yet."


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is shown of a history."""

    entries: tuple[HistoryEntry, ...]
    """The newest first."""
    count: int
    problem: str | None
    """What is wrong with the chain."""


_COLUMNS = (
    LineColumn("When", lambda entry: moment_text(entry.at), 140),
    LineColumn("What", lambda entry: visible(history_text(entry), 600), 0),
    LineColumn("Who", lambda entry: _who(entry), 120, is_quiet=True),
)


class HistoryPane(QWidget):
    """Reads only while it is seen, off the GUI thread."""

    def __init__(self, theme: Theme, history: History, worker: QueryWorker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._worker = worker
        self._row: int | None = None
        self._theme = theme
        self._is_problem = False
        self.model = LineModel(_COLUMNS, lambda entry: entry.number, self)
        self.table = LineTable(self.model, theme, "History of this recording, newest first")
        self.table.horizontalHeader().hide()  # the pane is low, and the columns speak for themselves
        self.empty = QLabel()
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.chain = ElidedLabel()
        self.chain.setContentsMargins(12, 5, 16, 6)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(8, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.table, 1)
        column.addWidget(self.chain)
        self._layers = QStackedLayout(self)
        self._layers.addWidget(self.empty)
        self._layers.addWidget(shown)
        self.set_theme(theme)

    @property
    def widget(self) -> QWidget:
        """The tab's page."""
        return self

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        self.table.set_theme(theme)
        self.empty.setFont(theme.body_font())
        self.empty.setStyleSheet(f"color: {theme.secondary.name()}")
        self.chain.setFont(theme.small_font())
        self._colour_chain()

    def show_recording(self, recording: Recording) -> None:
        """Shows what befell it, or the latest of that."""
        if recording.id != self._row:
            self._row = recording.id
            self.model.clear()
            self._say("")
        self._read()

    def showEvent(self, event: QShowEvent) -> None:
        """Its tab comes to the front."""
        super().showEvent(event)
        self._read()

    def _read(self) -> None:
        row = self._row
        if row is not None and self.isVisible():
            self._worker.submit(
                "history",
                lambda: _look(self._history, row),
                lambda seen: self._show(row, seen),
                lambda problem: self._tell(row, problem),
            )

    def _show(self, row: int, seen: _Seen) -> None:
        if row != self._row:
            return
        self.model.take(seen.entries)
        if not seen.entries:
            self._say(_NOTHING)
            return
        self._is_problem = seen.problem is not None
        self.chain.set_text(_chain_text(seen))
        self._colour_chain()
        self._layers.setCurrentIndex(1)

    def _tell(self, row: int, problem: Problem) -> None:
        """Says why nothing is shown; what is shown already stays."""
        if row == self._row and not self.model.rowCount():
            self._say(str(problem))

    def _say(self, sentence: str) -> None:
        self.empty.setText(sentence)
        self._layers.setCurrentIndex(0)

    def _colour_chain(self) -> None:
        colour = self._theme.error if self._is_problem else self._theme.secondary
        self.chain.setStyleSheet(f"color: {colour.name()}")


def _look(history: History, row: int) -> _Seen:
    with suppress(StoreFailing):  # what is written already can be shown all the same
        history.add_received(row)
    entries = history.entries(row)
    problem = chain_problem([entry.line for entry in entries], entries[-1].hash if entries else None)
    return _Seen(tuple(reversed(entries[-_MOST:])), len(entries), problem)


def _chain_text(seen: _Seen) -> str:
    if seen.problem is not None:
        return f"This history was changed outside Recording Inbox: {seen.problem}."
    whole = "Whole: each line carries the SHA-256 of the one before." if seen.count > 1 else "Whole: one line."
    return whole if seen.count <= _MOST else f"{whole} The newest {_MOST} of {seen.count:,} are shown; a bundle has all."


def _who(entry: HistoryEntry) -> str:
    told = entry.detail.get("by")
    if isinstance(told, str) and told:
        return visible(told, 60)
    return "Bandwidth" if entry.kind is HistoryKind.RECEIVED else "Recording Inbox"
