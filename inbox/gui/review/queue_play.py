"""Plays a queue of recordings one after the other."""

import logging
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, Signal

from inbox.domain.problems import Problem
from inbox.domain.recording import Recording
from inbox.domain.statuses import ReviewStatus
from inbox.gui.listing.recording_table import RecordingTable
from inbox.gui.player.play_at_click import PlayAtClick
from inbox.gui.player.player_bar import PlayerBar
from inbox.gui.review.following import follow

_log = logging.getLogger(__name__)


class QueuePlay(QObject):
    """At the end of each recording the next one begins; who plays something else in between comes back by `go_on`."""

    begun = Signal()
    """A queue is about to play: whatever else plays one after the other ends."""
    turned = Signal(int)
    """The row id of the recording whose turn it is now; it may be still to come."""

    def __init__(
        self,
        table: RecordingTable,
        player: PlayerBar,
        playing: PlayAtClick,
        read: Callable[[Sequence[int]], Mapping[int, Recording]],
        say: Callable[[str], None],
        parent: QObject | None = None,
    ) -> None:
        """``read`` gives rows as they are in the store; ``say`` takes a sentence for the status bar."""
        super().__init__(parent)
        self._table, self._player, self._playing, self._read, self._say = table, player, playing, read, say
        self._rows: tuple[int, ...] = ()
        self._place = -1
        player.audio.ended.connect(self._ended)

    @property
    def is_on(self) -> bool:
        """Whether there is a queue that is not done."""
        return bool(self._rows)

    @property
    def turn(self) -> int | None:
        """The row id of the recording that is loaded, when it is the queue's turn."""
        loaded = self._player.recording
        is_turn = self._rows and self._place >= 0 and loaded is not None and loaded.id == self._rows[self._place]
        return self._rows[self._place] if is_turn else None

    def begin(self, rows: Sequence[int]) -> None:
        """Plays these, from the first on."""
        self._rows, self._place = tuple(rows), -1
        self.begun.emit()
        self.go_on()

    def end(self, why: str) -> None:
        """There is no queue any more, which is said with ``why``; what plays goes on. Nothing where there was none."""
        if self._rows:
            self._rows = ()
            self._say(f"The queue ended: {why}.")

    def go_on(self, *, by_itself: bool = False) -> None:
        """Plays the next one that nobody judged in the meantime; after the last the queue is done.

        ``by_itself``: nobody asked for it just now, so the list only follows.
        """
        while self._rows and self._place + 1 < len(self._rows):
            self._place += 1
            recording = self._recording(self._rows[self._place])
            if recording is not None and recording.review_status is not ReviewStatus.REVIEWED:
                if by_itself:
                    follow(self._table, recording.id)
                else:
                    self._table.select_id(recording.id)
                self._playing.activate(recording)
                self.turned.emit(recording.id)
                left = len(self._rows) - self._place - 1
                self._say(f"{self._place + 1} of {len(self._rows)} in the queue{', the last one' if not left else ''}.")
                return
        if self._rows:
            self._rows = ()
            self._say("The queue is done.")

    def _ended(self) -> None:
        if self.turn is not None:
            self.go_on(by_itself=True)

    def _recording(self, row: int) -> Recording | None:
        try:
            return self._read([row]).get(row)
        except Problem as problem:
            _log.info("A recording of the queue could not be read: %s", problem)
            return None
