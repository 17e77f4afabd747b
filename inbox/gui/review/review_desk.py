"""Where listening, notes, keys and history meet: each part of the review is made here, dressed here, and stopped here."""

from PySide6.QtCore import QObject

from inbox.gui.look.theme import Theme
from inbox.gui.review.conference_desk import ConferenceDesk
from inbox.gui.review.desk import Desk, DeskPart
from inbox.gui.review.export_desk import ExportDesk
from inbox.gui.review.listening_watch import ListeningWatch
from inbox.gui.review.media_keys import MediaKeys
from inbox.gui.review.notes_desk import NotesDesk
from inbox.gui.review.play_order import PlayOrder
from inbox.gui.review.player_desk import PlayerDesk
from inbox.gui.review.queue_desk import QueueDesk


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
