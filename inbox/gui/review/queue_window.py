"""“I have 20 minutes”: the window that makes a queue of what is not heard yet, and says when all of it would be done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from inbox.domain.durations import clock_text
from inbox.domain.statuses import ReviewStatus
from inbox.domain.time_queue import QueueEntry, Unheard, later, left_seconds, that_fit, timed
from inbox.domain.visible_text import visible
from inbox.gui.look.badges import Badge, Shape, Tone, review_badge
from inbox.gui.look.theme import Theme
from inbox.gui.look.time_text import brief_moment_text, left_text, moment_text, within_sentence
from inbox.gui.widgets.form_parts import wrapped_text
from inbox.gui.widgets.line_model import LineColumn, LineModel
from inbox.gui.widgets.line_table import LineTable
from inbox.gui.widgets.setting_fields import NumberField

if TYPE_CHECKING:
    from inbox.storage.review.time_queue import UnheardList

_SIZE = QSize(720, 480)
_LONGEST_MINUTES = 1_440


@dataclass(frozen=True, slots=True)
class Offer:
    """What there is to choose from."""

    found: "UnheardList"
    speed: float
    """How fast it is heard, 1 as recorded."""
    at: datetime
    skips_silence: bool = True


class QueueWindow(QDialog):
    """Shown by `ask`. Not modal: the inbox goes on beside it."""

    started = Signal(object)
    """A list of row ids: what is played one after the other."""

    def __init__(self, theme: Theme, read: Callable[[Callable[[Offer], None]], None], parent: QWidget) -> None:
        """``read`` finds out what is not heard yet, and gives it back later."""
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle("Queue by time – Recording Inbox")
        self.setObjectName("queue")
        self.resize(_SIZE)
        self.setMinimumSize(640, 380)
        self._read = read
        self._offer: Offer | None = None
        self.model = LineModel(_COLUMNS, lambda entry: entry.unheard.recording.id, self)
        self.table = LineTable(self.model, theme, "What the queue plays, in order")
        self.before, self.fits, self.whole, self.empty = QLabel("I have"), wrapped_text(), wrapped_text(), QLabel()
        self.minutes = NumberField(1, _LONGEST_MINUTES, "minutes", one="minute")
        self.minutes.setAccessibleName("So many minutes I have")
        self.minutes.setKeyboardTracking(True)
        self.minutes.setValue(20)
        self.before.setBuddy(self.minutes)
        self.go, self.end = QPushButton("Start"), QPushButton("Close")
        self.go.setProperty("kind", "primary")
        self.go.setDefault(True)
        self.end.setAutoDefault(False)
        self._layers = QStackedWidget()
        self._compose()
        self.minutes.valueChanged.connect(lambda _minutes: self._show())
        self.go.clicked.connect(self._start)
        self.end.clicked.connect(self.close)
        self.table.opened.connect(self._start_with)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self.table.set_theme(theme)
        self.fits.setFont(theme.body_font(QFont.Weight.DemiBold))
        for label in (self.whole, self.empty):
            label.setStyleSheet(f"color: {theme.secondary.name()}")

    def ask(self) -> None:
        """Comes to the front, and reads what is not heard yet."""
        if self._offer is None:
            self.empty.setText("Looking for what is not heard yet…")
            self._layers.setCurrentWidget(self.empty)
            self.go.setEnabled(False)
        self._read(self._take)
        self.show()
        self.raise_()
        self.activateWindow()
        self.minutes.setFocus()
        self.minutes.lineEdit().selectAll()

    def tell(self, sentence: str) -> None:
        """Why it could not be read."""
        self._offer = None
        self.model.take([])
        self.fits.setText("")
        self.whole.setText("")
        self.empty.setText(visible(sentence, 600))
        self._layers.setCurrentWidget(self.empty)
        self.go.setEnabled(False)

    def _compose(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(10)
        first.addWidget(self.before)
        first.addWidget(self.minutes)
        first.addStretch(1)
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self._layers.addWidget(self.empty)
        self._layers.addWidget(self.table)
        lower = QHBoxLayout()
        lower.setSpacing(10)
        lower.addStretch(1)
        lower.addWidget(self.end)
        lower.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 22, 28, 20)
        column.setSpacing(10)
        column.addLayout(first)
        column.addWidget(self.fits)
        column.addWidget(self._layers, 1)
        column.addWidget(self.whole)
        column.addLayout(lower)

    def _take(self, offer: Offer) -> None:
        self._offer = offer
        self._show()

    def _show(self) -> None:
        """What fits into the minutes."""
        offer = self._offer
        if offer is None:
            return
        seconds = self.minutes.value() * 60
        chosen = that_fit(offer.found.unheard, seconds, offer.speed)
        self.model.take(timed(chosen, offer.speed, offer.at))
        self.fits.setText(fits_text(chosen, seconds, offer))
        self.whole.setText(whole_text(offer))
        self.empty.setText("Nothing is left to hear: there is no recording without a verdict whose sound can be had.")
        self._layers.setCurrentWidget(self.table if chosen else self.empty)
        self.go.setEnabled(bool(chosen))

    def _start(self) -> None:
        self._start_with(0)

    def _start_with(self, row: int) -> None:
        """The line that was chosen comes first, and those after it follow."""
        rows = [entry.unheard.recording.id for entry in self.model.values]
        if rows:
            self.close()
            self.started.emit(rows[row:])


def fits_text(chosen: list[Unheard], seconds: float, offer: Offer) -> str:
    """``3 recordings fit: 18:40 at 1.4×, done today 14:52``."""
    if not chosen:
        return ""
    takes = left_seconds(chosen) / offer.speed
    done = within_sentence(moment_text(later(offer.at, takes), offer.at))
    so_long = f"{clock_text(takes)}{_at(offer.speed)}, done {done}"
    if takes > seconds:
        return f"None fits. The first one takes {so_long}."
    return f"{'1 recording fits' if len(chosen) == 1 else f'{len(chosen):,} recordings fit'}: {so_long}."


def whole_text(offer: Offer) -> str:
    """How long everything takes that is not heard yet, and when that would be done."""
    unheard = offer.found.unheard
    if not unheard:
        return ""
    takes = left_seconds(unheard)
    all_of_it = "The one that is unheard takes" if len(unheard) == 1 else f"All {len(unheard):,} that are unheard take"
    which = all_of_it if offer.found.is_all else f"More is unheard; the {len(unheard):,} that come first take"
    speed = f"today's speed, {offer.speed:.3g}×," if offer.found.speed_today is not None else f"{offer.speed:.3g}×"
    done = within_sentence(moment_text(later(offer.at, takes / offer.speed), offer.at))
    played = "" if offer.skips_silence else " Silence is played now, which takes longer."
    return f"{which} {clock_text(takes)} without silence. At {speed} and without a pause that would be done {done}.{played}"


def why_badge(entry: QueueEntry) -> Badge:
    """Why it stands where it stands."""
    unheard = entry.unheard
    recording = unheard.recording
    if unheard.is_expiring:
        left = left_text(recording.expires_at)
        return Badge(Shape.HALF, Tone.PARTIAL, f"lost in {left}", f"Not here yet, and deleted at Bandwidth in {left}")
    if unheard.is_begun and recording.review_status is ReviewStatus.NEW:
        return Badge(Shape.HALF, Tone.NEUTRAL, "begun", "A part of it was heard")
    return review_badge(recording.review_status)


def _at(speed: float) -> str:
    return "" if round(speed, 2) == 1 else f" at {speed:.3g}×"


_COLUMNS = (
    LineColumn("Recording", lambda entry: visible(entry.unheard.recording.title, 200), 0),
    LineColumn("State", lambda entry: why_badge(entry).word, 132, badge=why_badge),
    LineColumn("Without silence", lambda entry: clock_text(entry.unheard.left_seconds), 124, is_number=True),
    LineColumn("Done", lambda entry: brief_moment_text(entry.done_at), 124, is_number=True, is_quiet=True),
)
