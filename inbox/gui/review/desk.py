"""What every part of the review is given, and what it is asked."""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QMainWindow

from inbox.gui.details.details_pane import DetailsPane
from inbox.gui.frame.actions import Actions
from inbox.gui.frame.parts import WindowParts
from inbox.gui.frame.status_bar import StatusBar
from inbox.gui.listing.judged_rows import JudgedRows
from inbox.gui.listing.recording_table import RecordingTable
from inbox.gui.listing.sidebar import Sidebar
from inbox.gui.look.theme import Theme, ThemeSource
from inbox.gui.player.play_at_click import PlayAtClick
from inbox.gui.player.player_bar import PlayerBar
from inbox.gui.review.queue_play import QueuePlay
from inbox.gui.review.turns import Turns
from inbox.gui.watching.settings_feed import SettingsFeed


@dataclass(frozen=True, slots=True)
class Desk:
    """What the parts of the review work with, and meet at."""

    parts: WindowParts
    themes: ThemeSource
    window: QMainWindow
    table: RecordingTable
    sidebar: Sidebar
    player: PlayerBar
    details: DetailsPane
    status: StatusBar
    playing: PlayAtClick
    actions: Actions
    queue: QueuePlay
    judged: JudgedRows
    turns: Turns
    rows_read: SignalInstance
    """Changed rows as they are now, whether they are in the list or not: a dict of row id to `Recording`."""
    settings: SettingsFeed
    """Tells when the settings are others."""


class DeskPart(Protocol):
    """A part of the review that lives as long as the window."""

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""

    def stop(self) -> None:
        """Keeps what is not kept yet, and ends its threads."""
