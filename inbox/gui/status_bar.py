"""The honesty bar: counts, the last event, the address, downloads; what is wrong turns red here."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from inbox.domain.visible_text import visible
from inbox.gui.elided_label import ElidedLabel
from inbox.gui.parts import ListenerState
from inbox.gui.time_text import ago_text

HEIGHT = 27
_MESSAGE_MS = 12_000


@dataclass(frozen=True, slots=True)
class Activity:
    """What the bar tells of the store."""

    recordings: int = 0
    new: int = 0
    last_event_at: datetime | None = None
    downloads_running: int = 0
    downloads_waiting: int = 0
    waiting_is_least: bool = False
    """Whether more may wait than were counted."""


class StatusBar(QWidget):
    """Labels in a row; a message of the moment takes the right end."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_bar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self._activity = Activity()
        self.counts, self.last_event, self.address, self.downloads = (_label() for _ in range(4))
        self.message = ElidedLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 1, 14, 0)
        layout.setSpacing(18)
        for label in (self.counts, self.last_event, self.address, self.downloads):
            layout.addWidget(label)
        layout.addStretch(1)
        layout.addWidget(self.message)
        self.message.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._message_timer = QTimer(self)
        self._message_timer.setSingleShot(True)
        self._message_timer.setInterval(_MESSAGE_MS)
        self._message_timer.timeout.connect(lambda: self.say(""))
        self.show_activity(self._activity)

    def show_activity(self, activity: Activity) -> None:
        """Shows counts and times."""
        self._activity = activity
        many = "recording" if activity.recordings == 1 else "recordings"
        self.counts.setText(f"{_number(activity.recordings)} {many}, {_number(activity.new)} new")
        running, waiting = activity.downloads_running, activity.downloads_waiting
        least = "more than " if activity.waiting_is_least else ""
        self.downloads.setText(f"Downloads: {running} running, {least}{_number(waiting)} waiting" if running or waiting else "")
        self.downloads.setVisible(bool(running or waiting))
        self.tick()

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
        self.address.setVisible(bool(text))
        _set_tone(self.address, tone)

    def say(self, sentence: str, is_problem: bool = False) -> None:
        """Shows a sentence for some seconds."""
        self.message.set_text(visible(sentence, 600))
        self.message.updateGeometry()
        _set_tone(self.message, "error" if is_problem else "")
        if sentence:
            self._message_timer.start()


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
