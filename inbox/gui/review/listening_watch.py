"""Sees to it that what is heard of a recording is kept, and where it was left; it goes on from there the next time."""

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from inbox.domain.coverage import Coverage, HeardSpan, with_heard
from inbox.domain.problems import Problem
from inbox.domain.recording import Recording
from inbox.gui.look.theme import Theme
from inbox.gui.review.coverage_text import heard_text, spans_text
from inbox.gui.widgets.query_worker import QueryWorker

if TYPE_CHECKING:
    from inbox.gui.review.desk import Desk
    from inbox.pipeline.requests.listening_requests import ListeningRequests
    from inbox.storage.review.heard import Heard

_log = logging.getLogger(__name__)

_WHILE_IT_PLAYS_MS = 10_000
_SOON_MS = 300
"""After the last of many moves."""
_LATE_MS = 1_000
"""What was heard last of a recording is told after another is loaded; where it is silent is found after it is."""
_REST_MS = 60_000
"""A pause that long ends a sitting, which is one entry of the history."""
_END, _END_SHARE, _END_AT_MOST = 3.0, 0.02, 30.0
"""Who left so little of it has heard it to its end."""


@dataclass(slots=True)
class _Sitting:
    row: int
    load: int
    length: float
    kept: float
    """As the store has it."""
    position: float = 0.0
    was_heard: bool = False
    """Since the history was told."""
    early: tuple[HeardSpan, ...] = ()
    """What was written before the player told it by itself, which it will do."""


