"""The journal's third page: what events held that Bandwidth's documentation, as this version knows it, does not have."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from inbox.domain.novelty import FirstSeen, NoveltyKind
from inbox.domain.problems import Problem
from inbox.domain.visible_text import visible
from inbox.gui.journal.first_seen_export import as_csv, as_json
from inbox.gui.look.icons import icon
from inbox.gui.look.theme import Theme
from inbox.gui.look.time_text import moment_text
from inbox.gui.widgets.line_model import LineColumn, LineModel
from inbox.gui.widgets.line_table import LineTable
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.storage.journal.first_seen import FirstSeenList

_NOTE = "Bandwidth's events change over time. This says what was new in them, and when it came first; nothing of it was lost."
_NOTHING = "Nothing yet: every event so far was as documented."
_KINDS = {
    NoveltyKind.EVENT_TYPE: "Event type",
    NoveltyKind.PROPERTY: "Property",
    NoveltyKind.STATUS: "Status",
    NoveltyKind.TYPE: "Type of a value",
    NoveltyKind.TIME_FORM: "Form of a time",
    NoveltyKind.DURATION_FORM: "Form of a duration",
    NoveltyKind.FILE_FORMAT: "File format",
    NoveltyKind.DIRECTION: "Direction",
}
_COLUMNS = (
    LineColumn("What", lambda entry: _KINDS[entry.novelty.kind], 140),
    LineColumn("Name", lambda entry: visible(entry.novelty.name), 0),
    LineColumn("Example", lambda entry: visible(entry.novelty.example), 0, is_mono=True, is_quiet=True),
    LineColumn("In the event", lambda entry: visible(entry.novelty.event_type or "–"), 210, is_quiet=True),
    LineColumn("First", lambda entry: moment_text(entry.first_at), 130),
    LineColumn("Last", lambda entry: moment_text(entry.last_at), 130, is_quiet=True),
    LineColumn("Times", lambda entry: f"{entry.count:,}".replace(",", "\u202f"), 84, is_number=True),
)


class FirstSeenPage(QWidget):
    """Reads the list anew whenever it is asked to; exports it."""

    delivery_asked = Signal(str)
    """The id, as text, of the delivery that had the chosen novelty first."""
    said = Signal(str)

    def __init__(self, theme: Theme, first_seen: FirstSeenList, worker: QueryWorker, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first_seen, self._worker = first_seen, worker
        self.model = LineModel(_COLUMNS, lambda entry: entry.novelty, self)
        self.table = LineTable(self.model, theme, "Seen for the first time, the newest first")
        self.note, self.empty = _label(_NOTE), _label(_NOTHING)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.show_button, self.export_button = QPushButton("Show the delivery"), QPushButton("Export…")
        self.export_button.setAccessibleDescription("Writes the list to a CSV or JSON file")
        for button in (self.show_button, self.export_button):
            button.setProperty("kind", "small")
            button.setEnabled(False)
        top = QHBoxLayout()
        top.setContentsMargins(16, 10, 16, 10)
        top.setSpacing(8)
        top.addWidget(self.note, 1)
        top.addWidget(self.show_button)
        top.addWidget(self.export_button)
        self._layers = QStackedWidget()
        self._layers.addWidget(self.empty)
        self._layers.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._layers, 1)
        self.table.chosen.connect(lambda row: self.show_button.setEnabled(self._delivery(row) is not None))
        self.table.opened.connect(self._show_delivery)
        self.show_button.clicked.connect(lambda: self._show_delivery(self.table.currentIndex().row()))
        self.export_button.clicked.connect(self._ask_where)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self.table.set_theme(theme)
        self.export_button.setIcon(icon("export", theme))
        for label in (self.note, self.empty):
            label.setStyleSheet(f"color: {theme.secondary.name()}")

    def look(self) -> None:
        """Reads the list."""
        self._worker.submit("first-seen", self._first_seen.entries, self._take, self._tell)

    def export(self, path: Path) -> None:
        """Writes the list to ``path``, as JSON when it ends so, else as CSV, and says how it went."""
        entries: list[FirstSeen] = list(self.model.values)
        written = as_json(entries) if path.suffix.lower() == ".json" else as_csv(entries)
        try:
            path.write_bytes(written)
        except OSError as problem:
            self.said.emit(f"{path} could not be written: {problem.strerror or problem}.")
        else:
            self.said.emit(f"{len(entries)} line{'' if len(entries) == 1 else 's'} exported to {path}.")

    def _take(self, entries: Sequence[FirstSeen]) -> None:
        self.model.take(entries)
        self.empty.setText(_NOTHING)
        self._layers.setCurrentWidget(self.table if entries else self.empty)
        self.export_button.setEnabled(bool(entries))

    def _tell(self, problem: Problem) -> None:
        if not self.model.values:
            self.empty.setText(visible(str(problem), 1_000))

    def _delivery(self, row: int) -> int | None:
        if not 0 <= row < len(self.model.values):
            return None
        entry: FirstSeen = self.model.values[row]
        return entry.delivery_id

    def _show_delivery(self, row: int) -> None:
        delivery = self._delivery(row)
        if delivery is not None:
            self.delivery_asked.emit(str(delivery))

    def _ask_where(self) -> None:
        dialog = QFileDialog(self, "Export what was seen for the first time", "first-seen.csv", "CSV (*.csv);;JSON (*.json)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.export(_with_suffix(Path(chosen), dialog.selectedNameFilter())))
        dialog.open()


def _with_suffix(path: Path, chosen_filter: str) -> Path:
    """``path`` with the ending of the chosen format, where none was typed."""
    return path if path.suffix else path.with_suffix(".json" if "json" in chosen_filter else ".csv")


def _label(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
