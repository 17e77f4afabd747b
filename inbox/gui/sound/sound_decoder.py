"""The thread that makes what is heard next, half a second ahead of it."""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from inbox.domain.sound.played_places import PlayedPlaces
from inbox.pipeline.listening.sound_rendering import Listening, SinkFormat, SoundRendering
from inbox.pipeline.listening.sound_source import SoundProblem, SoundSource
from inbox.pipeline.listening.whole_file import WholeFile

_AHEAD = 0.5
"""Seconds of what is heard that are kept ready."""
_FIRST_BLOCKS = (0.02, 0.04)
"""Seconds of the first blocks: short, so that something is heard soon."""
_BLOCK = 0.06
_BUG = "The recording cannot be played: the program made a mistake. It is in the log file."
_log = logging.getLogger(__name__)

OpenSource = Callable[[], SoundSource]
"""Opens what is to be played, in the decoder's thread. Raises SoundProblem."""
ChooseFormat = Callable[[int, int], SinkFormat]
"""What the sound device takes for so many frames a second and so many channels."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made from now on, instead of all that was ordered before."""

    open: OpenSource
    """The same one as before: the source that is open is used further."""
    choose: ChooseFormat
    place: float
    listening: Listening
    fades_in: bool


class SoundDecoder:
    """Takes one order after the other. `begin`, `take`, `replace` and `let_go` return at once, from any thread."""

    def __init__(self, on_sound: Callable[[], None], on_problem: Callable[[int, str], None]) -> None:
        """Both are called in the decoder's thread: when there is something to take again or all is made; with a sentence.

        The sentence comes with the number of the order that it is of.
        """
        self._on_sound = on_sound
        self._on_problem = on_problem
        self._changed = threading.Condition(threading.Lock())
        self._order: Order | None = None
        self._is_new = False  # the order, or that there is none
        self._number = 0
        self._blocks: deque[bytes] = deque()
        self._ready = 0
        self._is_done = False
        self._last_words = ""
        self._stopped = False
        self._replacement: OpenSource | None = None
        self._format: SinkFormat | None = None
        self._places: PlayedPlaces | None = None
        # of the thread alone
        self._source: SoundSource | None = None
        self._opened_by: OpenSource | None = None
        self._gain = 0.0
        self._thread = threading.Thread(target=self._run, name="sound-decoder", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Ends the thread; returns when it has ended."""
        with self._changed:
            self._empty()
            self._stopped = True
            self._changed.notify_all()
        self._end_waiting()
        self._thread.join()

    def begin(self, order: Order) -> int:
        """Drops what was made, and makes this; gives its number."""
        with self._changed:
            self._empty()
            self._order, self._is_new = order, True
            self._changed.notify_all()
            return self._number

    def let_go(self) -> None:
        """Drops what was made, and has the source closed."""
        with self._changed:
            self._empty()
            self._order, self._is_new, self._replacement = None, True, None
            self._changed.notify_all()
        self._end_waiting()

    def replace(self, open_source: OpenSource, instead: OpenSource) -> None:
        """What was opened by ``instead`` goes on with this one: it has the same frames."""
        with self._changed:
            if self._order is not None and self._order.open is instead:
                self._order, self._replacement = replace(self._order, open=open_source), open_source
                self._changed.notify_all()

    def take(self, frames: int) -> bytes:
        """At most so many frames of what is ready."""
        with self._changed:
            if self._format is None:
                return b""
            left = frames * self._format.frame_bytes
            taken = []
            while left > 0 and self._blocks:
                block = self._blocks.popleft()
                if len(block) > left:
                    self._blocks.appendleft(block[left:])
                    block = block[:left]
                left -= len(block)
                taken.append(block)
            together = b"".join(taken)
            self._ready -= len(together) // self._format.frame_bytes
            self._changed.notify_all()
            return together

    @property
    def format(self) -> SinkFormat | None:
        """Of what is taken; None until the source is open."""
        with self._changed:
            return self._format

    @property
    def places(self) -> PlayedPlaces | None:
        """Of the frames of this order; None until the source is open."""
        with self._changed:
            return self._places

    @property
    def ready(self) -> int:
        """How many frames can be taken."""
        with self._changed:
            return self._ready

    @property
    def is_done(self) -> bool:
        """Whether what is ready is all there is."""
        with self._changed:
            return self._is_done

    @property
    def last_words(self) -> str:
        """When all that is ready is all there is: a sentence why it ends there; empty where that is the recording's end."""
        with self._changed:
            return self._last_words

    @property
    def available_seconds(self) -> float | None:
        """As of the source; None also while there is none."""
        source = self._source
        return None if source is None else source.available_seconds

    def _empty(self) -> None:
        self._number += 1
        self._blocks.clear()
        self._ready = 0
        self._is_done = False
        self._last_words = ""
        self._format = self._places = None

    def _end_waiting(self) -> None:
        with self._changed:
            source = self._source
        if source is not None and source.available_seconds is not None:
            source.close()  # it may be waiting for bytes

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._stopped and not self._is_new:
                    self._changed.wait()
                order, number, self._is_new = self._order, self._number, False
                if self._stopped:
                    break
            if order is None:
                self._close()
                continue
            try:
                self._follow(number, order)
            except SoundProblem as problem:
                self._fail(number, str(problem))
            except Exception:
                _log.exception("the recording could not be decoded")
                self._fail(number, _BUG)
        self._close()

    def _follow(self, number: int, order: Order) -> None:
        def cancelled() -> bool:
            return self._number != number

        source = self._opened(number, order)
        if source is None:
            return
        format = order.choose(source.sample_rate, source.channels)
        rendering = SoundRendering(
            source, format, order.listening, order.place, cancelled, gain=self._gain, fades_in=order.fades_in
        )
        with self._changed:
            if cancelled():
                return
            self._format, self._places = format, rendering.places
        lengths = iter(_FIRST_BLOCKS)
        while not rendering.is_over and self._has_room(number, format):
            self._replace_source(rendering)
            block = rendering.render(next(lengths, _BLOCK))
            self._gain = rendering.gain
            self._put(number, block, format, is_last=rendering.is_over)
            if isinstance(self._source, WholeFile) and self.ready > _AHEAD * format.rate:
                self._source.explore()

    def _opened(self, number: int, order: Order) -> SoundSource | None:
        """None when it was let go of while it was being opened; then it is closed."""
        if self._source is not None and self._opened_by is order.open:
            return self._source
        self._close()
        with self._changed:
            if self._replacement is order.open:
                self._replacement = None
        source = order.open()
        with self._changed:
            self._source, self._opened_by, self._gain = source, order.open, 0.0
            is_wanted = self._number == number or (self._order is not None and self._order.open is order.open)
            if is_wanted and not self._stopped:
                return source
        self._close()
        return None

    def _replace_source(self, rendering: SoundRendering) -> None:
        with self._changed:
            opening, self._replacement = self._replacement, None
        if opening is None:
            return
        source = opening()
        before = rendering.source
        if (source.sample_rate, source.channels) != (before.sample_rate, before.channels):
            source.close()  # what is open is read to its end; the next order opens the other one
            return
        rendering.source = self._source = source
        self._opened_by = opening
        before.close()

    def _has_room(self, number: int, format: SinkFormat) -> bool:
        """Waits for it; False when the order is not the one any more."""
        with self._changed:
            while self._number == number and not self._stopped and self._ready > _AHEAD * format.rate and not self._replacement:
                self._changed.wait()
            return self._number == number and not self._stopped

    def _put(self, number: int, block: bytes, format: SinkFormat, *, is_last: bool) -> None:
        source = self._source
        last_words = source.shortened if is_last and isinstance(source, WholeFile) else ""
        with self._changed:
            if self._number != number:
                return
            tells = is_last or (bool(block) and self._ready < _AHEAD * format.rate)
            if block:
                self._blocks.append(block)
                self._ready += len(block) // format.frame_bytes
            self._is_done, self._last_words = is_last, last_words
        if tells:
            self._on_sound()

    def _fail(self, number: int, sentence: str) -> None:
        with self._changed:
            if self._number != number:
                return
            self._is_done = True
        self._on_problem(number, sentence)

    def _close(self) -> None:
        with self._changed:
            source, self._source, self._opened_by = self._source, None, None
        if source is not None:
            source.close()
