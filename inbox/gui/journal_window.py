"""The journal's window: every delivery, who was turned away, and what was seen for the first time. Not modal."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QTabWidget, QVBoxLayout, QWidget

from inbox.domain.visible_text import visible
from inbox.gui.delivery_viewer import DeliveryViewer
from inbox.gui.elided_label import ElidedLabel
from inbox.gui.journal_deliveries import DeliveriesPage
from inbox.gui.journal_first_seen import FirstSeenPage
from inbox.gui.journal_knocks import KnocksPage
from inbox.gui.parts import WindowParts
from inbox.gui.query_worker import QueryWorker
from inbox.gui.theme import Theme
from inbox.gui.window_layout import add_shortcuts

_EVERY_MS = 2_000
_SAID_MS = 12_000


class JournalWindow(QDialog):
    """Reads only while it is to be seen. Closing it hides it; `stop` ends its threads."""

    def __init__(self, theme: Theme, parts: WindowParts, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("Journal – Recording Inbox")
        self.setObjectName("journal")
        self.resize(1240, 780)
        self.setMinimumSize(860, 480)
        self._worker = QueryWorker("journal", self)
        self._worker.start()
        self.deliveries = (
            DeliveriesPage(theme, parts.delivery_list, self._worker, DeliveryViewer(theme, parts.replay, _address(parts)))
            if parts.delivery_list is not None
            else None
        )
        self.knocks = KnocksPage(theme, parts.knocks, self._worker) if parts.knocks is not None else None
        self.first_seen = FirstSeenPage(theme, parts.first_seen, self._worker) if parts.first_seen is not None else None
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.tabs.tabBar().setAccessibleName("Pages of the journal")
        for page, name in self._pages():
            self.tabs.addTab(page, name)
        self.message = ElidedLabel()
        self.message.setContentsMargins(16, 4, 16, 5)
        self.message.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.tabs, 1)
        column.addWidget(self.message)
        self._said = QTimer(self)
        self._said.setSingleShot(True)
        self._said.setInterval(_SAID_MS)
        self._said.timeout.connect(self.message.hide)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self.tabs.currentChanged.connect(self._look)
        if self.deliveries is not None:
            self.deliveries.viewer.said.connect(self.say)
        if self.first_seen is not None:
            self.first_seen.delivery_asked.connect(lambda delivery: self.show_delivery(int(delivery)))
            self.first_seen.said.connect(self.say)
        keys: dict[str, Callable[[], object]] = {
            f"Ctrl+{place + 1}": partial(self.tabs.setCurrentIndex, place) for place in range(self.tabs.count())
        }
        add_shortcuts(self, {**keys, "Ctrl+W": self.close, "Ctrl+J": self.close})
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        for page, _name in self._pages():
            page.set_theme(theme)
        self.message.setFont(theme.small_font())
        self.message.setStyleSheet(f"color: {theme.secondary.name()}")

    def say(self, sentence: str) -> None:
        """Shows a sentence for some seconds."""
        self.message.set_text(visible(sentence, 600))
        self.message.setVisible(bool(sentence))
        self._said.start()

    def show_delivery(self, delivery: int) -> None:
        """Shows one delivery."""
        if self.deliveries is not None:
            self.tabs.setCurrentWidget(self.deliveries)
            self.deliveries.show_delivery(delivery)

    def showEvent(self, event: QShowEvent) -> None:
        """Begins to look."""
        super().showEvent(event)
        if self.deliveries is not None:
            self.deliveries.start()
        self._look()
        self._timer.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Looks no more until it is shown again."""
        self._rest()
        super().closeEvent(event)

    def stop(self) -> None:
        """Joins its threads; it is of no use afterwards."""
        self._rest()
        self._worker.stop()

    def _rest(self) -> None:
        self._timer.stop()
        if self.deliveries is not None:
            self.deliveries.stop()

    def _look(self) -> None:
        page = self.tabs.currentWidget()
        if isinstance(page, KnocksPage | FirstSeenPage):
            page.look()

    def _pages(self) -> list[tuple[DeliveriesPage | KnocksPage | FirstSeenPage, str]]:
        named = ((self.deliveries, "Deliveries"), (self.knocks, "Turned away"), (self.first_seen, "First seen"))
        return [(page, name) for page, name in named if page is not None]


def _address(parts: WindowParts) -> Callable[[], str]:
    """This inbox's own address, as long as it has one."""
    return lambda: parts.listener_state().address or "http://127.0.0.1:8025/"
