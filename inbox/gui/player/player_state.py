"""What the player is known to do just now: each change is told once."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

_FASTEST_MS, _SLOWEST_MS = 8, 33


class PlayerState(QObject):
    """The signals of `Playing`, and what they told last."""

    position_changed = Signal(float)
    length_changed = Signal(float)
    available_changed = Signal(float)
    playing_changed = Signal(bool)
    waiting_changed = Signal(bool)
    ended = Signal()
    heard = Signal(object, int)
    problem = Signal(str)
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._length = self._position = self._available = 0.0
        self._is_playing = self._is_waiting = False
        self._problem = ""
        self._ticks = QTimer(self)
        self._ticks.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticks.setInterval(_frame_ms())

    @property
    def is_playing(self) -> bool:
        """As of `Playing`."""
        return self._is_playing

    @property
    def position(self) -> float:
        """As of `Playing`."""
        return self._position

    @property
    def length(self) -> float:
        """As of `Playing`: what it was told, else what the file's header says."""
        return self._length

    def _set_playing(self, is_playing: bool) -> None:
        if is_playing == self._is_playing:
            return
        self._is_playing = is_playing
        if is_playing:
            self._ticks.start()
        else:
            self._ticks.stop()
        self.playing_changed.emit(is_playing)

    def _set_waiting(self, is_waiting: bool) -> None:
        if is_waiting != self._is_waiting:
            self._is_waiting = is_waiting
            self.waiting_changed.emit(is_waiting)

    def _set_available(self, seconds: float) -> None:
        if seconds != self._available:
            self._available = seconds
            self.available_changed.emit(seconds)

    def _set_length(self, length: float) -> None:
        if length != self._length:
            self._length = length
            self.length_changed.emit(length)

    def _move_to(self, position: float) -> None:
        if position != self._position:
            self._position = position
            self.position_changed.emit(position)

    def _say(self, sentence: str) -> None:
        if sentence != self._problem:
            self._problem = sentence
            self.problem.emit(sentence)

    def _fail(self, sentence: str) -> None:
        """It was to play, and does not."""
        self._say(sentence)
        self.failed.emit(sentence)


def _frame_ms() -> int:
    """How long the screen shows one picture: the playhead moves as often as that can be seen."""
    screens = QGuiApplication.screens()
    rate = screens[0].refreshRate() if screens else 0.0
    return min(max(round(1000 / rate), _FASTEST_MS), _SLOWEST_MS) if rate > 0 else _SLOWEST_MS
