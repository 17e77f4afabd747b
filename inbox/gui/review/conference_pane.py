"""The Conference tab: the recordings of one conference on one line of time, and as a table."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from inbox.domain.conference_line import ConferenceLine, length_of
from inbox.domain.durations import clock_text
from inbox.domain.recording import Recording
from inbox.domain.visible_text import visible
from inbox.gui.look.badges import status_badge
from inbox.gui.look.theme import Theme
from inbox.gui.look.time_text import clock_time_text, moment_text
from inbox.gui.review.conference_view import ConferenceView
from inbox.gui.waveform.waveform_loader import WaveformShape
from inbox.gui.widgets.elided_label import ElidedLabel
from inbox.gui.widgets.line_model import LineColumn, LineModel
from inbox.gui.widgets.line_table import LineTable

_LEAST_HEIGHT = 104
_ROWS_FOR_HEADER = 3
"""Where fewer are seen, they are worth more than the names of their columns."""
_THROUGH, _STOP = "Play straight through", "Stop after this one"
_FROM_FIRST = "From the first recording on, one after the other; of each gap a few seconds at most"
_FROM_HERE = "The same from the chosen recording on"
_NO_FURTHER = "What plays now is played to its end, and nothing after it"


@dataclass(frozen=True, slots=True)
class _Listed:
    """A line of the table."""

    recording: Recording
    gap: float
    """Seconds since the recording before it ended."""


_COLUMNS = (
    LineColumn("Started", lambda one: _started(one.recording), 170),
    LineColumn("After a gap of", lambda one: clock_text(one.gap) if one.gap > 0 else "", 120, is_number=True),
    LineColumn("Length", lambda one: clock_text(length_of(one.recording) or None), 90, is_number=True),
    LineColumn("Status", lambda one: status_badge(one.recording).word, 130, badge=lambda one: status_badge(one.recording)),
    LineColumn("Recording", lambda one: visible(one.recording.recording_id), 0, is_mono=True, is_quiet=True),
)


class ConferencePane(QWidget):
    """Shows what it is given; it reads nothing."""

    play_asked = Signal(str, float)
    """The row id as text, and from which of its seconds."""
    through_asked = Signal(bool)
    """To play straight through; whether from the chosen one on, or else from the first."""
    stop_asked = Signal()
    """Not to play straight through any longer."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: int | None = None
        self.chosen: int | None = None
        """The row id of the recording that Enter plays."""
        self.line: ConferenceLine | None = None
        """What is shown."""
        self.view = ConferenceView(theme)
        self.model = LineModel(_COLUMNS, lambda one: one.recording.id, self)
        self.table = LineTable(self.model, theme, "Recordings of this conference, the earliest first")
        self.through, self.here = QPushButton(), QPushButton("From here")
        for button in (self.through, self.here):
            button.setProperty("kind", "small")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.here.setToolTip(f"<p>{_FROM_HERE}</p>")
        self.here.setAccessibleName("Play straight through from the chosen recording on")
        self._summary = ElidedLabel()
        self._empty = QLabel()
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.addWidget(self._summary, 1)
        head.addWidget(self.through)
        head.addWidget(self.here)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(16, 6, 16, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.view)
        column.addWidget(self.table, 1)
        column.addStretch(0)
        self._layers = QStackedLayout(self)
        self._layers.addWidget(self._empty)
        self._layers.addWidget(shown)
        self.view.play_asked.connect(self.play_asked)
        self.table.opened.connect(lambda place: self.play_asked.emit(str(self.model.values[place].recording.id), 0.0))
        self.view.chosen.connect(self._choose_in_table)
        self.table.chosen.connect(self._choose_in_line)
        self.through.clicked.connect(lambda: self.stop_asked.emit() if self._is_through else self.through_asked.emit(False))
        self.here.clicked.connect(lambda: self.through_asked.emit(True))
        self.show_through(False)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self.view.set_theme(theme)
        self.table.set_theme(theme)
        self._summary.setFont(theme.body_font())
        self._empty.setFont(theme.body_font())
        for label in (self._summary, self._empty):
            label.setStyleSheet(f"color: {theme.secondary.name()}")

    def show_line(self, line: ConferenceLine, shapes: Mapping[int, WaveformShape], row: int) -> None:
        """Shows a conference, with its recording ``row`` chosen."""
        self.line = line
        self.view.set_line(line, shapes)
        self.model.take(_listed(line))
        self._summary.set_text(summary(line))
        place = self.model.row_of(row)
        if place is not None and row != self._row:
            self._row = self.chosen = row
            self.table.choose(place)
        if self.chosen is not None:
            self.view.choose(self.chosen)
        self._offer_here()
        self._layers.setCurrentIndex(1)

    def say(self, sentence: str) -> None:
        """Shows a sentence in the place of a conference."""
        self.line, self._row, self.chosen = None, None, None
        self.view.set_line(None, {})
        self.model.clear()
        self._empty.setText(sentence)
        self._layers.setCurrentIndex(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the table goes without its header; and where there is none it goes: the line has it all."""
        super().resizeEvent(event)
        room, row = self.height() - _LEAST_HEIGHT, self.table.verticalHeader().defaultSectionSize()
        header = self.table.horizontalHeader()
        header.setVisible(room >= header.sizeHint().height() + _ROWS_FOR_HEADER * row)
        self.table.setMinimumHeight(row)
        self.table.setVisible(room >= row)

    def minimumSizeHint(self) -> QSize:
        """Line and summary."""
        return QSize(300, _LEAST_HEIGHT)

    def show_through(self, is_on: bool) -> None:
        """Whether it plays straight through."""
        self._is_through = is_on
        self.through.setText(_STOP if is_on else _THROUGH)
        self.through.setToolTip(f"<p>{_NO_FURTHER if is_on else _FROM_FIRST}</p>")

    def _choose_in_table(self, row: int) -> None:
        """The same as in the line."""
        self.chosen = row
        place = self.model.row_of(row)
        if place is not None:
            self.table.choose(place)
        self._offer_here()

    def _choose_in_line(self, place: int) -> None:
        """The same as in the table."""
        if 0 <= place < len(self.model.values):
            self.chosen = self.model.values[place].recording.id
            self.view.choose(self.chosen)
            self._offer_here()

    def _offer_here(self) -> None:
        """Where another than the first is chosen; its place stays, so that nothing moves."""
        recordings = self.line.recordings if self.line is not None else ()
        self.here.setEnabled(self.chosen in [one.id for one in recordings[1:]])


def summary(line: ConferenceLine) -> str:
    """How much was recorded in how much time, in words."""
    count, gaps = len(line.recordings), len(line.gaps)
    told = [f"{count} recordings" if count != 1 else "1 recording"]
    if line.placed:
        told.append(f"{clock_text(line.recorded_seconds)} recorded in {clock_text(line.seconds)}")
        told.append("no gap" if not gaps else "1 gap" if gaps == 1 else f"{gaps} gaps")
    if line.unplaced:
        told.append(f"of {len(line.unplaced)} it is not known when they were made")
    return "  ·  ".join(told)


def _started(recording: Recording) -> str:
    if recording.started_at is None:
        return moment_text(None)
    return f"{moment_text(recording.started_at)[:-5]}{clock_time_text(recording.started_at)}"


def _listed(line: ConferenceLine) -> list[_Listed]:
    listed: list[_Listed] = []
    until = 0.0
    for one in line.placed:
        listed.append(_Listed(one.recording, max(0.0, one.begin - until) if listed else 0.0))
        until = max(until, one.end)
    return [*listed, *(_Listed(one, 0.0) for one in line.unplaced)]
