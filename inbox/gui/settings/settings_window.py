"""The window of the settings: one page for each part of the program that can be set. Not modal; what is changed holds at once."""

from typing import Protocol

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QStackedWidget, QVBoxLayout, QWidget

from inbox.gui.frame.actions import Actions
from inbox.gui.frame.parts import WindowParts
from inbox.gui.look.theme import Theme
from inbox.gui.settings.account_page import AccountPage
from inbox.gui.settings.catch_up_bar import CatchUpView
from inbox.gui.settings.downloads_page import DownloadsPage
from inbox.gui.settings.gaps_page import GapsPage
from inbox.gui.settings.keys_page import KeysPage
from inbox.gui.settings.receiving_page import ReceivingPage
from inbox.gui.settings.review_page import ReviewPage
from inbox.gui.settings.setting_saver import SettingSaver
from inbox.gui.settings.storage_page import StoragePage
from inbox.gui.settings.window_page import WindowPage
from inbox.gui.widgets.paged_window import PagedWindow
from inbox.gui.widgets.window_layout import side_by_side

_LIST_WIDTH = 172


class Page(Protocol):
    """What the window asks of each page."""

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""

    def look(self) -> None:
        """Shows how things are now; asked while the page is to be seen."""


class SettingsWindow(PagedWindow):
    """Its pages stand in a list at the left. What was typed last is kept when it is closed: the field loses the keyboard."""

    saved = Signal()
    """What was changed here is in force."""

    def __init__(self, theme: Theme, parts: WindowParts, parent: QWidget, actions: Actions | None = None) -> None:
        """``actions`` are those whose keys can be chosen; None: no page for them."""
        super().__init__("Settings", QSize(1040, 720), theme, parent)
        self._parts, self._actions = parts, actions
        self._pages: dict[str, Page] = {}
        self.account: AccountPage | None = None
        self.receiving: ReceivingPage | None = None
        self._saver: SettingSaver | None = None
        self.list = QListWidget()
        self.list.setObjectName("pages")
        self.list.setAccessibleName("Pages of the settings")
        self.list.setFixedWidth(_LIST_WIDTH)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stack = QStackedWidget()
        self._make_pages(theme)
        self.message.setContentsMargins(28, 6, 16, 8)
        right = QWidget()
        self._with_message(self._stack, QVBoxLayout(right))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(side_by_side(self.list, right))
        self.list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.list.currentRowChanged.connect(lambda _row: self._look())
        self.list.setCurrentRow(0)
        self._add_keys(self.list.count(), self.list.setCurrentRow)
        self.set_theme(theme)

    @property
    def pages(self) -> dict[str, Page]:
        """The pages by their names, in order."""
        return dict(self._pages)

    @property
    def page(self) -> str:
        """The name of the page that is shown."""
        place = self.list.currentRow()
        return list(self._pages)[place] if place >= 0 else ""

    def show_page(self, name: str) -> None:
        """Turns to a page; to none when there is no such one."""
        if name in self._pages:
            self.list.setCurrentRow(list(self._pages).index(name))

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        super().set_theme(theme)
        for page in self._pages.values():
            page.set_theme(theme)
        self.list.setFont(theme.body_font())

    def stop(self) -> None:
        """Joins its threads; it is of no use afterwards."""
        for page in (self.account, self.receiving):
            if page is not None:
                page.stop()
        super().stop()
        if self._saver is not None:
            self._saver.finish()

    def _tell_failure(self, sentence: str) -> None:
        self.say(sentence, is_problem=True)
        self._look()

    def _make_pages(self, theme: Theme) -> None:
        parts = self._parts
        if parts.apply_settings is None:
            return
        saver = self._saver = SettingSaver(parts.apply_settings, parts.current_settings, self._worker, self)
        saver.saved.connect(self._look)
        saver.saved.connect(self.saved)
        saver.failed.connect(self._tell_failure)
        worker = self._worker
        if parts.account is not None:
            self.account = AccountPage(parts, theme, worker)
            self._add("Account", self.account)
        if parts.receiving is not None:
            self.receiving = ReceivingPage(theme, saver, parts.receiving, parts.listener_state)
            self._add("Receiving", self.receiving)
        downloads = parts.downloads
        pause_all, resting = (None, _nothing) if downloads is None else (downloads.pause_all, downloads.resting)
        self._add("Downloads", DownloadsPage(theme, saver, pause_all=pause_all, resting=resting))
        tidy, ledger, catch_up = parts.tidy, parts.ledger, parts.catch_up
        if tidy is not None:
            page = StoragePage(theme, saver, worker, tidy)
            page.said.connect(self.say)
            self._add("Storage", page)
        if ledger is not None:
            view = None
            if catch_up is not None:
                view = CatchUpView(catch_up.now, catch_up.progress, catch_up.problem, catch_up.last_done)
            gaps = GapsPage(theme, saver, worker, gaps=lambda since: (ledger.gaps(since), ledger.up_since()), catch_up=view)
            self._add("Gaps", gaps)
        if parts.reviews is not None:
            self._add("Review", ReviewPage(theme, saver, parts.reviews.account_name))
        self._add("Window", WindowPage(theme, saver))
        if self._actions is not None:
            keys = KeysPage(theme, saver, self._actions)
            keys.said.connect(self.say)
            self._add("Keys", keys)

    def _add(self, name: str, page: "_AnyPage") -> None:
        self._pages[name] = page
        self.list.addItem(name)
        self._stack.addWidget(page)

    def _look(self) -> None:
        if self.page:
            self._pages[self.page].look()


_AnyPage = AccountPage | ReceivingPage | DownloadsPage | StoragePage | GapsPage | ReviewPage | WindowPage | KeysPage


def _nothing() -> None:
    return None
