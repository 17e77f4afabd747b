"""The journal's first page: every delivery, also those that were ignored or rejected, newest first."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from inbox.domain.delivery import DeliveryOutcome
from inbox.domain.problems import Problem
from inbox.domain.visible_text import visible
from inbox.gui.details.delivery_viewer import DeliveryViewer
from inbox.gui.frame.search_field import SearchedPlace, SearchField
from inbox.gui.journal.delivery_columns import DELIVERY_COLUMNS
from inbox.gui.journal.journal_search import JournalSearch
from inbox.gui.look.theme import Theme
from inbox.gui.widgets.line_model import LineModel
from inbox.gui.widgets.line_table import LineTable
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.gui.widgets.segments import Segments
from inbox.storage.journal.delivery_list import DeliveryLine, DeliveryList
from inbox.storage.journal.delivery_search import words_of

PAGE = 200
_EVERY_MS = 1_000
_RECENT = 50
"""How many of the newest lines are read anew each time: how long their answers took is written down a little later."""
_FILTERS: dict[str, DeliveryOutcome | None] = {
    "All": None,
    "Recordings": DeliveryOutcome.RECORDING,
    "Duplicates": DeliveryOutcome.DUPLICATE,
    "Ignored": DeliveryOutcome.IGNORED,
    "Rejected": DeliveryOutcome.REJECTED,
}
_EMPTY = {
    "All": "Nothing was delivered yet.",
    "Recordings": "No delivery told of a recording yet.",
    "Duplicates": "Nothing was delivered twice.",
    "Ignored": "Nothing was ignored: every event told of a recording.",
    "Rejected": "Nothing was rejected: every body could be read.",
}
_PLACE = SearchedPlace(
    "Search the deliveries",
    "Words from names and ids of recordings, event types, outcomes, senders and bodies",
    "Search ids, names, bodies",
    "Names and ids of recordings, event types, outcomes, who sent it, and what stands in the body; all words must. "
    "Quotes keep words together.",
)


@dataclass(frozen=True, slots=True)
class _Look:
    new: list[DeliveryLine] | None
    """What came; None: ``known`` is the whole beginning of the list."""
    known: list[DeliveryLine]
    seen: int
    kept: int


class DeliveriesPage(QWidget):
    """The list above, the chosen delivery below. New deliveries come in by themselves while the page is to be seen."""

    def __init__(
        self, theme: Theme, deliveries: DeliveryList, worker: QueryWorker, viewer: DeliveryViewer, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._deliveries, self._worker, self.viewer = deliveries, worker, viewer
        self._outcome: DeliveryOutcome | None = None
        self._is_looking, self._is_asking, self._is_whole = False, False, False
        self._seen: int | None = None
        """The newest delivery, of whatever outcome, when the list was read last; None: it was not read yet."""
        self.model = LineModel(DELIVERY_COLUMNS, lambda line: line.id, self)
        self.table = LineTable(self.model, theme, "Deliveries, newest first")
        self.filters = Segments("Show", list(_FILTERS))
        self.field = SearchField(theme, place=_PLACE)
        self.search = JournalSearch(deliveries, worker, self.model, self)
        self.found, self.further = _label(), QPushButton("Look further")
        self.count, self.empty = _label(), _label()
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._layers = QStackedWidget()
        self._layers.addWidget(self.table)
        self._layers.addWidget(self.empty)
        self._lower = QWidget()
        self._lay_out()
        self.table.chosen.connect(self._show_chosen)
        self.table.verticalScrollBar().valueChanged.connect(self._read_on)
        self.filters.chosen.connect(self._filter)
        self.field.searched.connect(self._seek)
        self.field.left.connect(self.table.setFocus)
        self.search.changed.connect(self._show_list)
        self.search.failed.connect(self._tell)
        self.further.clicked.connect(self._look_further)
        viewer.replayed.connect(self._look_now)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self.table.set_theme(theme)
        self.viewer.set_theme(theme)
        self.field.set_theme(theme)
        for label in (self.count, self.found):
            label.setFont(theme.small_font())
        for label in (self.count, self.found, self.empty):
            label.setStyleSheet(f"color: {theme.secondary.name()}")

    def start(self) -> None:
        """Looks now, and from now on."""
        if self.viewer.shown is None:
            self._show_chosen(self.table.currentIndex().row())
        self.search.rest(False)
        self._look_now()
        self._timer.start()

    def stop(self) -> None:
        """Looks no more."""
        self._timer.stop()
        self.search.rest(True)
        self.viewer.stop()

    def take_search(self) -> None:
        """Takes the keyboard to the search."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_delivery(self, delivery: int) -> None:
        """Shows one delivery, wherever in the journal it stands."""
        row = self.model.row_of(delivery)
        if row is not None:
            self.table.choose(row)
        else:
            self.table.clearSelection()
            self.table.setCurrentIndex(self.model.index(-1, -1))
            self._lower.show()
            self.viewer.show_delivery(delivery, lambda: self._deliveries.entry(delivery))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(12, 8, 16, 8)
        top.addWidget(self.filters)
        top.addStretch(1)
        self.field.setMinimumWidth(200)
        self.field.setMaximumWidth(360)
        top.addWidget(self.field, 2)
        top.addSpacing(12)
        top.addWidget(self.count)
        self._strip = QWidget()
        strip = QHBoxLayout(self._strip)
        strip.setContentsMargins(16, 0, 16, 8)
        strip.addWidget(self.found, 1)
        self.further.setProperty("kind", "small")
        self.further.setAccessibleDescription("Looks through older deliveries too")
        strip.addWidget(self.further)
        self._strip.hide()
        upper, lower = QWidget(), self._lower
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._strip)
        column.addWidget(self._layers, 1)
        inside = QVBoxLayout(lower)
        inside.setContentsMargins(16, 12, 16, 16)
        inside.addWidget(self.viewer)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setHandleWidth(1)
        splitter.addWidget(upper)
        splitter.addWidget(lower)
        splitter.setSizes([340, 340])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)

    def _filter(self, word: str) -> None:
        self._outcome = _FILTERS[word]
        self._begin_anew()

    def _seek(self, text: str) -> None:
        """Looks for the words that were typed, or shows everything again."""
        if words_of(text) != self.search.words:
            self._begin_anew()

    def _begin_anew(self) -> None:
        self._is_whole, self._seen = False, None
        self.model.clear()
        self.viewer.show_delivery(None)
        self.search.seek(self.field.text(), self._outcome)
        self._show_list()
        self._look_now()

    def _look_further(self) -> None:
        self.search.go_on()
        self._show_list()

    def _look(self) -> None:
        """Waits for the last answer first, however long it takes."""
        if not self._is_looking:
            self._look_now()

    def _look_now(self) -> None:
        """Reads what is newer than the list, and the newest of the list again."""
        if self.search.is_on:
            self.search.look_at_newer()
            return
        self._is_looking = True
        outcome = self._outcome
        seen = self._seen
        recent = [line.id for line in self.model.values[:_RECENT]]

        def read() -> _Look:
            last, kept = self._deliveries.last_id(), self._deliveries.kept()
            new = None if seen is None else self._deliveries.newer(seen, outcome)
            if new is None:
                page = self._deliveries.page(PAGE, None, outcome)
                return _Look(None, page, max(last, page[0].id if page else 0), kept)
            return _Look(new, self._deliveries.lines(recent), max(last, new[0].id if new else 0), kept)

        def take(look: _Look) -> None:
            self._is_looking = False
            if self.search.is_on:
                return
            self._seen = look.seen
            if look.new is None:
                self._is_whole = len(look.known) < PAGE
                self.model.take(look.known)
            else:
                self.model.insert(0, look.new)
                self.model.update(look.known)
            self.count.setText(f"{look.kept:,} kept".replace(",", "\u202f"))
            self._show_list()

        self._worker.submit("look", read, take, self._tell)

    def _read_on(self) -> None:
        """Reads the next page when the end of the list comes in sight."""
        bar = self.table.verticalScrollBar()
        if self._is_asking or self._is_whole or not self.model.values or bar.value() < bar.maximum() - bar.pageStep():
            return
        if self.search.is_on:
            return
        outcome, last = self._outcome, self.model.values[-1].id
        self._is_asking = True

        def take(lines: list[DeliveryLine]) -> None:
            self._is_asking = False
            if outcome is self._outcome and not self.search.is_on and self.model.values and self.model.values[-1].id == last:
                self._is_whole = len(lines) < PAGE
                self.model.insert(len(self.model.values), lines)

        def fail(problem: Problem) -> None:
            self._is_asking = False
            self._tell(problem)

        self._worker.submit("further", lambda: self._deliveries.page(PAGE, last, outcome), take, fail)

    def _show_list(self) -> None:
        self.empty.setText(self.search.nothing_found if self.search.is_on else _EMPTY[self.filters.word])
        self._strip.setVisible(self.search.is_on)
        self.found.setText(self.search.sentence if self.search.is_on else "")
        self.further.setEnabled(self.search.can_go_on)
        self.further.setVisible(self.search.can_go_on or self.search.is_looking)
        self._layers.setCurrentWidget(self.table if self.model.values else self.empty)
        self._lower.setVisible(bool(self.model.values) or self.viewer.wanted is not None)
        if self.model.values and self.viewer.wanted is None:
            self.table.choose(0)

    def _show_chosen(self, row: int) -> None:
        if 0 <= row < len(self.model.values):
            chosen = self.model.values[row].id
            self.viewer.show_delivery(chosen, lambda: self._deliveries.entry(chosen))

    def _tell(self, problem: Problem) -> None:
        self._is_looking = False
        if not self.model.values:
            self.empty.setText(visible(str(problem), 1_000))
            self._layers.setCurrentWidget(self.empty)


def _label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
