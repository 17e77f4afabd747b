"""The honesty bar: counts, the last event, the address, downloads; what is wrong turns red here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from inbox.domain.catch_up import CatchUpProgress
from inbox.domain.gap import Gap, gap_sentence
from inbox.domain.times import now
from inbox.domain.visible_text import visible
from inbox.gui.frame.gap_columns import last_gap_text
from inbox.gui.frame.parts import ListenerState
from inbox.gui.look.time_text import ago_text, moment_text
from inbox.gui.widgets.elided_label import ElidedLabel
from inbox.storage.downloads.download_counts import DownloadCounts

HEIGHT = 27
_MARGIN, _SPACING = 14, 18
_MESSAGE_MS = 12_000
_DONE_MS = 2_500
_ALL_PAUSED = "Downloads paused"
_HELD_BACK, _HELD_BACK_BRIEF = "held back by the rules", "held back"


@dataclass(frozen=True, slots=True)
class Activity:
    """What the bar tells of the store."""

    recordings: int = 0
    new: int = 0
    last_event_at: datetime | None = None
    downloads: DownloadCounts = field(default_factory=DownloadCounts)


class StatusBar(QWidget):
    """Labels in a row; at the right end the gaps, and in their place a message of the moment."""

    gaps_asked = Signal()
    """The person wants to know more of the gaps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self._activity = Activity()
        self.counts, self.last_event, self.address, self.downloads, self.catch_up = (_label() for _ in range(5))
        self._resting, self._only_clicks = "", False
        self.gaps = QPushButton()
        self.gaps.setProperty("kind", "status")
        self.gaps.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.gaps.clicked.connect(self.gaps_asked)
        self.message = ElidedLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 1, _MARGIN, 0)
        layout.setSpacing(_SPACING)
        for label in (self.counts, self.last_event, self.address, self.downloads, self.catch_up):
            layout.addWidget(label)
        layout.addStretch(1)
        layout.addWidget(self.message)
        layout.addWidget(self.gaps)
        self.catch_up.hide()
        self.gaps.hide()
        self.message.hide()
        self.message.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._message_timer = QTimer(self)
        self._message_timer.setSingleShot(True)
        self._message_timer.setInterval(_MESSAGE_MS)
        self._message_timer.timeout.connect(lambda: self.say(""))
        self._done = ""
        self._done_timer = QTimer(self)
        self._done_timer.setSingleShot(True)
        self._done_timer.setInterval(_DONE_MS)
        self._done_timer.timeout.connect(self._forget_done)
        self.show_activity(self._activity)

    def show_activity(self, activity: Activity) -> None:
        """Shows counts and times."""
        self._activity = activity
        many = "recording" if activity.recordings == 1 else "recordings"
        self.counts.setText(f"{_number(activity.recordings)} {many}, {_number(activity.new)} new")
        self.tick()
        self._show_downloads()

    def show_resting(self, is_paused: bool, why: str | None, *, only_clicks: bool = False) -> None:
        """Shows that nothing is downloaded by itself, and why; ``only_clicks``: because the person wants it so."""
        resting = _ALL_PAUSED if is_paused else "Downloads rest" if why else ""
        if (resting, only_clicks) != (self._resting, self._only_clicks):
            self._resting, self._only_clicks = resting, only_clicks
            self._show_downloads()
        tip = visible(why or "", 600)
        self.downloads.setToolTip(f"<p>{escape(tip)}</p>" if tip else "")
        self.downloads.setAccessibleDescription(tip)

    def show_catch_up(self, progress: CatchUpProgress | None) -> None:
        """Shows how far catching up is; None while it is not done."""
        if progress is not None:
            count = "" if progress.of is None else f" {_number(progress.done)}/{_number(progress.of)}"
            self.catch_up.setText(f"Catching up{count}")
            self.catch_up.setToolTip(f"<p>{escape(visible(progress.pause or '', 600))}</p>" if progress.pause else "")
        self.catch_up.setVisible(progress is not None)
        self._fit()

    def show_gaps(self, gaps: Sequence[Gap]) -> None:
        """Shows how often no event could be taken; the last of the gaps is in the tool tip."""
        self.gaps.setText(last_gap_text(gaps))
        tip = f"{moment_text(gaps[-1].began_at)}: {gap_sentence(gaps[-1], now())}" if gaps else ""
        self.gaps.setToolTip(f"<p>{escape(tip)}</p>" if tip else "")
        self.gaps.setAccessibleDescription(tip)
        self._fit()

    def _show_downloads(self) -> None:
        self.downloads.setVisible(bool(self._downloads_text(_HELD_BACK)))
        self._fit()

    def _downloads_text(self, held_back: str) -> str:
        count = self._activity.downloads
        said = [f"{count.running} running"] if count.running else []
        waiting, ruled = (count.waiting + count.ruled, 0) if self._only_clicks else (count.waiting, count.ruled)
        if waiting and not count.paused_is_least and not (count.ruled_is_least and ruled):
            said.append(f"{_number(waiting)} {'for you to click' if self._only_clicks else 'waiting'}")
        if ruled:
            said.append(f"{'more than ' if count.ruled_is_least else ''}{_number(ruled)} {held_back}")
        if count.paused and self._resting != _ALL_PAUSED:  # else which of them rest one by one makes no difference
            said.append(f"{'more than ' if count.paused_is_least else ''}{_number(count.paused)} paused")
        counts = ", ".join(said)
        head = self._resting or ("Downloads" if counts else "")
        return f"{head}: {counts}" if counts else head

    def tick(self) -> None:
        """Lets the age of the last event grow."""
        last = self._activity.last_event_at
        self.last_event.setText(f"Last event {ago_text(last)}" if last is not None else "No event yet")

    def show_state(self, state: ListenerState) -> None:
        """Shows where events come in."""
        if state.problem:
            text, tone = "Not listening: no event can arrive", "error"
        elif state.public_address:
            text, tone = "Public address set", ""
        elif state.address:
            text, tone = "This computer only", ""
        else:
            text, tone = "", ""
        self.address.setText(text)
        _set_tone(self.address, tone)
        self._fit()

    def say_done(self, sentence: str) -> None:
        """Shows what the person did; what follows of it within moments is said behind it, unless that tells of a problem."""
        self._forget_done()
        self.say(sentence)
        self._done = sentence
        self._done_timer.start()

    def _forget_done(self) -> None:
        self._done = ""

    def say(self, sentence: str, is_problem: bool = False) -> None:
        """Shows a sentence for some seconds."""
        if is_problem:
            self._forget_done()
        elif self._done:
            sentence = f"{self._done} {sentence}".rstrip()
        self.message.set_text(visible(sentence, 600))
        self.message.updateGeometry()
        self.message.setVisible(bool(sentence))  # without words it takes room all the same
        self._fit()
        _set_tone(self.message, "error" if is_problem else "")
        if sentence:
            self._message_timer.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shows as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Leaves out, rather than cut words in the middle, what is said elsewhere too: first where events come in, if all is well
        with it, then when the last one came, then the gaps, then who holds downloads back."""
        is_wrong = bool(self.address.property("tone"))
        room = self.width() - 2 * _MARGIN
        always = [label for label in (self.counts, self.downloads, self.catch_up, self.message) if not label.isHidden()]
        for held_back in (_HELD_BACK, _HELD_BACK_BRIEF):
            self.downloads.setText(self._downloads_text(held_back))
            if sum(map(_taken, always)) <= room:
                break
        room -= sum(map(_taken, always))
        others: list[tuple[QWidget, bool]] = [
            (self.gaps, bool(self.gaps.text()) and not self.message.text()),
            (self.last_event, True),
            (self.address, bool(self.address.text())),
        ]
        for widget, is_told in [others[2], *others[:2]] if is_wrong else others:
            is_shown = is_told and (room >= _taken(widget) or (is_wrong and widget is self.address))
            room -= _taken(widget) if is_shown else 0
            widget.setVisible(is_shown)


def _taken(widget: QWidget) -> int:
    return widget.sizeHint().width() + _SPACING


def _label() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _number(count: int) -> str:
    return f"{count:,}".replace(",", "\u202f")


def _set_tone(label: QLabel, tone: str) -> None:
    if label.property("tone") != tone:
        label.setProperty("tone", tone)
        label.style().unpolish(label)
        label.style().polish(label)
