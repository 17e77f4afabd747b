"""What the person does with what is judged, and with the selected rows: review, flag, copy; by key or by the rows' menu."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from inbox.domain.statuses import ReviewStatus
from inbox.gui.frame.actions import Actions, Group, Place
from inbox.gui.frame.parts import WindowParts
from inbox.gui.frame.status_bar import StatusBar
from inbox.gui.listing.judged_rows import JudgedRows
from inbox.gui.listing.recording_table import RecordingTable
from inbox.gui.look.theme import ThemeSource
from inbox.gui.player.play_at_click import PlayAtClick


class ListActions(QObject):
    """Listens to the list's keys and menu."""

    def __init__(
        self,
        table: RecordingTable,
        parts: WindowParts,
        playing: PlayAtClick,
        status: StatusBar,
        themes: ThemeSource,
        actions: Actions,
        judged: JudgedRows,
    ) -> None:
        super().__init__(table)
        self._table, self._parts, self._playing, self._status, self._themes = table, parts, playing, status, themes
        self._actions, self._judged = actions, judged
        self._export = partial(actions.trigger, "export") if parts.exports is not None else None
        actions.add("reviewed", "Mark as reviewed", Group.JUDGING, ["R"], lambda: self._review(ReviewStatus.REVIEWED))
        actions.add("flag", "Flag, or take the flag away", Group.JUDGING, ["F"], self._toggle_flag)
        actions.add("new", "Mark as new", Group.JUDGING, ["N"], lambda: self._review(ReviewStatus.NEW))
        actions.add("play_row", "Play what is selected, or pause it", Group.LIST, ["Space"], table.play_or_pause, Place.LIST)
        actions.add("copy_id", "Copy the recording's id", Group.LIST, ["Ctrl+C"], self._copy_id, Place.LIST)
        actions.add("menu", "Everything else", Group.LIST, ["Menu", "Shift+F10"], table.ask_for_menu, Place.LIST)
        table.menu_asked.connect(self._open_menu)

    def _review(self, status: ReviewStatus) -> None:
        ids = self._judged.rows()
        if ids:
            self._parts.set_review(ids, status)

    def _toggle_flag(self) -> None:
        ids = self._judged.rows()
        if ids:
            one = self._judged.recording(ids[0]) if len(ids) == 1 else self._table.current_recording()
            is_flagged = one is not None and one.review_status is ReviewStatus.FLAGGED
            self._parts.set_review(ids, ReviewStatus.NEW if is_flagged else ReviewStatus.FLAGGED)

    def _copy_id(self) -> None:
        current = self._table.current_recording()
        if current is not None:
            QGuiApplication.clipboard().setText(current.recording_id)
            self._status.say("The recording's id is on the clipboard.")

    def _open_menu(self, place: QPoint) -> None:
        from inbox.gui.listing.download_menu import DownloadActions
        from inbox.gui.listing.row_menu import RowActions, row_menu  # not needed for the first paint

        current, ids = self._table.current_recording(), self._table.selected_ids()
        if QApplication.activePopupWidget() is not None:
            return  # the menu key of some systems asks by itself, beside the action
        if current is not None and ids:
            parts = self._parts
            downloads, tidy = parts.downloads, parts.tidy
            further = DownloadActions(
                pause=downloads.pause if downloads is not None else None,
                resume=downloads.resume if downloads is not None else None,
                cancel=downloads.cancel if downloads is not None else None,
                bring_back=tidy.bring_back if tidy is not None else None,
            )
            actions = RowActions(
                self._playing.activate,
                parts.downloads_ask,
                parts.set_review,
                parts.verify_again,
                further,
                self._export,
                self._actions,
                partial(self._act_on, ids),
            )
            menu = row_menu(current, ids, actions, self._themes.theme, self._table.window())
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(place)

    def _act_on(self, ids: Sequence[int], name: str) -> None:
        """What the menu does is about the rows that it was opened for, whatever plays."""
        with self._judged.meaning(ids):
            self._actions.trigger(name)
