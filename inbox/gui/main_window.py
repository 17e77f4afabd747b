"""The window: puts the parts together, and carries what one of them tells to the others."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStackedWidget

from inbox.domain.query import RecordingQuery, SortColumn, parse_query
from inbox.domain.recording import Recording
from inbox.gui.details.details_pane import DetailsPane
from inbox.gui.frame.actions import Group
from inbox.gui.frame.banner import Banner
from inbox.gui.frame.key_tips import KeyTips
from inbox.gui.frame.parts import WindowParts
from inbox.gui.frame.status_bar import StatusBar
from inbox.gui.frame.toolbar import Toolbar
from inbox.gui.listener_watch import ListenerWatch
from inbox.gui.listing.column_fit import LEAST_WIDTH
from inbox.gui.listing.empty_state import EmptyState
from inbox.gui.listing.folders import Folder
from inbox.gui.listing.list_loader import ListLoader
from inbox.gui.listing.recording_table import RecordingTable
from inbox.gui.listing.recording_table_model import RecordingTableModel
from inbox.gui.listing.sidebar import Sidebar
from inbox.gui.look.style_sheet import apply_theme
from inbox.gui.look.theme import Theme, ThemeSource
from inbox.gui.player.play_at_click import PlayAtClick
from inbox.gui.player.player_bar import PlayerBar
from inbox.gui.watching.activity import Census, CensusTaker
from inbox.gui.watching.change_feed import ChangeFeed
from inbox.gui.watching.expiry_watch import ExpiryWatch
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.gui.widgets.stopping import stop_all
from inbox.gui.widgets.window_layout import side_by_side, split, stacked_vertically
from inbox.gui.window_extras import WindowExtras
from inbox.gui.window_memory import WindowMemory


class MainWindow(QMainWindow):
    """The window of the inbox. Closing it ends its worker threads."""

    def __init__(self, parts: WindowParts) -> None:
        super().__init__()
        self._parts = parts
        self.themes = ThemeSource(parts.settings.theme, self)
        theme = self.themes.theme
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_theme(application, theme)
        self.setWindowTitle("Recording Inbox")
        self.setMinimumSize(860, 520)
        self.resize(1440, 900)

        self._first = QueryWorker("inbox-first-page", self)
        self._rest = QueryWorker("inbox-whole-list", self)
        self._feed = ChangeFeed(self)
        self.model = RecordingTableModel(parts.recordings, parts.download_progress, self)
        self.loader = ListLoader(parts.recordings, self.model, self._first, self._rest, self)
        self._census = CensusTaker(parts.recordings, parts.journal, self._rest, self)
        self._sort, self._descending = SortColumn.FIRST_SEEN, True

        self.toolbar = Toolbar(theme)
        self.banner = Banner(theme)
        self.sidebar = Sidebar(theme)
        self.table = RecordingTable(self.model, theme, parts.download_progress, warning_days=parts.warning_days)
        self.table.click_plays = parts.settings.click_plays
        self.empty = EmptyState(theme, parts.play_demo is not None)
        self.player = PlayerBar(theme, parts.settings, parts.recordings)
        self.details = DetailsPane(
            theme,
            parts.journal,
            lambda: parts.current_settings().voice_url,
            peaks=parts.recordings.peaks,
            progress=parts.download_progress,
            replay=parts.replay,
            address=lambda: parts.listener_state().address or "http://127.0.0.1:8025/",
            metadata=parts.metadata,
            can_verify=parts.verify_again is not None,
        )
        self.status = StatusBar()
        self.playing = PlayAtClick(self._play, parts.downloads_ask, parts.recordings.rows, self.status.say, self)
        self.extras = WindowExtras(
            parts,
            self.themes,
            self,
            table=self.table,
            sidebar=self.sidebar,
            details=self.details,
            player=self.player,
            playing=self.playing,
            status=self.status,
            worker=self._rest,
        )
        self.watch = ListenerWatch(
            parts, theme, self.toolbar, self.banner, self.status, self._rest, self, self.extras.notices.notice
        )
        self._expiry = ExpiryWatch(self.extras.settings_feed, self)
        self._memory = WindowMemory(parts.window_file)
        self._compose()
        self._connect()
        self._add_actions()
        self._memory.restore(self, self._splitter)

        self._first.start()
        self._rest.start()
        self.watch.start()
        self._ask()
        self._census.take()

    def recordings_changed(self, ids: Sequence[int]) -> None:
        """Hears which recordings changed. From any thread."""
        self._feed.recordings_changed(ids)

    def tell_failure(self, sentence: str) -> None:
        """Hears that something the person asked for could not be done. From any thread."""
        self._feed.tell_failure(sentence)

    def inbox_recovered(self) -> None:
        """Hears that a damaged inbox was made anew: everything is read again. From any thread."""
        self._feed.inbox_recovered()

    def drain(self) -> bool:
        """For tests: waits until every question to the store was answered."""
        return self._first.drain() and self._rest.drain()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keeps the window's size, stops the player, and joins the worker threads."""
        self._memory.keep(self, self._splitter)
        watching = (self.watch, self._expiry, self.playing, self.extras, self._census)
        stop_all((*watching, self.player, self.details, self._first, self._rest))
        super().closeEvent(event)

    def _compose(self) -> None:
        self.toolbar.set_menu(self.extras.menu, partial(self.extras.actions.trigger, "export") if self._parts.exports else None)
        self.toolbar.export_button.setToolTip("Export recordings…")
        KeyTips(self.extras.actions, self).add(self.toolbar.export_button, "export")
        self._lower = stacked_vertically(self.player, self.details, top=1)
        self._lower.setObjectName("lower_pane")
        self._lower.hide()
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)
        self._splitter = split(self._pages, self._lower, LEAST_WIDTH)
        middle = side_by_side(self.sidebar, self._splitter)
        self.setCentralWidget(stacked_vertically(self.toolbar, self.banner, middle, self.status, wide=middle))
        self.table.setFocus()

    def _connect(self) -> None:
        self.themes.changed.connect(self._wear)
        self._feed.changed.connect(self.loader.recordings_changed)
        self._feed.failed.connect(lambda sentence: self.status.say(sentence, True))
        self._feed.changed.connect(lambda _ids: self._census.take_soon())
        self._feed.recovered.connect(self._ask)
        self._feed.recovered.connect(self._census.take)
        self._census.taken.connect(self._show_census)
        self._expiry.moved.connect(self._look_at_what_expires)
        self.loader.problem.connect(lambda sentence: self.status.say(sentence, True))
        self.loader.query_shown.connect(self._query_shown)
        self.loader.rows_read.connect(self._rows_read)
        for signal in (self.model.rowsInserted, self.model.rowsRemoved, self.model.modelReset):
            signal.connect(self._show_page)
        self.sidebar.folder_chosen.connect(lambda _folder: self._ask())
        self.toolbar.search.searched.connect(lambda _text: self._ask())
        self.toolbar.search.left.connect(self._go_to_list)
        self.table.sort_asked.connect(self._sort_by)
        self.table.activated_recording.connect(self._activate)
        self.table.spaced_recording.connect(self._pause_or_activate)
        self.table.current_changed.connect(self._show_current)
        self.empty.clear_asked.connect(self.toolbar.search.clear)
        self.empty.set_up_asked.connect(self.watch.open_sender_card)
        self.watch.receiving_asked.connect(self.extras.settings.open_receiving)
        if self._parts.play_demo is not None:
            self.empty.demo_asked.connect(self._parts.play_demo)
        self.player.playing_changed.connect(self._mark_playing)
        self.player.settings_changed.connect(self.extras.save_settings)
        self.details.said.connect(self.status.say)

    def _add_actions(self) -> None:
        add = partial(self.extras.actions.add, group=Group.WINDOW)
        add("search", "Search", keys=["Ctrl+F"], does=self._go_to_search)
        for number, folder in enumerate(Folder, start=1):
            add(f"folder_{number}", f"Folder {folder.value}", keys=[f"Ctrl+{number}"], does=partial(self.sidebar.choose, folder))
        add("quit", "Quit", keys=["Ctrl+Q"], does=self.close)

    def _ask(self) -> None:
        typed = parse_query(self.toolbar.search.text(), self._sort, self._descending)
        terms = (*self.sidebar.terms, *typed.terms)
        self.loader.ask(RecordingQuery(terms, typed.words, self._sort, self._descending))

    def _sort_by(self, sort: SortColumn, descending: bool) -> None:
        self._sort, self._descending = sort, descending
        self._ask()

    def _query_shown(self) -> None:
        self._show_page()
        if self._is_list_wanted:
            self._go_to_list()

    def _go_to_list(self) -> None:
        """Takes the keyboard to the list, as soon as it shows what was asked for."""
        self._is_list_wanted = not self.model.shows(self.loader.query)
        if not self._is_list_wanted and self.table.isVisible():
            self.table.take_keyboard()
        elif not self._is_list_wanted:
            self.empty.setFocus()

    _is_list_wanted = False

    def _rows_read(self, rows: dict[int, Recording]) -> None:
        shown = self._shown
        if shown is not None and shown.id in rows:
            self._show_details(rows[shown.id], is_news=True)
        self.extras.rows_read.emit(rows)

    _shown: Recording | None = None

    def _show_page(self, *_: QModelIndex | int) -> None:
        """The list, or what to do while it is empty."""
        search = self.toolbar.search.text().strip()
        if self.model.rowCount() or self.model.is_loading:
            had_focus = self.empty.hasFocus()
            self._pages.setCurrentWidget(self.table)
            if had_focus:
                self.table.take_keyboard()
            if self._shown is None and self.model.rowCount():
                self.table.select_id(self.model.ids[0])
            return
        if search:
            self.empty.show_no_result(search)
        elif self.sidebar.terms:
            self.empty.show_empty_folder(self.sidebar.empty_sentence(self._parts.warning_days()))
        else:
            self.empty.show_first_start()
        had_focus = self.table.hasFocus()
        self._pages.setCurrentWidget(self.empty)
        if had_focus:
            self.empty.setFocus()

    def _show_current(self, recording: Recording | None) -> None:
        """The arrows select; what plays goes on until another is asked for."""
        if recording is not None:
            self._show_details(recording)

    def _show_details(self, recording: Recording, *, is_news: bool = False) -> None:
        self._shown = recording
        self._lower.show()
        self.details.show_recording(recording)
        loaded = self.player.recording
        if loaded is None or loaded.id == recording.id or not (is_news or self.player.is_playing):
            self.player.load(recording)

    def _activate(self, row_id: str) -> None:
        recording = self.table.current_recording()
        if recording is None or str(recording.id) != row_id:
            return
        self.playing.activate(recording)

    def _pause_or_activate(self, row_id: str) -> None:
        loaded = self.player.recording
        if self.player.is_playing and loaded is not None and str(loaded.id) == row_id:
            self.player.toggle()
        else:
            self._activate(row_id)

    def _play(self, recording: Recording) -> None:
        self._lower.show()
        self.player.play(recording)
        self._mark_playing(self.player.is_playing)

    def _mark_playing(self, is_playing: bool) -> None:
        heard = self.player.recording if is_playing else None
        self.model.set_playing(heard.id if heard is not None else None)

    def _go_to_search(self) -> None:
        self._is_list_wanted = False
        self.toolbar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.toolbar.search.selectAll()

    def _show_census(self, census: Census) -> None:
        self.sidebar.set_counts(census.folders)
        self.extras.notices.show_expiring(census.folders.expiring)
        self.status.show_activity(census.activity)

    def _look_at_what_expires(self) -> None:
        self._census.take()
        self.loader.time_passed()
        self.table.viewport().update()
        self._show_page()

    def _wear(self, theme: Theme) -> None:
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        apply_theme(application, theme)
        upper = (self.toolbar, self.banner, self.sidebar, self.table, self.empty)
        for part in (*upper, self.player, self.details, self.watch, self.extras):
            part.set_theme(theme)
