"""The journal's second page: who was turned away at the door, and why."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from inbox.domain.knock import KnockEntry, KnockReason
from inbox.domain.problems import Problem
from inbox.domain.visible_text import visible
from inbox.gui.look.badges import Badge, Shape, Tone
from inbox.gui.look.theme import Theme
from inbox.gui.look.time_text import moment_text
from inbox.gui.widgets.line_model import LineColumn, LineModel
from inbox.gui.widgets.line_table import LineTable
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.storage.journal.knock_log import KnockLog

_MOST = 500
_NOTE = (
    "Requests that were not taken, those alike in one line. What is ordinary comes about in honest traffic too: "
    "Bandwidth asks once without user name and password, is answered 401, and asks again with them."
)
_NOTHING = "Nobody was turned away."


def _badge(entry: KnockEntry) -> Badge:
    if entry.reason.is_ordinary:
        return Badge(Shape.RING, Tone.NEUTRAL, "ordinary", "Ordinary: comes about in honest traffic too")
    if entry.reason is KnockReason.WRONG_CREDENTIALS:
        return Badge(Shape.CROSS, Tone.ERROR, "wrong password", "Wrong user name or password: somebody may be guessing")
    return Badge(Shape.HALF, Tone.PARTIAL, "refused", "Refused")


_COLUMNS = (
    LineColumn("Last", lambda entry: moment_text(entry.last_at), 128),
    LineColumn("First", lambda entry: moment_text(entry.first_at), 128, is_quiet=True),
    LineColumn("Kind", lambda entry: _badge(entry).word, 154, badge=_badge),
    LineColumn("Why", lambda entry: entry.reason.sentence, 0),
    LineColumn("From", lambda entry: visible(entry.peer or "–"), 112),
    LineColumn("Forwarded for", lambda entry: visible(entry.forwarded_for or "–"), 134, is_quiet=True),
    LineColumn("Path", lambda entry: visible(entry.path or "–"), 118, is_quiet=True),
    LineColumn("Times", lambda entry: f"{entry.count:,}".replace(",", "\u202f"), 72, is_number=True),
)


class KnocksPage(QWidget):
    """Reads the knock log anew whenever it is asked to."""

    def __init__(self, theme: Theme, knocks: KnockLog, worker: QueryWorker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._knocks, self._worker = knocks, worker
        self.model = LineModel(_COLUMNS, lambda entry: (entry.reason, entry.peer, entry.forwarded_for), self)
        self.table = LineTable(self.model, theme, "Turned away, the last first")
        self.note, self.empty = _label(_NOTE), _label(_NOTHING)
        self.note.setContentsMargins(16, 12, 16, 10)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._layers = QStackedWidget()
        self._layers.addWidget(self.empty)
        self._layers.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.note)
        column.addWidget(self._layers, 1)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self.table.set_theme(theme)
        for label in (self.note, self.empty):
            label.setStyleSheet(f"color: {theme.secondary.name()}")

    def look(self) -> None:
        """Reads the log."""
        self._worker.submit("knocks", lambda: self._knocks.entries(_MOST), self._take, self._tell)

    def _take(self, entries: Sequence[KnockEntry]) -> None:
        self.model.take(entries)
        self.empty.setText(_NOTHING)
        self._layers.setCurrentWidget(self.table if entries else self.empty)

    def _tell(self, problem: Problem) -> None:
        if not self.model.values:
            self.empty.setText(visible(str(problem), 1_000))


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