class ListeningWatch(QObject):
    """A `DeskPart`. It reads one short row when a recording is loaded; all else is read and written by threads."""

    _told = Signal(str, object)

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk.window)
        self._desk, self._player, self._audio = desk, desk.player, desk.player.audio
        self._sitting: _Sitting | None = None
        self._earlier: list[_Sitting] = []
        self._left: dict[int, float] = {}
        self._spans: tuple[HeardSpan, ...] = ()
        self._told_now: tuple[HeardSpan, ...] = ()  # since it was loaded: perhaps not written yet
        self._worker: QueryWorker | None = None
        self._is_over = False
        self._regularly, self._soon, self._rest = QTimer(self), QTimer(self), QTimer(self)
        self._regularly.setInterval(_WHILE_IT_PLAYS_MS)
        self._soon.setInterval(_SOON_MS)
        self._rest.setInterval(_REST_MS)
        for timer in (self._soon, self._rest):
            timer.setSingleShot(True)
        listening, heard = desk.parts.listening, desk.parts.heard
        if listening is not None and heard is not None:
            self._connect(listening, heard)

    @property
    def spans(self) -> tuple[HeardSpan, ...]:
        """What was heard of the loaded recording up to this moment, whether it is written yet or not."""
        unwritten = self._audio.heard_now()  # what it tells on the way is in `_told_now` then
        return with_heard(self._spans, (*self._told_now, *unwritten))

    def keep_now(self) -> None:
        """What is heard right now is written before whatever is asked of the store after this."""
        unwritten, sitting = self._audio.heard_now(), self._sitting
        if sitting is not None and unwritten and sitting.load == self._audio.load_number:
            self._keep_heard(unwritten, sitting.load)
            sitting.early = with_heard(sitting.early, unwritten)

    def set_theme(self, _theme: Theme) -> None:
        """Nothing: it is not seen."""

    def stop(self) -> None:
        """Ends the player, so that it tells what was heard last; keeps that, and joins the thread."""
        self._is_over = True
        if self._desk.parts.reviews is not None:
            self._desk.parts.reviews.before_asking = lambda: None
        self._audio.stop()
        self._leave()
        for sitting in tuple(self._earlier):
            self._end(sitting)
        for timer in (self._regularly, self._soon, self._rest):
            timer.stop()
        if self._worker is not None:
            self._worker.stop()

    def _connect(self, listening: "ListeningRequests", heard: "Heard") -> None:
        self._listening, self._heard = listening, heard
        if self._desk.parts.reviews is not None:
            self._desk.parts.reviews.before_asking = self.keep_now
        self._player.loaded.connect(self._begin)
        self._player.became_whole.connect(lambda _recording: self._look())
        self._audio.position_changed.connect(self._moved)
        self._audio.length_changed.connect(self._measured)
        self._audio.playing_changed.connect(self._began_or_stopped)
        self._audio.heard.connect(self._keep_heard)
        self._told.connect(self._show)
        self._desk.details.shown.connect(self._look_for_details)
        self._regularly.timeout.connect(self._keep_position)
        self._soon.timeout.connect(self._keep_position)
        self._rest.timeout.connect(self._tell_history)

    def _begin(self, recording: Recording | None) -> None:
        """Something else is loaded, which goes on where it was left."""
        self._leave()
        self._spans, self._told_now, self._looks_again = (), (), False
        if recording is None or not self._player.can_play:
            return
        position = self._position_of(recording.id) if self._remembers else 0.0
        sitting = self._sitting = _Sitting(recording.id, self._audio.load_number, self._audio.length, position)
        if position > 0 and not _is_at_end(position, sitting.length):
            self._audio.seek(position)
        self._look()

    def _leave(self) -> None:
        """What was loaded is no more."""
        sitting = self._sitting
        if sitting is not None:
            self._soon.stop()
            self._keep_position()
            self._sitting = None
            self._earlier.append(sitting)
            QTimer.singleShot(_LATE_MS, self, partial(self._end, sitting))

    def _end(self, sitting: _Sitting) -> None:
        if sitting in self._earlier:
            self._earlier.remove(sitting)
            self._tell_history_of(sitting)

    @property
    def _remembers(self) -> bool:
        return self._desk.parts.current_settings().remember_position

    def _position_of(self, row: int) -> float:
        if row in self._left:  # perhaps not written yet
            return self._left[row]
        try:
            return self._heard.position(row)
        except Problem as problem:
            _log.info("Where recording %d was left could not be read: %s", row, problem)
            return 0.0

    def _moved(self, seconds: float) -> None:
        sitting = self._sitting
        if sitting is not None and sitting.load == self._audio.load_number:
            sitting.position = seconds
            if not self._audio.is_playing:
                self._soon.start()

    def _measured(self, length: float) -> None:
        sitting = self._sitting
        if sitting is not None and sitting.load == self._audio.load_number:
            sitting.length = length

    def _began_or_stopped(self, is_playing: bool) -> None:
        if is_playing:
            self._regularly.start()
            self._rest.stop()
        else:
            self._regularly.stop()
            self._soon.start()
            self._rest.start()

    def _keep_position(self) -> None:
        sitting = self._sitting
        if sitting is None or not self._remembers:
            return
        place = 0.0 if _is_at_end(sitting.position, sitting.length) else sitting.position
        if place != sitting.kept:
            sitting.kept = self._left[sitting.row] = place
            self._listening.stopped_at(sitting.row, place)

    def _keep_heard(self, spans: tuple[HeardSpan, ...], load: int) -> None:
        found = [sitting for sitting in (self._sitting, *self._earlier) if sitting is not None and sitting.load == load]
        for sitting in found:
            spans, sitting.early = not_early(spans, sitting.early), ()
            if not spans:
                continue
            sitting.was_heard = True
            if sitting is self._sitting:
                self._told_now = with_heard(self._told_now, spans)
            self._listening.heard(sitting.row, spans, partial(self._tell, str(sitting.row)))

    def _tell(self, row: str, coverage: Coverage) -> None:
        """From another thread."""
        if not self._is_over:
            self._told.emit(row, coverage)

    def _look(self) -> None:
        """Reads what was heard of the loaded recording."""
        if self._sitting is None:
            return
        self._read("coverage", self._sitting.row)

    def _look_for_details(self, recording: Recording | None) -> None:
        """The same of what the details show, which may be another."""
        row = recording.id if recording is not None and recording.media_path is not None else None
        if row != self._detailed:
            self._detailed = row
            if row is not None:
                self._read("details", row)

    _detailed: int | None = None

    def _read(self, lane: str, row: int) -> None:
        if self._is_over:
            return
        if self._worker is None:
            self._worker = QueryWorker("coverage", self)
            self._worker.start()
        heard = self._heard
        self._worker.submit(lane, lambda: Coverage(heard.spans(row), heard.share(row)), partial(self._show, str(row)))

    def _show(self, row: str, coverage: Coverage) -> None:
        self._desk.details.show_heard(int(row), heard_text(coverage), spans_text(coverage))
        if self._sitting is not None and str(self._sitting.row) == row:
            self._spans = coverage.spans
            self._player.set_heard(coverage.spans, coverage.share)
            if self._player.plan.sound is None and not self._looks_again:
                self._looks_again = True
                QTimer.singleShot(_LATE_MS, self, self._look)

    _looks_again = False
    """Where it is silent may be being found just now, and the share is of what sounds."""

    def _tell_history(self) -> None:
        if self._sitting is not None:
            self._tell_history_of(self._sitting)

    def _tell_history_of(self, sitting: _Sitting) -> None:
        if sitting.was_heard:
            sitting.was_heard = False
            self._listening.played(sitting.row)


def not_early(spans: tuple[HeardSpan, ...], early: tuple[HeardSpan, ...]) -> tuple[HeardSpan, ...]:
    """What of ``spans`` is not written yet: each of them may begin with a part that is."""
    left = []
    for span in spans:
        begins = [one.end for one in early if one.rate == span.rate and abs(one.begin - span.begin) < 0.01]
        begin = max([span.begin, *begins])
        if span.end > begin:
            left.append(HeardSpan(begin, span.end, span.rate))
    return tuple(left)


def _is_at_end(position: float, length: float) -> bool:
    return length > 0 and length - position < max(_END, min(_END_SHARE * length, _END_AT_MOST))
