"""Where listening, notes, keys and history meet: each part of the review is made here, dressed here, and stopped here."""

from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMainWindow

from inbox.gui.actions import Actions
from inbox.gui.conference_desk import ConferenceDesk
from inbox.gui.details_pane import DetailsPane
from inbox.gui.export_desk import ExportDesk
from inbox.gui.listening_watch import ListeningWatch
from inbox.gui.media_keys import MediaKeys
from inbox.gui.notes_desk import NotesDesk
from inbox.gui.parts import WindowParts
from inbox.gui.play_at_click import PlayAtClick
from inbox.gui.play_order import PlayOrder
from inbox.gui.player_bar import PlayerBar
from inbox.gui.player_desk import PlayerDesk
from inbox.gui.queue_desk import QueueDesk
from inbox.gui.queue_play import QueuePlay
from inbox.gui.recording_table import RecordingTable
from inbox.gui.sidebar import Sidebar
from inbox.gui.status_bar import StatusBar
from inbox.gui.theme import Theme, ThemeSource


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


class DeskPart(Protocol):
    """A part of the review that lives as long as the window."""

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""

    def stop(self) -> None:
        """Keeps what is not kept yet, and ends its threads."""


class ReviewDesk(QObject):
    """Holds the parts. It is stopped before player and details are."""

    def __init__(self, desk: Desk) -> None:
        """Makes them."""
        super().__init__(desk.window)
        desk.playing.play_while_it_comes(desk.parts.sound, desk.player)
        watch = ListeningWatch(desk)
        self._parts: tuple[DeskPart, ...] = (
            watch,
            PlayOrder(desk, lambda: watch.spans),
            NotesDesk(desk),
            PlayerDesk(desk),
            QueueDesk(desk),
            ConferenceDesk(desk),
            ExportDesk(desk),
            MediaKeys(desk),
        )  # fmt: skip

    def set_theme(self, theme: Theme) -> None:
        """Dresses all of them."""
        for part in self._parts:
            part.set_theme(theme)

    def stop(self) -> None:
        """Stops them, the last one first."""
        for part in reversed(self._parts):
            part.stop()
