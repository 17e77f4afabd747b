"""The journal's window: every delivery, who was turned away, and what was seen for the first time. Not modal."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from inbox.gui.details.delivery_viewer import DeliveryViewer
from inbox.gui.frame.parts import WindowParts
from inbox.gui.journal.journal_deliveries import DeliveriesPage
from inbox.gui.journal.journal_first_seen import FirstSeenPage
from inbox.gui.journal.journal_knocks import KnocksPage
from inbox.gui.look.theme import Theme
from inbox.gui.widgets.paged_window import PagedWindow


class JournalWindow(PagedWindow):
    """Its pages stand under tabs."""

    def __init__(self, theme: Theme, parts: WindowParts, parent: QWidget) -> None:
        super().__init__("Journal", QSize(1240, 780), theme, parent)
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
        self.message.setContentsMargins(16, 4, 16, 5)
        self._with_message(self.tabs, QVBoxLayout(self))
        self.tabs.currentChanged.connect(self._look)
        if self.deliveries is not None:
            self.deliveries.viewer.said.connect(self.say)
        if self.first_seen is not None:
            self.first_seen.delivery_asked.connect(lambda delivery: self.show_delivery(int(delivery)))
            self.first_seen.said.connect(self.say)
        self._add_keys(self.tabs.count(), self.tabs.setCurrentIndex, J=self.close, F=self._search)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        super().set_theme(theme)
        for page, _name in self._pages():
            page.set_theme(theme)

    def show_delivery(self, delivery: int) -> None:
        """Shows one delivery."""
        if self.deliveries is not None:
            self.tabs.setCurrentWidget(self.deliveries)
            self.deliveries.show_delivery(delivery)

    def _search(self) -> None:
        if self.deliveries is not None:
            self.tabs.setCurrentWidget(self.deliveries)
            self.deliveries.take_search()

    def showEvent(self, event: QShowEvent) -> None:
        """Begins to look."""
        if self.deliveries is not None:
            self.deliveries.start()
        super().showEvent(event)

    def _rest(self) -> None:
        super()._rest()
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
