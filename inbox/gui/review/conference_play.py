"""Plays the recordings of a conference one after the other, with short pauses where there were gaps."""

import logging
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import QObject, QTimer, Signal

from inbox.domain.conference_line import ConferenceLine
from inbox.domain.problems import Problem
from inbox.domain.recording import Recording
from inbox.domain.statuses import DownloadStatus, Verification
from inbox.gui.player.player_bar import PlayerBar

_log = logging.getLogger(__name__)

_CANNOT_COME = (DownloadStatus.GIVEN_UP, DownloadStatus.EXPIRED)


class ConferencePlay(QObject):
    """Ends when the person loads something else."""

    changed = Signal(bool)
    """Whether it plays straight through."""

    began = Signal(int)
    """The row id of the recording whose turn it is now."""
    done = Signal()
    """The last one was heard, or judged."""

    def __init__(
        self,
        player: PlayerBar,
        activate: Callable[[Recording], None],
        read: Callable[[Sequence[int]], Mapping[int, Recording]],
        gap_seconds: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        """``activate`` plays a recording, which it downloads if need be; ``gap_seconds``: no gap is waited for longer."""
        super().__init__(parent)
        self._player, self._activate, self._read, self._gap_seconds = player, activate, read, gap_seconds
        self._rows: tuple[int, ...] = ()
        self._gaps: dict[int, float] = {}
        self._row: int | None = None
        self._ended_row: int | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._play)
        player.audio.ended.connect(self._ended)
        player.loaded.connect(self._loaded)
        player.playing_changed.connect(self._played)

    @property
    def turn(self) -> int | None:
        """The row id of the recording whose turn it is, while that is loaded; in a pause between two the earlier one's."""
        loaded, row = self._player.recording, self._ended_row if self._pause.isActive() else self._row
        return row if loaded is not None and self._row is not None and loaded.id == row else None

    @property
    def is_on(self) -> bool:
        """Whether it plays straight through."""
        return self._row is not None

    def begin(self, line: ConferenceLine, row: int | None = None) -> None:
        """Plays from the recording ``row`` on, from where it stands when it is loaded; else from the first."""
        recordings = [one for one in line.recordings if can_be_heard(one)]
        if not recordings:
            return
        self._rows = tuple(one.id for one in recordings)
        places = {one.recording.id: one for one in line.placed}
        self._gaps = {
            later: max(0.0, places[later].begin - places[earlier].end)
            for earlier, later in pairwise(self._rows)
            if earlier in places and later in places
        }
        self._pause.stop()
        was_on, self._row = self.is_on, row if row in self._rows else self._rows[0]
        if not was_on:
            self.changed.emit(True)
        self._play()

    def go_on(self) -> None:
        """Plays the next one at once; after the last it is done."""
        if self._pause.isActive():
            self._pause.stop()
            self._play()
        else:
            self._go_on(at_once=True)

    def end(self) -> None:
        """What plays goes on; nothing follows it."""
        self._pause.stop()
        if self._row is not None:
            self._row = None
            self.changed.emit(False)

    def _play(self) -> None:
        if self._row is None:
            return
        try:
            recording = self._read([self._row]).get(self._row)
        except Problem as problem:
            _log.info("A recording of the conference could not be read: %s", problem)
            self.end()
            return
        if recording is None:
            self._go_on()
            return
        if not (self._player.is_playing and self._is_loaded()):
            self._activate(recording)
        self.began.emit(recording.id)

    def _is_loaded(self) -> bool:
        loaded = self._player.recording
        return loaded is not None and loaded.id == self._row

    def _ended(self) -> None:
        if self._is_loaded():
            self._go_on()

    def _go_on(self, *, at_once: bool = False) -> None:
        """The next one, after the gap or as much of it as is waited for."""
        if self._row is None:
            return
        place = self._rows.index(self._row) + 1
        if place >= len(self._rows):
            self.end()
            self.done.emit()
            return
        self._ended_row, self._row = self._row, self._rows[place]
        if at_once:
            self._play()
            return
        self._pause.start(round(1000 * min(self._gaps.get(self._row, 0.0), max(0.0, self._gap_seconds()))))

    def _loaded(self, recording: Recording | None) -> None:
        """Each is heard from its start, wherever it was left earlier."""
        if self._row is not None and recording is not None and recording.id == self._row:
            self._player.audio.seek(0.0)
        elif recording is None or not self._pause.isActive() or recording.id != self._ended_row:
            self.end()

    def _played(self, is_playing: bool) -> None:
        """Whoever hears the earlier one again in the pause after it is not interrupted."""
        loaded = self._player.recording
        if is_playing and self._pause.isActive() and loaded is not None and loaded.id == self._ended_row:
            self.end()


def can_be_heard(recording: Recording) -> bool:
    """Whether its file is here, or may still come."""
    is_refuted = recording.verification is Verification.REFUTED
    is_lost = recording.download_status in _CANNOT_COME and not recording.is_cancelled
    return recording.media_path is not None or not (is_refuted or is_lost)
