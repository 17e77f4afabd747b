"""The window of the settings: one page for each part of the program that can be set. Not modal; what is changed holds at once."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QStackedWidget, QVBoxLayout, QWidget

from inbox.domain.visible_text import visible
from inbox.gui.account_page import AccountPage
from inbox.gui.catch_up_bar import CatchUpView
from inbox.gui.downloads_page import DownloadsPage
from inbox.gui.elided_label import ElidedLabel
from inbox.gui.gaps_page import GapsPage
from inbox.gui.parts import WindowParts
from inbox.gui.query_worker import QueryWorker
from inbox.gui.setting_saver import SettingSaver
from inbox.gui.storage_page import StoragePage
from inbox.gui.theme import Theme
from inbox.gui.window_layout import add_shortcuts, side_by_side

_EVERY_MS = 2_000
_SAID_MS = 12_000
_LIST_WIDTH = 172


class Page(Protocol):
    """What the window asks of each page."""

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""

    def look(self) -> None:
        """Shows how things are now; asked while the page is to be seen."""


class SettingsWindow(QDialog):
    """Looks only while it is to be seen. Closing it hides it; `stop` ends its threads."""

    def __init__(self, theme: Theme, parts: WindowParts, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("Settings – Recording Inbox")
        self.setObjectName("settings")
        self.resize(1040, 720)
        self.setMinimumSize(860, 480)
        self._worker = QueryWorker("settings", self)
        self._worker.start()
        self._parts = parts
        self._pages: dict[str, Page] = {}
        self.account: AccountPage | None = None
        self._saver: SettingSaver | None = None
        self.list = QListWidget()
        self.list.setObjectName("pages")
        self.list.setAccessibleName("Pages of the settings")
        self.list.setFixedWidth(_LIST_WIDTH)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._stack = QStackedWidget()
        self._make_pages(theme)
        self.message = ElidedLabel()
        self.message.setContentsMargins(28, 6, 16, 8)
        self.message.hide()
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._stack, 1)
        column.addWidget(self.message)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(side_by_side(self.list, right))
        self._said = QTimer(self)
        self._said.setSingleShot(True)
        self._said.setInterval(_SAID_MS)
        self._said.timeout.connect(self.message.hide)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self.list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.list.currentRowChanged.connect(lambda _row: self._look())
        self.list.setCurrentRow(0)
        keys: dict[str, Callable[[], object]] = {
            f"Ctrl+{place + 1}": partial(self.list.setCurrentRow, place) for place in range(self.list.count())
        }
        add_shortcuts(self, {**keys, "Ctrl+W": self.close})
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
        for page in self._pages.values():
            page.set_theme(theme)
        self.list.setFont(theme.body_font())
        self.message.setFont(theme.small_font())
        self._theme = theme

    def say(self, sentence: str, is_problem: bool = True) -> None:
        """Shows for some seconds what could not be done, or what was."""
        self.message.setStyleSheet(f"color: {(self._theme.error if is_problem else self._theme.secondary).name()}")
        self.message.set_text(visible(sentence, 600))
        self.message.setVisible(bool(sentence))
        self._said.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Begins to look."""
        super().showEvent(event)
        self._look()
        self._timer.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Looks no more until it is shown again; what was typed last is kept, since the field loses the keyboard."""
        self._timer.stop()
        super().closeEvent(event)

    def stop(self) -> None:
        """Joins its threads; it is of no use afterwards."""
        self._timer.stop()
        if self.account is not None:
            self.account.stop()
        self._worker.stop()
        if self._saver is not None:
            self._saver.finish()

    def _tell_failure(self, sentence: str) -> None:
        self.say(sentence)
        self._look()

    def _make_pages(self, theme: Theme) -> None:
        parts = self._parts
        if parts.apply_settings is None:
            return
        saver = self._saver = SettingSaver(parts.apply_settings, parts.current_settings, self._worker, self)
        saver.saved.connect(self._look)
        saver.failed.connect(self._tell_failure)
        worker = self._worker
        if parts.account is not None:
            self.account = AccountPage(parts, theme, worker)
            self._add("Account", self.account)
        downloads = parts.downloads
        pause_all, resting = (None, _nothing) if downloads is None else (downloads.pause_all, downloads.resting)
        self._add("Downloads", DownloadsPage(theme, saver, pause_all=pause_all, resting=resting))
        tidy, ledger, catch_up = parts.tidy, parts.ledger, parts.catch_up
        if tidy is not None:
            page = StoragePage(theme, saver, worker, tidy)
            page.said.connect(lambda sentence: self.say(sentence, is_problem=False))
            self._add("Storage", page)
        if ledger is not None:
            view = CatchUpView(catch_up.now, catch_up.progress, catch_up.problem) if catch_up is not None else None
            gaps = GapsPage(theme, saver, worker, gaps=lambda since: (ledger.gaps(since), ledger.up_since()), catch_up=view)
            self._add("Gaps", gaps)

    def _add(self, name: str, page: AccountPage | DownloadsPage | StoragePage | GapsPage) -> None:
        self._pages[name] = page
        self.list.addItem(name)
        self._stack.addWidget(page)

    def _look(self) -> None:
        if self.page:
            self._pages[self.page].look()


def _nothing() -> None:
    return None
