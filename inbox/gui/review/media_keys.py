"""The player as the desktop knows it: its media keys work while another program is in front, its panels show what plays."""

import time
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from inbox.domain.visible_text import visible
from inbox.gui.look.theme import Theme

if TYPE_CHECKING:
    from inbox.gui.player.media_bus import MediaBus
    from inbox.gui.player.mpris import NowPlaying, Wish
    from inbox.gui.review.desk import Desk

_AFTER_MS = 1_500
"""The bus is looked for when the window has been painted."""
_JUMP = 0.5
"""Seconds off what was to be expected: somebody went elsewhere, silence was skipped, or the sound waited for its bytes."""
_LATE = 0.1
"""Seconds; so much later than it was told to the sound may begin."""
_PLAYED = 0.5
"""Seconds; what plays moves by less at a time, whoever goes to a place moves by more."""
_LONGEST_TITLE = 200


class MediaKeys(QObject):
    """A `DeskPart`. On systems without a session bus it does nothing: there media keys come as keys."""

    _wished = Signal(object)

    def __init__(self, desk: "Desk") -> None:
        super().__init__(desk.window)
        self._desk, self._player = desk, desk.player
        self._bus: MediaBus | None = None
        self._told: NowPlaying | None = None
        self._is_wanted = False
        """Something was loaded: from then on there is something to be told."""
        self._believed = (0.0, 0.0, 0.0)
        """What the desktop was told: a position, when, on `time.monotonic`, and how fast it goes on."""
        self._sounds = False
        """The sound has begun, and does not wait: the position goes on."""
        self._position, self._waits = 0.0, False
        self._wished.connect(self._do, Qt.ConnectionType.QueuedConnection)
        self._start = QTimer(self)
        self._start.setSingleShot(True)
        self._start.setInterval(_AFTER_MS)
        self._start.timeout.connect(self._go_by_settings)
        desk.player.loaded.connect(self._loaded)
        desk.player.playing_changed.connect(self._began_or_stopped)
        desk.player.audio.waiting_changed.connect(self._waits_or_goes_on)
        desk.player.audio.length_changed.connect(lambda _length: self._look())
        desk.player.audio.position_changed.connect(self._follow)
        desk.actions.changed.connect(self._settings_may_be_others)

    def set_theme(self, _theme: Theme) -> None:
        """Nothing: the desktop shows it in its own."""

    def stop(self) -> None:
        """Leaves the bus, and joins the thread."""
        self._start.stop()
        self._leave()

    def _loaded(self, recording: object) -> None:
        self._look()
        if recording is not None and not self._is_wanted:
            self._is_wanted = True
            self._start.start()

    def _settings_may_be_others(self) -> None:
        if self._is_wanted and not self._start.isActive():
            self._go_by_settings()

    def _go_by_settings(self) -> None:
        """Is on the bus if the person wants it to be."""
        wanted = self._desk.parts.current_settings().media_keys
        if wanted and self._bus is None:
            try:
                from inbox.gui.player.media_bus import MediaBus  # what it needs takes time to load, and not every system has it
            except ImportError:
                return
            self._bus = MediaBus(self._wished.emit)
            self._bus.start()
            self._told = None
            self._look()
        elif not wanted:
            self._leave()

    def _leave(self) -> None:
        if self._bus is not None:
            self._bus.stop()
            self._bus = None

    def _look(self) -> None:
        """Tells what is loaded, if it is not what was told last."""
        if self._bus is None:
            return
        from inbox.gui.player.mpris import NowPlaying

        recording, audio = self._player.recording, self._player.audio
        playing = NowPlaying()
        if recording is not None:
            title = visible(recording.title, _LONGEST_TITLE)
            volume = self._player.controls.volume.volume
            playing = NowPlaying(recording.id, title, audio.length, audio.rate, volume, self._player.is_playing)
        if playing != self._told:
            self._told = playing
            self._bus.tell(playing)
            self._believe(audio.position)  # whoever is told of a change asks for the place, too
            self._tell_place(audio.position)

    def _began_or_stopped(self, is_playing: bool) -> None:
        self._sounds = False  # it takes a moment until something is heard
        self._look()

    def _waits_or_goes_on(self, is_waiting: bool) -> None:
        self._waits = is_waiting
        if is_waiting:
            self._sounds = False
            self._tell_place(self._player.audio.position)

    def _follow(self, position: float) -> None:
        if self._bus is None:
            return
        moved, self._position = position - self._position, position
        begins = not self._sounds
        self._sounds = self._player.is_playing and not self._waits and 0 < moved < _PLAYED
        self._tell_place(position, off=_LATE if begins and self._sounds else _JUMP)
        if self._told is not None and self._sounds and self._told.rate != self._player.audio.rate:
            self._look()

    def _tell_place(self, position: float, off: float = _JUMP) -> None:
        """The desktop counts on by itself from what it was told; where that comes to another place it is told anew."""
        from inbox.gui.player.media_bus import Place

        moment = time.monotonic()
        before, at, rate = self._believed
        has_jumped = abs(position - (before + (moment - at) * rate)) > off
        if has_jumped:
            self._believe(position)
        if self._bus is not None:
            goes = self._player.audio.rate if self._sounds else 0.0
            self._bus.set_place(Place(position, moment, goes), has_jumped=has_jumped)

    def _believe(self, position: float) -> None:
        rate = self._player.audio.rate if self._player.is_playing else 0.0
        self._believed = position, time.monotonic(), rate

    def _do(self, wish: "Wish") -> None:
        if self._bus is None:
            return  # it came too late
        from inbox.gui.player.mpris import Ask

        player, is_playing = self._player, self._player.is_playing
        match wish.ask:
            case Ask.RAISE:
                window = self._desk.window
                window.showNormal() if window.isMinimized() else window.show()
                window.raise_()
                window.activateWindow()
            case Ask.PLAY_PAUSE:
                self._trigger("play")
            case Ask.PLAY:
                if not is_playing:
                    self._trigger("play")
            case Ask.PAUSE | Ask.STOP:
                if is_playing:
                    self._trigger("play")
            case Ask.NEXT:
                self._trigger("next")
            case Ask.PREVIOUS:
                self._trigger("previous")
            case Ask.JUMP if player.audio.length and player.audio.position + wish.number > player.audio.length:
                self._trigger("next")  # as the rules have it
            case Ask.JUMP:
                player.jump(wish.number)
            case Ask.GO_TO:
                player.audio.seek(wish.number)
            case Ask.SET_RATE:
                player.set_rate(wish.number)
                self._look()
            case Ask.SET_VOLUME:
                player.controls.volume.set_volume(wish.number)
                self._look()
            case _:
                assert_never(wish.ask)

    def _trigger(self, name: str) -> None:
        if any(action.name == name for action in self._desk.actions.all):
            self._desk.actions.trigger(name)
