"""The conference at the desk: reads which recordings belong together, shows them in a tab, and plays them straight through."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from inbox.domain.conference_line import ConferenceLine, conference_line
from inbox.domain.problems import Problem
from inbox.domain.query import RecordingQuery, SortColumn, Term
from inbox.domain.recording import Recording
from inbox.gui.frame.actions import Group
from inbox.gui.frame.key_tips import KeyTips
from inbox.gui.look.theme import Theme
from inbox.gui.review.conference_pane import ConferencePane
from inbox.gui.review.conference_play import ConferencePlay
from inbox.gui.review.following import follow
from inbox.gui.waveform.waveform_loader import WaveformShape, shape_of
from inbox.gui.widgets.query_worker import QueryWorker
from inbox.storage.listing.recordings import Recordings

if TYPE_CHECKING:
    from inbox.gui.review.desk import Desk

_MOST = 500
"""Recordings of one conference; the earliest are shown."""
_COLUMNS = 400
"""Bars of one recording, at most."""
_REST_MS = 250
"""So long a row is current before it is read what belongs to it."""
_NAME = "Conference"
_A_CALL = "This is the recording of a call. Recordings of one conference stand here side by side."
_ALONE = "This is the only recording of its conference."


@dataclass(frozen=True, slots=True)
class _Read:
    line: ConferenceLine
    shapes: dict[int, WaveformShape]


class ConferenceDesk(QObject):
    """A `DeskPart`, and the `RecordingPane` of its tab."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk.window)
        self._desk, self._player = desk, desk.player
        self._recordings: Recordings = desk.parts.recordings
        self._recording: Recording | None = None
        self._seek_to: tuple[int, float] | None = None
        self._worker: QueryWorker | None = None
        self._is_over = False
        self.pane = ConferencePane(desk.themes.theme)
        self.through = ConferencePlay(
            desk.player,
            desk.playing.activate,
            desk.parts.recordings.rows,
            lambda: desk.parts.current_settings().conference_gap_seconds,
            self,
        )
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._read)
        desk.details.add_pane(self, _NAME, before="Deliveries")
        desk.actions.add("conference", "Show the whole conference", Group.LISTENING, ["Ctrl+G"], self._show)
        straight, here = partial(self._play_by_key, from_here=False), partial(self._play_by_key, from_here=True)
        desk.actions.add("straight_through", "Play the whole conference straight through", Group.LISTENING, ["H"], straight)
        desk.actions.add("straight_from_here", "The same from the chosen one on", Group.LISTENING, ["Shift+H"], here)
        tips = KeyTips(desk.actions, self)
        tips.add(self.pane.through, "straight_through")
        tips.add(self.pane.here, "straight_from_here")
        desk.turns.add(self.through)
        self.pane.installEventFilter(self)
        self.pane.play_asked.connect(self._play_from)
        self.pane.through_asked.connect(self._play_through)
        self.pane.stop_asked.connect(self._stop_through)
        self.through.changed.connect(self.pane.show_through)
        self.through.began.connect(partial(follow, desk.table))
        self.through.said.connect(desk.status.say)
        desk.playing.failed.connect(self.through.does_not_come)
        desk.rows_read.connect(self._look_at_news)
        desk.player.audio.position_changed.connect(self._follow)
        desk.player.loaded.connect(self._loaded)
        desk.queue.begun.connect(self.through.end)

    @property
    def widget(self) -> QWidget:
        """The tab's page."""
        return self.pane

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self.pane.set_theme(theme)

    def stop(self) -> None:
        """Joins the thread that reads, and begins none any more."""
        self._is_over = True
        self._rest.stop()
        self.through.end()
        if self._worker is not None:
            self._worker.stop()
            self._worker = None

    def show_recording(self, recording: Recording) -> None:
        """Its conference is read when it has been the chosen one for a moment."""
        before, self._recording = self._recording, recording
        if before is None or before.id != recording.id:
            same = before is not None and _conference(before) == _conference(recording) and bool(recording.conference_id)
            if not same:
                self.pane.say("")
                self._desk.details.set_name(self, _NAME)
        self._rest.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """When the tab comes to the front, what it shows is read."""
        if watched is self.pane and event.type() == QEvent.Type.Show:
            self._rest.start(0)
        return False

    def _show(self) -> None:
        if self._recording is not None:
            self._desk.details.show_pane(self)
            self.pane.view.setFocus()

    def _look_at_news(self, rows: Mapping[int, Recording]) -> None:
        """Another recording of the conference came, was downloaded, was lost."""
        shown = self._recording
        if shown is None or not shown.conference_id or self._rest.isActive():  # news upon news do not put it off
            return
        if any(_conference(one) == _conference(shown) for one in rows.values()):
            self._rest.start()

    def _read(self) -> None:
        recording = self._recording
        self._rest.setInterval(_REST_MS)
        if recording is None or self._is_over:
            return
        if not recording.conference_id:
            self.pane.say(_A_CALL)
            return
        if self._worker is None:
            self._worker = QueryWorker("conference", self)
            self._worker.start()
        with_shapes = self.pane.isVisible()
        self._worker.submit(
            "conference",
            lambda: _siblings(self._recordings, recording, with_shapes),
            partial(self._take, recording),
            lambda problem: self._tell(recording, problem),
        )

    def _take(self, of: Recording, read: _Read) -> None:
        if self._recording is None or self._recording.id != of.id:
            return
        count = len(read.line.recordings)
        self._desk.details.set_name(self, f"{_NAME} {count}" if count > 1 else _NAME)
        if count > 1:
            self.pane.show_line(read.line, read.shapes, of.id)
            self._follow(self._player.position_seconds)
        else:
            self.pane.say(_ALONE)

    def _tell(self, of: Recording, problem: Problem) -> None:
        if self._recording is not None and self._recording.id == of.id and self.pane.line is None:
            self.pane.say(str(problem))

    def _follow(self, position: float) -> None:
        if self.pane.isVisible():
            loaded = self._player.recording
            self.pane.view.set_current(loaded.id if loaded is not None else None, position)

    def _loaded(self, recording: Recording | None) -> None:
        if recording is not None and self._seek_to is not None and self._seek_to[0] == recording.id:
            seconds, self._seek_to = self._seek_to[1], None
            self._player.audio.seek(seconds)
        self._follow(self._player.position_seconds)

    def _play_from(self, row: str, seconds: float) -> None:
        """Plays a recording of the conference from there on; what is not here yet comes first."""
        try:
            found = self._recordings.rows([int(row)]).get(int(row))
        except Problem as problem:
            self._desk.status.say(str(problem), True)
            return
        if found is None:
            return
        loaded = self._player.recording
        if loaded is not None and loaded.id == found.id and self._player.can_play:
            self._player.audio.seek(seconds)
            self._player.audio.play()
            return
        self._seek_to = (found.id, seconds)
        self.through.end()
        self._desk.playing.activate(found)

    def _play_by_key(self, *, from_here: bool) -> None:
        if self.through.is_on and not from_here:
            self._stop_through()
        elif self.pane.line is None:
            self._desk.status.say("There is no conference of several recordings here.")
        else:
            self._play_through(from_here)

    def _stop_through(self) -> None:
        """What plays is played to its end; what is still to come does not play by itself any more."""
        turn = self.through.turn
        self.through.end()
        if turn is not None:
            self._desk.playing.forget(turn)

    def _play_through(self, from_here: bool) -> None:
        """From the first recording, or from the chosen one on."""
        if self.pane.line is None:
            return
        self.through.begin(self.pane.line, self.pane.chosen if from_here else None)
        if self.through.is_on:
            self._desk.queue.end("the conference is played straight through")


def _conference(recording: Recording) -> tuple[str, str]:
    return recording.account_id, recording.conference_id


def _siblings(recordings: Recordings, of: Recording, with_shapes: bool) -> _Read:
    """All recordings of its conference; the search index finds them."""
    query = RecordingQuery((Term("conference", of.conference_id),), sort=SortColumn.STARTED, descending=False)
    found = recordings.rows(recordings.ids(query, _MOST))
    line = conference_line(one for one in {**found, of.id: of}.values() if _conference(one) == _conference(of))
    return _Read(line, _shapes(recordings, line.recordings) if with_shapes and len(line.recordings) > 1 else {})


def _shapes(recordings: Recordings, of: Iterable[Recording]) -> dict[int, WaveformShape]:
    peaks = ((one.id, recordings.peaks(one.id)) for one in of if one.media_path is not None)
    return {row: shape_of(known, _COLUMNS) for row, known in peaks if known is not None and known.levels}
