"""What the window does beside list, player and details: its menu, its further windows, and what rows and details ask for."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow

from inbox.gui.details.details_pane import DetailsPane
from inbox.gui.frame.actions import Actions, Group
from inbox.gui.frame.parts import WindowParts
from inbox.gui.frame.status_bar import StatusBar
from inbox.gui.journal.journal_opener import JournalOpener
from inbox.gui.listing.judged_rows import JudgedRows
from inbox.gui.listing.list_actions import ListActions
from inbox.gui.listing.recording_table import RecordingTable
from inbox.gui.listing.sidebar import Sidebar
from inbox.gui.look.theme import Theme, ThemeSource
from inbox.gui.looks_watch import LooksWatch
from inbox.gui.more_menu import MoreMenu
from inbox.gui.player.play_at_click import PlayAtClick
from inbox.gui.player.player_bar import PlayerBar
from inbox.gui.review.desk import Desk
from inbox.gui.review.queue_play import QueuePlay
from inbox.gui.review.review_desk import ReviewDesk
from inbox.gui.review.turns import Turns
from inbox.gui.settings.settings_opener import SettingsOpener
from inbox.gui.watching.account_notices import AccountNotices
from inbox.gui.watching.settings_feed import SettingsFeed
from inbox.gui.watching.work_watch import WorkWatch
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.storage.problems import StorageProblem

if TYPE_CHECKING:
    from inbox.gui.shortcuts import ShortcutsPage


class WindowExtras(QObject):
    """Holds them for as long as the window is there."""

    rows_read = Signal(object)
    """Changed rows as they are now: a dict of row id to `Recording`."""

    def __init__(
        self,
        parts: WindowParts,
        themes: ThemeSource,
        window: QMainWindow,
        *,
        table: RecordingTable,
        sidebar: Sidebar,
        details: DetailsPane,
        player: PlayerBar,
        playing: PlayAtClick,
        status: StatusBar,
        worker: QueryWorker,
    ) -> None:
        """``worker`` reads the ledger."""
        super().__init__(window)
        self._parts, self._status, self._themes, self._window = parts, status, themes, window
        self.journal = JournalOpener(themes.theme, parts, window)
        self.actions = Actions(window, table, lambda: parts.current_settings().keys)
        self.menu = MoreMenu(themes, parts.settings, self.save_settings, window, self.actions.first_key)
        judged = JudgedRows(table, player, parts.recordings.rows, status)
        self._list_actions = ListActions(table, parts, playing, status, themes, self.actions, judged)
        self.settings = SettingsOpener(themes.theme, parts, window, self.actions)
        self.notices = AccountNotices(parts, partial(self.settings.open, "Account"))
        self.work = WorkWatch(parts, status, worker, details.show_standstill, table.show_resting, self)
        status.gaps_asked.connect(partial(self.settings.open, "Gaps"))
        self.settings_feed = SettingsFeed(parts.current_settings, self)
        self.settings.saved.connect(self.settings_feed.look)
        self._looks = LooksWatch(self.settings_feed, themes, self.menu, self.actions, self)
        self.menu.settings_asked.connect(self.settings.open)
        self._connect_work()
        self.menu.journal_asked.connect(self.journal.open)
        self.menu.click_plays_changed.connect(lambda plays: setattr(table, "click_plays", plays))
        self._connect_details(details)
        self._page: ShortcutsPage | None = None
        self.menu.keyboard_asked.connect(self.show_keyboard)
        self.actions.add("journal", "Show the journal", Group.WINDOW, ["Ctrl+J"], self.journal.open)
        self.actions.add("settings", "Show the settings", Group.WINDOW, ["Ctrl+,"], self.settings.open)
        self.actions.add("help", "Show this page", Group.WINDOW, ["?", "F1"], self.show_keyboard)
        queue, turns = QueuePlay(table, player, playing, parts.recordings.rows, status.say, self), Turns()
        turns.add(queue)
        met = judged, turns, self.rows_read, self.settings_feed
        self.desk = ReviewDesk(
            Desk(parts, themes, window, table, sidebar, player, details, status, playing, self.actions, queue, *met)
        )
        self.rows_read.connect(playing.rows_read)
        if parts.time_queue is not None:
            self.menu.offer("Queue by time…", "queue", partial(self.actions.trigger, "queue"))

    def save_settings(self, changes: Mapping[str, object]) -> None:
        """Keeps them; what went wrong is said in the status bar."""
        try:
            self._parts.save_settings(changes)
        except StorageProblem as problem:
            self._status.say(str(problem), True)

    def show_keyboard(self) -> None:
        """Shows the page that tells of every key."""
        from inbox.gui.shortcuts import ShortcutsPage  # not needed for the first paint

        if self._page is None:
            self._page = ShortcutsPage(self._themes.theme, self.actions, self._window)
            if self._parts.apply_settings is not None:
                self._page.offer_choice(partial(self.settings.open, "Keys"))
        self._page.open()

    def set_theme(self, theme: Theme) -> None:
        """Dresses the further windows."""
        if self._page is not None:
            self._page.set_theme(theme)
        self.journal.set_theme(theme)
        self.settings.set_theme(theme)
        self.desk.set_theme(theme)

    def stop(self) -> None:
        """Closes the further windows and joins their threads."""
        self.desk.stop()
        self.work.stop()
        self.settings_feed.stop()
        self.journal.stop()
        self.settings.stop()

    def _connect_work(self) -> None:
        """What the menu asks of downloads and of catching up, as far as there is somebody to ask."""
        downloads, catch_up = self._parts.downloads, self._parts.catch_up
        if downloads is not None:
            self.menu.offer_pause(lambda: self._parts.current_settings().downloads_paused)
            self.menu.pause_downloads_asked.connect(downloads.pause_all)
        if catch_up is not None:
            self.menu.offer_catch_up()
            self.menu.catch_up_asked.connect(catch_up.now)

    def _connect_details(self, details: DetailsPane) -> None:
        details.retry_requested.connect(lambda row_id: self._parts.downloads_ask([int(row_id)]))
        ask_bandwidth = self._parts.verify_again
        if ask_bandwidth is not None:
            details.verify_requested.connect(lambda row_id: ask_bandwidth([int(row_id)]))
