"""The engine of the player: takes what the decoder makes to the sound device, and knows what is heard.

It lives in a thread of its own that has nothing else to do, so that a busy window makes no hole in the sound.
"""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from inbox.domain.coverage import HeardSpan, with_heard
from inbox.gui.sound.sound_clock import SoundClock
from inbox.gui.sound.sound_decoder import OpenSource, Order, SoundDecoder
from inbox.gui.sound.sound_manner import Manner
from inbox.gui.sound.sound_output import ClockOutput, DeviceOutput, SoundOutput, sink_format
from inbox.gui.sound.sound_patience import SoundPatience
from inbox.pipeline.listening.sound_rendering import SinkFormat

_TICK_MS = 20
_LOOK_MS = 250
"""How often it is looked how much of a growing file is here."""
_HEARD_EVERY = 2.0


class SoundEngine(QObject):
    """Methods without an underscore are for the window's thread, and return at once.

    Each command has a number; what the engine tells has the number of the last command that it has heard, so that the window
    knows what is out of date.
    """

    waiting = Signal(int, bool)
    ended = Signal(int)
    problem = Signal(int, str)
    available = Signal(int, float)
    heard = Signal(object, int)  # a tuple of `HeardSpan`, and the number of the load that they are of
    device_failed = Signal()
    _commanded = Signal(object)
    _woken = Signal()
    _troubled = Signal(int, str)

    def __init__(self) -> None:
        super().__init__()
        self._thread = QThread()
        self._thread.setObjectName("sound-output")
        self._decoder = SoundDecoder(self._woken.emit, self._troubled.emit)
        self._clock = SoundClock()
        self._output: SoundOutput = ClockOutput()
        self._manner = Manner()
        self._number = self._settled = self._load = self._ordered = 0
        self._open: OpenSource | None = None
        self._place = 0.0
        self._plays = False
        self._runs = False  # whether the output was started since the last jump
        self._adds_run = False  # whether the decoder's next frames are of another order than those before
        self._is_waiting = False
        self._patience = SoundPatience()
        self._untold = 0.0
        for signal, slot in ((self._commanded, self._obey), (self._woken, self._pump), (self._troubled, self._give_up)):
            signal.connect(slot, Qt.ConnectionType.QueuedConnection)
        self.moveToThread(self._thread)
        self._thread.started.connect(self._begin)

    def start(self) -> None:
        """Starts its threads."""
        self._decoder.start()
        self._thread.start(QThread.Priority.TimeCriticalPriority)

    def stop(self) -> None:
        """Ends its threads; returns when they have ended."""
        self._commanded.emit(self._end)
        self._thread.wait()
        self._decoder.stop()

    def command(self, number: int, action: Callable[..., None], *arguments: object) -> None:
        """Has the engine's thread do it: one of `load`, `go`, `go_on_with`, `halt`, `hear`."""

        def do() -> None:
            self._number = number
            action(*arguments)
            self._settled = number

        self._commanded.emit(do)

    def place(self) -> tuple[int, float | None]:
        """The number of the last command that was carried out, and what is heard now; None while that is unknown."""
        number = self._settled
        return number, self._clock.place() if self._runs else None

    def heard_since(self) -> tuple[HeardSpan, ...]:
        """What was heard since `heard` was told last."""
        is_heard = self._runs and self._output.is_heard and self._manner.is_heard_at()
        return with_heard((), self._clock.untold_spans()) if is_heard else ()

    # --- commands: in the engine's thread -----------------------------------------------------------------------------

    def load(self, open_source: OpenSource | None, load: int) -> None:
        """Something else is to be played, or nothing; ``load`` is its number."""
        self._tell_heard()
        self._output.drop()
        self._decoder.let_go()
        self._open, self._load, self._plays, self._runs = open_source, load, False, False
        self._ordered = 0  # what is told of the one before comes too late
        if open_source is None:
            self._looks.stop()
        else:
            self._looks.start()
        self._wait(False)

    def go_on_with(self, open_source: OpenSource) -> None:
        """What is loaded is opened like this from now on, and has the same frames; what plays is not disturbed."""
        if self._open is not None:
            self._decoder.replace(open_source, self._open)
            self._open = open_source

    def go(self, place: float, plays: bool) -> None:
        """Goes there, and plays or stands."""
        self._tell_heard()
        self._plays, self._place = plays, place
        self._jump()

    def halt(self, place: float) -> None:
        """Stops at once, and stands there from now on."""
        self.go(place, False)

    def hear(self, manner: Manner) -> None:
        """It is heard like this from now on."""
        before, self._manner = self._manner, manner
        if manner.volume != before.volume:
            self._tell_heard(before.volume)
            self._output.set_volume(manner.volume)
        if manner.device != before.device:
            self._change_device()
        elif manner.listening != before.listening and self._open is not None:
            self._tell_heard()
            self._change_listening(manner.listening.play_map.loop != before.listening.play_map.loop)

    # --- the engine's thread ------------------------------------------------------------------------------------------

    @Slot()
    def _begin(self) -> None:
        self._ticks = QTimer(self)
        self._ticks.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticks.setInterval(_TICK_MS)
        self._ticks.timeout.connect(self._tick)
        self._looks = QTimer(self)
        self._looks.setInterval(_LOOK_MS)
        self._looks.timeout.connect(self._look)

    def _end(self) -> None:
        self._thread.quit()  # once this is done, or has failed: the window waits for it
        self._tell_heard()
        self._ticks.stop()
        self._looks.stop()
        self._output.close()

    @Slot(object)
    def _obey(self, action: Callable[[], None]) -> None:
        action()

    def _jump(self) -> None:
        """What was written is dropped; it goes on from `_place`."""
        self._output.drop()
        self._runs = False
        self._patience.begin_anew()
        self.waiting.emit(self._number, self._is_waiting)  # what was told of it before may have come too late
        self._order(self._place, fades_in=self._place > 0)
        if not self._plays:
            self._ticks.stop()
            self._wait(False)

    def _order(self, place: float, *, fades_in: bool) -> None:
        if self._open is None:
            return
        device = self._manner.device

        def choose(sample_rate: int, channels: int) -> SinkFormat:
            return sink_format(device, sample_rate, channels)

        self._adds_run = True
        self._ordered = self._decoder.begin(Order(self._open, choose, place, self._manner.listening, fades_in))

    def _change_listening(self, other_loop: bool) -> None:
        """What was written is still heard, unless it is of another loop."""
        if not self._runs:
            self._order(self._place, fades_in=self._place > 0)
            return
        written_to, heard = self._clock.written_to(), self._clock.place()
        if written_to is None or heard is None or other_loop:
            self._place = self._place if heard is None else heard
            self._jump()
        else:
            self._order(written_to, fades_in=False)

    def _change_device(self) -> None:
        if self._runs and (heard := self._clock.place()) is not None:
            self._tell_heard()
            self._place = heard
        self._output.close()
        device = self._manner.device
        self._output = ClockOutput() if device is None else DeviceOutput(device, self._manner.volume)
        if self._open is not None:
            self._jump()

    @Slot()
    def _pump(self) -> None:
        """Writes what there is room for."""
        if not self._plays:
            return
        format, places = self._decoder.format, self._decoder.places
        if format is None or places is None:
            return
        is_enough = self._patience.lets_go_on(self._decoder.ready / format.rate, lambda: self._decoder.available_seconds)
        if not is_enough and not self._decoder.is_done:
            return
        if not self._runs:
            if not self._output.start(format):
                self._lose_device()
                return
            self._clock.begin(format.rate)
            self._runs = self._adds_run = True
            self._ticks.start()
        if self._adds_run:
            self._clock.add(places)
            self._adds_run = False
        if frames := self._decoder.take(self._output.free()):
            self._output.write(frames)
            self._clock.wrote(len(frames) // format.frame_bytes)
            self._wait(False)

    @Slot()
    def _tick(self) -> None:
        if not self._runs:
            return
        if self._output.has_failed():
            self._lose_device()
            return
        self._pump()
        self._clock.measure(self._output.heard(), is_empty=self._output.is_empty())
        self._untold += _TICK_MS / 1000
        if self._untold >= _HEARD_EVERY:
            self._tell_heard()
        is_done = self._decoder.is_done  # asked first: what is made last is ready when this is so
        if self._clock.has_heard_all() and not self._adds_run and not self._decoder.ready:
            if is_done:
                self._reach_end()
            elif self._clock.written:
                self._patience.had_hole(self._clock.written_to())
                self._wait(True)

    def _reach_end(self) -> None:
        self._tell_heard()
        self._plays = self._runs = False
        self._ticks.stop()
        self._output.drop()
        if sentence := self._decoder.last_words:
            self.problem.emit(self._number, sentence)
        else:
            self.ended.emit(self._number)

    @Slot()
    def _look(self) -> None:
        available = self._decoder.available_seconds
        if available is not None:
            self.available.emit(self._number, available)
            if self._plays and not self._runs:
                self._wait(True)  # what it was told to play is not here yet
        elif self._decoder.format is not None:
            self._looks.stop()  # it is whole

    def _lose_device(self) -> None:
        if self._manner.device is not None:
            self.hear(replace(self._manner, device=None))
            self.device_failed.emit()

    @Slot(int, str)
    def _give_up(self, ordered: int, sentence: str) -> None:
        if ordered != self._ordered:
            return
        self._tell_heard()
        self._plays = self._runs = False
        self._ticks.stop()
        self._output.drop()
        self._wait(False)
        self.problem.emit(self._number, sentence)

    def _tell_heard(self, volume: float | None = None) -> None:
        self._untold = 0.0
        if not self._runs:
            return
        spans = self._clock.heard_spans()
        if spans and self._output.is_heard and self._manner.is_heard_at(volume):
            self.heard.emit(with_heard((), spans), self._load)

    def _wait(self, is_waiting: bool) -> None:
        if is_waiting != self._is_waiting:
            self._is_waiting = is_waiting
            self.waiting.emit(self._number, is_waiting)
