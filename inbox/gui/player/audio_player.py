"""The player of the window: commands go to the engine, and what the engine tells comes back as signals."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

from inbox.domain.sound.play_map import PlayMap
from inbox.gui.player.listening_manner import NO_DEVICE, ListeningManner
from inbox.gui.player.player_state import PlayerState
from inbox.gui.player.sound_opening import opener
from inbox.gui.sound.sound_warm_up import SoundWarmUp

if TYPE_CHECKING:
    from inbox.domain.coverage import HeardSpan
    from inbox.domain.shortened import Downloaded
    from inbox.gui.player.output_devices import OutputDevices
    from inbox.gui.sound.sound_decoder import OpenSource
    from inbox.gui.sound.sound_engine import SoundEngine
    from inbox.pipeline.listening.sound_source import SoundSource

_GONE = "The media file is no longer where it was saved. Click its row to download it again."


class AudioPlayer(PlayerState):
    """As of `Playing`. Decoder, device and their threads are there from the first `play` until `stop`."""

    _opened = Signal(int, float, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine: SoundEngine | None = None
        self._open: OpenSource | None = None
        self._loaded: OpenSource | None = None  # what the engine was given
        self._path: Path | None = None
        self._source: SoundSource | None = None
        self._load_number = 0
        self._number = 0
        self._known_length: float | None = None
        self._has_ended = False
        self._shortened = ""
        self._rewind = 0.0
        self._manner = ListeningManner(self)
        self._manner.device_changed.connect(self._device_changed)
        self._warm_up = SoundWarmUp(self)
        self._ticks.timeout.connect(self._tick)
        self._opened.connect(self._told_opened)

    @property
    def load_number(self) -> int:
        """As of `Playing`."""
        return self._load_number

    @property
    def rate(self) -> float:
        """As of `Playing`."""
        return self._manner.wishes.rate

    def warm_up(self) -> None:
        """Loads in a while, in a thread, what the first play needs, so that it need not wait for that."""
        self._warm_up.begin()

    def get_ready(self) -> None:
        """Something will be played soon: what that takes besides the file is begun."""
        self._started_engine()

    def heard_now(self) -> tuple["HeardSpan", ...]:
        """As of `Playing`."""
        if self._engine is None:
            return ()
        spans = self._engine.heard_since() if self._engine.place()[0] == self._number else ()
        self._tick()
        QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)  # what was told in the meantime
        return spans

    def load(self, path: Path, length: float | None = None, downloaded: "Downloaded | None" = None) -> None:
        """As of `Playing`."""
        self.unload()
        self._path = path
        self._open = self._opener(path, length, downloaded)
        self._known_length = length
        self._set_length(length or 0.0)

    def load_source(self, source: "SoundSource", length: float | None = None) -> None:
        """As of `Playing`."""
        self.unload()
        self._source = source
        self._open = lambda: source
        self._known_length = length
        self._set_length(length or 0.0)

    def file_is_whole(self, path: Path, downloaded: "Downloaded | None" = None) -> None:
        """As of `Playing`."""
        if self._open is None:
            return
        before, self._path = self._open, path
        self._open = self._opener(path, self._known_length, downloaded)
        if self._engine is not None and self._loaded is before:
            self._engine.command(self._number, self._engine.go_on_with, self._open)
            self._loaded = self._open
        self._set_available(self._length)

    def unload(self) -> None:
        """As of `Playing`."""
        self._load_number += 1
        self._open = self._path = self._known_length = None
        self._shortened = ""
        self._manner.wishes.play_map = PlayMap()
        self._has_ended = False
        self._set_playing(False)
        self._set_waiting(False)
        if self._engine is not None and self._loaded is not None:
            self._command(self._engine.load, None, self._load_number)
            self._loaded = None
        if self._source is not None:  # perhaps nobody has opened it
            self._source.close()
            self._source = None
        self._hear()
        self._say("")
        self._move_to(0.0)
        self._set_length(0.0)
        self._set_available(0.0)

    def stop(self) -> None:
        """As of `Playing`."""
        self.unload()
        self._warm_up.stop()
        if self._engine is not None:
            self._engine.stop()
            self._engine = None
            QCoreApplication.sendPostedEvents(self, QEvent.Type.MetaCall)  # what was heard last is told

    def play(self) -> None:
        """As of `Playing`."""
        if self._open is None or self._is_playing:
            return
        try:
            is_there = self._path is None or self._path.is_file()
        except OSError:
            is_there = False
        if not is_there:
            self._fail(_GONE)
            return
        engine = self._started_engine()
        if self._problem.startswith(NO_DEVICE):
            self._manner.choose_device()  # perhaps it is back
        if self._has_ended:
            self._has_ended = False
            self._move_to(0.0)
        self._say_what_is_wrong()
        if self._loaded is not self._open:
            self._command(engine.load, self._open, self._load_number)
            self._loaded = self._open
        self._command(engine.go, self._position, True)
        self._set_playing(True)

    def pause(self) -> None:
        """As of `Playing`."""
        if not self._is_playing or self._engine is None:
            return
        self._tick()
        self._set_playing(False)
        loop = self._manner.wishes.play_map.loop
        earliest = loop[0] if loop is not None and loop[0] <= self._position <= loop[1] else 0.0
        self._move_to(max(min(earliest, self._position), self._position - self._rewind))
        self._command(self._engine.halt, self._position)

    def seek(self, seconds: float) -> None:
        """As of `Playing`."""
        if self._open is None:
            return
        self._has_ended = False
        self._move_to(max(0.0, min(seconds, self._length) if self._length else seconds))
        if self._engine is not None and self._loaded is self._open:
            self._command(self._engine.go, self._position, self._is_playing)

    def set_known_length(self, length: float) -> None:
        """As of `Playing`."""
        self._known_length = length
        self._set_length(length)

    def set_rate(self, rate: float) -> None:
        """As of `Playing`."""
        self._manner.wishes.set_rate(rate)
        self._hear()

    def set_volume(self, volume: float) -> None:
        """As of `Playing`."""
        self._manner.wishes.set_volume(volume)
        self._hear()

    def set_play_map(self, play_map: PlayMap) -> None:
        """As of `Playing`."""
        self._manner.wishes.play_map = play_map
        self._hear()

    def set_boost(self, decibels: float) -> None:
        """As of `Playing`."""
        self._manner.wishes.set_boost(decibels)
        self._hear()

    def set_levelling(self, is_on: bool) -> None:
        """As of `Playing`."""
        self._manner.wishes.levels = is_on
        self._hear()

    def set_rewind(self, seconds: float) -> None:
        """As of `Playing`."""
        self._rewind = max(0.0, seconds)

    def set_output_device(self, device: str) -> None:
        """As of `Playing`."""
        self._manner.wishes.device = device
        if self._engine is not None:
            self._manner.choose_device()

    @property
    def devices(self) -> "OutputDevices":
        """What is plugged in; asked for the first time, it connects to the sound server."""
        return self._manner.devices

    def _opener(self, path: Path, length: float | None, downloaded: "Downloaded | None") -> "OpenSource":
        return opener(path, length, downloaded, partial(self._opened.emit, self._load_number))

    def _started_engine(self) -> "SoundEngine":
        if self._engine is None:
            from inbox.gui.sound.sound_engine import SoundEngine

            self._engine = SoundEngine()
            self._engine.waiting.connect(self._told_waiting)
            self._engine.ended.connect(self._told_end)
            self._engine.problem.connect(self._told_problem)
            self._engine.available.connect(self._told_available)
            self._engine.heard.connect(self.heard)
            self._engine.device_failed.connect(self._manner.lose_device)
            self._engine.start()
            self._manner.choose_device()
        return self._engine

    def _command(self, action: Callable[..., None], *arguments: object) -> None:
        assert self._engine is not None
        self._number += 1
        self._engine.command(self._number, action, *arguments)

    def _hear(self) -> None:
        if self._engine is not None:
            self._engine.command(self._number, self._engine.hear, self._manner.manner())

    def _device_changed(self) -> None:
        if self._engine is not None:
            self._hear()
            if self._is_playing or self._problem.startswith(NO_DEVICE):
                self._say_what_is_wrong()

    def _tick(self) -> None:
        assert self._engine is not None
        number, place = self._engine.place()
        if number == self._number and place is not None and self._is_playing:
            self._move_to(min(place, self._length) if self._length else place)

    def _told_waiting(self, number: int, is_waiting: bool) -> None:
        if number == self._number:
            self._set_waiting(is_waiting)

    def _told_end(self, number: int) -> None:
        if number != self._number:
            return
        self._has_ended = True
        self._move_to(self._length or self._position)
        self._set_playing(False)
        self.ended.emit()

    def _told_problem(self, number: int, sentence: str) -> None:
        if number == self._number:
            tell = self._fail if self._is_playing else self._say
            self._set_playing(False)
            self._set_waiting(False)
            tell(sentence)

    def _told_available(self, number: int, seconds: float) -> None:
        if number == self._number:
            self._set_available(seconds)

    def _told_opened(self, number: int, length: float, sentence: str) -> None:
        if number != self._load_number:
            return
        if self._known_length is None and length > 0:
            self._set_length(length)
        self._shortened = sentence
        if sentence and self._is_playing:
            self._say_what_is_wrong()

    def _say_what_is_wrong(self) -> None:
        """Of the device, and of the file, what is left of which plays."""
        self._say(" ".join(filter(None, (self._manner.device_sentence(), self._shortened))))
