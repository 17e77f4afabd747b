"""The Deliveries tab: every request that told of the recording, as it came."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from inbox.domain.delivery import StoredDelivery
from inbox.domain.problems import Problem
from inbox.domain.recording import Recording
from inbox.gui.details.delivery_viewer import DeliveryViewer
from inbox.gui.look.theme import Theme
from inbox.gui.look.time_text import moment_text
from inbox.storage.journal.journal import Journal

_MOST = 50
_RETRY_MS = 1_000
"""After the store could not be read."""


@dataclass(frozen=True, slots=True)
class _Listed:
    id: int
    title: str


class DeliveriesPane(QWidget):
    """A list on the left, the chosen delivery on the right; read off the GUI thread."""

    def __init__(self, theme: Theme, journal: Journal, viewer: DeliveryViewer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._journal = journal
        self.viewer = viewer
        self._row: int | None = None
        self._listed: list[_Listed] = []
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self._read)
        self._list = QListWidget()
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setAccessibleName("Deliveries of this recording, newest first")
        self._list.setFixedWidth(220)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.currentRowChanged.connect(self._show_chosen)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 16, 12)
        layout.setSpacing(12)
        layout.addWidget(self._list)
        layout.addWidget(viewer, 1)
        viewer.replayed.connect(self._read)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._list.setFont(theme.body_font())
        self._list.setStyleSheet(
            f"QListWidget {{ background: transparent; border: none; outline: none; color: {theme.text.name()}; }}"
            "QListWidget::item { padding: 6px 8px; border-radius: 6px; }"
            f"QListWidget::item:selected {{ background: {theme.accent_tint.name()}; color: {theme.text.name()}; }}"
            f"QListWidget::item:focus {{ border: 1px solid {theme.accent.name()}; }}"
        )
        self.viewer.set_theme(theme)

    def show_recording(self, recording: Recording | None) -> None:
        """Reads the deliveries of ``recording`` and shows them when they are here."""
        row = None if recording is None else recording.id
        if row != self._row:
            self._row = row
            self._fill([])
        self._read()

    def _read(self) -> None:
        self._retry.stop()
        row = self._row
        if row is not None:
            self.viewer.ask(
                "deliveries",
                lambda: [_listed(one) for one in self._journal.of_recording(row, _MOST)],
                lambda listed: self._take(row, listed),
                lambda problem: self._tell(row, problem),
            )

    def stop(self) -> None:
        """Joins the thread; a later `show_recording` starts another."""
        self._retry.stop()
        self.viewer.stop()

    def _take(self, row: int, listed: list[_Listed]) -> None:
        if row == self._row:
            self._fill(listed)

    def _tell(self, row: int, problem: Problem) -> None:
        """Says why nothing is shown; what is shown already stays. It is read again until it can be."""
        if row != self._row:
            return
        if not self._listed:
            self.viewer.say(str(problem))
        self._retry.start(_RETRY_MS)

    def _fill(self, listed: list[_Listed]) -> None:
        if listed != self._listed:
            chosen = self._list.currentRow()
            chosen_id = self._listed[chosen].id if 0 <= chosen < len(self._listed) else None
            self._listed = listed
            self._list.blockSignals(True)
            self._list.clear()
            for one in listed:
                QListWidgetItem(one.title, self._list)
            ids = [one.id for one in listed]
            self._list.setCurrentRow(ids.index(chosen_id) if chosen_id in ids else 0 if ids else -1)
            self._list.blockSignals(False)
        self._show_chosen(self._list.currentRow())

    def _show_chosen(self, place: int) -> None:
        if not 0 <= place < len(self._listed):
            self.viewer.show_delivery(None)
            return
        chosen = self._listed[place].id
        if self.viewer.shown is None or self.viewer.shown.id != chosen:
            self.viewer.show_delivery(chosen, lambda: self._journal.entry(chosen))


def _listed(stored: StoredDelivery) -> _Listed:
    return _Listed(stored.id, f"{moment_text(stored.delivery.received_at)}   {stored.outcome.value}")
