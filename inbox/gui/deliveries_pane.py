"""The Deliveries tab: every request that told of the recording, as it came."""

from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QPlainTextEdit, QWidget

from inbox.domain.delivery import StoredDelivery
from inbox.domain.problems import Problem
from inbox.domain.recording import Recording
from inbox.domain.visible_text import visible
from inbox.gui.delivery_text import delivery_text
from inbox.gui.query_worker import QueryWorker
from inbox.gui.theme import Theme
from inbox.gui.time_text import moment_text
from inbox.storage.journal import Journal

_MOST = 50
_RETRY_MS = 1_000
"""After the store could not be read."""


@dataclass(frozen=True, slots=True)
class _Shown:
    id: int
    title: str
    text: str


class DeliveriesPane(QWidget):
    """A list on the left, the chosen delivery on the right; read and set in type off the GUI thread."""

    def __init__(self, theme: Theme, journal: Journal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._journal = journal
        self._worker: QueryWorker | None = None
        self._row: int | None = None
        self._shown: list[_Shown] = []
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.timeout.connect(self._read)
        self._list = QListWidget()
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setAccessibleName("Deliveries of this recording, newest first")
        self._list.setFixedWidth(260)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.currentRowChanged.connect(self._show_text)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setAccessibleName("The delivery as it came")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self._list)
        layout.addWidget(self._text, 1)
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
        self._text.setFont(theme.mono_font())

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
        if row is None:
            return
        if self._worker is None:
            self._worker = QueryWorker("deliveries", self)
            self._worker.start()
        self._worker.submit(
            "deliveries",
            lambda: [_shown(one) for one in self._journal.of_recording(row, _MOST)],
            lambda shown: self._take(row, shown),
            lambda problem: self._tell(row, problem),
        )

    def stop(self) -> None:
        """Joins the thread; a later `show_recording` starts another."""
        self._retry.stop()
        if self._worker is not None:
            self._worker.stop()
            self._worker.deleteLater()
            self._worker = None

    def _take(self, row: int, shown: list[_Shown]) -> None:
        if row == self._row:
            self._fill(shown)

    def _tell(self, row: int, problem: Problem) -> None:
        """Says why nothing is shown; what is shown already stays. It is read again until it can be."""
        if row != self._row:
            return
        if not self._shown:
            self._text.setPlainText(str(problem))
        self._retry.start(_RETRY_MS)

    def _fill(self, shown: list[_Shown]) -> None:
        if shown == self._shown:
            self._show_text(self._list.currentRow())
            return
        chosen = self._list.currentRow()
        chosen_id = self._shown[chosen].id if 0 <= chosen < len(self._shown) else None
        self._shown = shown
        self._list.blockSignals(True)
        self._list.clear()
        for one in shown:
            QListWidgetItem(one.title, self._list)
        ids = [one.id for one in shown]
        self._list.setCurrentRow(ids.index(chosen_id) if chosen_id in ids else 0 if ids else -1)
        self._list.blockSignals(False)
        self._show_text(self._list.currentRow())

    def _show_text(self, place: int) -> None:
        text = self._shown[place].text if 0 <= place < len(self._shown) else ""
        if text != self._text.toPlainText():
            self._text.setPlainText(text)


def _shown(stored: StoredDelivery) -> _Shown:
    delivery = stored.delivery
    title = f"{moment_text(delivery.received_at)}   {visible(delivery.method, 10)}   {stored.outcome.value}"
    return _Shown(stored.id, title, delivery_text(stored))
