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
from inbox.gui.review.left_out import LeftOut, done_text, goes_on_text, why_lost

_log = logging.getLogger(__name__)

_CANNOT_COME = (DownloadStatus.GIVEN_UP, DownloadStatus.EXPIRED)
_READING_MS = 2_000
"""So long it is said what is left out before what follows may say something else."""
_NOTHING = "None of these recordings can be heard."


class ConferencePlay(QObject):
    """Ends when the person loads something else. What cannot be heard is left out, and named at the end."""

    changed = Signal(bool)
    """Whether it plays straight through."""

    began = Signal(int)
    """The row id of the recording whose turn it is now."""
    said = Signal(str, bool)
    """A sentence for the person, and whether it tells of a problem: what is left out, or that it is done."""

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
        self._left_out: list[LeftOut] = []
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._play)
        player.audio.ended.connect(self._ended)
        player.audio.failed.connect(self._stopped_playing)
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
        recordings = line.recordings
        if not any(map(can_be_heard, recordings)):
            self.said.emit(_NOTHING, False)
            return
        self._rows, self._left_out = tuple(one.id for one in recordings), []
        places = {one.recording.id: one for one in line.placed}
        self._gaps = {
            later: max(0.0, places[later].begin - places[earlier].end)
            for earlier, later in pairwise(self._rows)
            if earlier in places and later in places
        }
        self._pause.stop()
        was_on, self._row = self.is_on, row if row is not None and row in self._rows else self._rows[0]
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
            self.said.emit(f"The conference ends here, since the next recording could not be read: {problem}", True)
            return
        if recording is None:
            self._go_on()
        elif not can_be_heard(recording):
            self._leave_out(LeftOut(recording, is_rest=False), why_lost(recording), for_ms=0)
        else:
            if not (self._player.is_playing and self._is_loaded()):
                self._activate(recording)
            if self._row == recording.id:  # else it was left out already
                self.began.emit(recording.id)

    def _is_loaded(self) -> bool:
        loaded = self._player.recording
        return loaded is not None and loaded.id == self._row

    def _ended(self) -> None:
        if self._is_loaded():
            self._go_on()

    def does_not_come(self, row: int, why: str) -> None:
        """The download of a recording failed, or was refused: when it is its turn, the next one comes."""
        if row == self._row and not self._pause.isActive():
            recording = self._player.recording
            if recording is not None and recording.id == row:
                self._leave_out(LeftOut(recording, is_rest=False), why)

    def _stopped_playing(self, why: str) -> None:
        recording = self._player.recording
        if recording is not None and self._is_loaded() and not self._pause.isActive():
            self._leave_out(LeftOut(recording, is_rest=self._player.position_seconds > 0), why)

    def _leave_out(self, one: LeftOut, why: str, *, for_ms: int = _READING_MS) -> None:
        """The next one comes after so long; never from within this, for there may be hundreds."""
        self._left_out.append(one)
        if self._rows[-1] == one.recording.id:
            self.end()
            self.said.emit(done_text(self._left_out, why), True)
            return
        self.said.emit(goes_on_text(one, why), True)
        self._go_on(after_ms=for_ms)

    def _go_on(self, *, at_once: bool = False, after_ms: int | None = None) -> None:
        """The next one, after the gap or as much of it as is waited for; or ``after_ms``."""
        if self._row is None:
            return
        place = self._rows.index(self._row) + 1
        if place >= len(self._rows):
            self.end()
            self.said.emit(done_text(self._left_out), bool(self._left_out))
            return
        self._ended_row, self._row = self._row, self._rows[place]
        if at_once:
            self._play()
            return
        gap_ms = round(1000 * min(self._gaps.get(self._row, 0.0), max(0.0, self._gap_seconds())))
        self._pause.start(gap_ms if after_ms is None else after_ms)

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
