"""The seam around Qt's media player: seconds instead of milliseconds, a smooth position, sentences instead of error codes."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QLoggingCategory, QObject, Qt, QTimer, QUrl, Signal

from inbox.gui.audio_source import ByteSource, corrected_source
from inbox.gui.unlocked_call import unlocked_call

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QMediaPlayer

_TICK_MS = 33
_COARSEST_TICK = 0.25
"""Seconds; Qt tells the position every 0.05 to 0.1 s, and what is longer ago than this is no basis for a guess."""
_NO_DEVICE = (
    "No sound device was found, so nothing can be heard. Connect one, or start the sound service and open this program again."
)


class AudioPlayer(QObject):
    """Plays one local file. Qt's multimedia module is loaded by the first `play`, not before."""

    position_changed = Signal(float)
    """Seconds; about thirty times a second while it plays."""
    length_changed = Signal(float)
    """Seconds."""
    playing_changed = Signal(bool)
    problem = Signal(str)
    """A sentence: why nothing is heard. Empty when that is over."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player: QMediaPlayer | None = None
        self._path: Path | None = None
        self._source: ByteSource | None = None
        self._is_loaded = False  # whether Qt has been given the file
        self._known_length: float | None = None
        self._length = 0.0
        self._rate = 1.0
        self._volume = 1.0
        self._position = 0.0
        self._told = 0.0
        self._is_playing = False
        self._has_device = True
        self._has_ended = False
        self._awaited_seek: float | None = None
        self._problem = ""
        self._since_told = QElapsedTimer()
        self._ticks = QTimer(self)
        self._ticks.setTimerType(Qt.TimerType.PreciseTimer)
        self._ticks.setInterval(_TICK_MS)
        self._ticks.timeout.connect(self._tick)

    @property
    def is_playing(self) -> bool:
        """Whether the position moves."""
        return self._is_playing

    @property
    def position(self) -> float:
        """Seconds from the start."""
        return self._position

    @property
    def length(self) -> float:
        """Seconds; what `load` was told, else what the file's header says, 0 until that is known."""
        return self._length

    def load(self, path: Path, length: float | None = None) -> None:
        """Makes ``path`` the file to play, from its start; ``length`` in seconds is believed before the file's header."""
        self.unload()
        self._path = path
        self._known_length = length
        self._set_length(length or 0.0)

    def unload(self) -> None:
        """Stops, and lets go of the file."""
        if self._player is not None and self._is_loaded:
            unlocked_call(self._player, "stop")
            unlocked_call(self._player, "setSource", ("QUrl", QUrl()))
        if self._source is not None:
            self._source.close()
            self._source = None
        self._path, self._known_length, self._is_loaded = None, None, False
        self._has_ended, self._awaited_seek = False, None
        self._say("")
        self._move_to(0.0)
        self._set_length(0.0)

    def play(self) -> None:
        """Plays from where it stands; from the start when it had reached the end."""
        if self._path is None or not self._hand_over(self._path):
            return
        if self._has_ended:
            self.seek(0.0)
        assert self._player is not None
        unlocked_call(self._player, "play")

    def pause(self) -> None:
        """Stops where it stands."""
        if self._player is not None:
            unlocked_call(self._player, "pause")

    def seek(self, seconds: float) -> None:
        """Goes to ``seconds`` from the start, playing or not."""
        if self._path is None:
            return
        target = max(0.0, min(seconds, self._length) if self._length else seconds)
        self._has_ended = False
        if self._player is not None and self._is_loaded and self._player.isSeekable():
            unlocked_call(self._player, "setPosition", ("qlonglong", round(target * 1000)))
        else:
            self._awaited_seek = target
        self._move_to(target)

    def set_rate(self, rate: float) -> None:
        """Speed of play, 1 is as recorded; the pitch stays."""
        self._anchor(self._position)
        self._rate = rate
        if self._player is not None:
            unlocked_call(self._player, "setPlaybackRate", ("double", rate))

    def set_volume(self, volume: float) -> None:
        """0 to 1, as loud as it feels (a logarithmic scale)."""
        self._volume = volume
        if self._player is not None:
            unlocked_call(self._player.audioOutput(), "setVolume", ("float", _linear(volume)))

    def set_known_length(self, length: float) -> None:
        """The length in seconds, when it became known after `load`."""
        self._known_length = length
        self._set_length(length)

    def _hand_over(self, path: Path) -> bool:
        """Gives the file to Qt unless it has it; False when it is not there."""
        if self._is_loaded:
            return True
        try:
            source = corrected_source(path)
            readable = path.is_file()
        except OSError:
            readable = False
        if not readable:
            self._say("The media file is no longer where it was saved. Click its row to download it again.")
            return False
        player = self._media_player()
        self._source = source
        if source is not None:
            player.setSourceDevice(source, QUrl(path.name))  # no thread to wait for: nothing is loaded
        else:
            unlocked_call(player, "setSource", ("QUrl", QUrl.fromLocalFile(str(path))))
        unlocked_call(player, "setPlaybackRate", ("double", self._rate))
        self._is_loaded = True
        if self._position and self._awaited_seek is None:
            self._awaited_seek = self._position
        self._say("" if self._has_device else _NO_DEVICE)
        return True

    def _media_player(self) -> "QMediaPlayer":
        if self._player is not None:
            return self._player
        QLoggingCategory.setFilterRules(
            "qt.multimedia.symbolsresolver=false\nqt.multimedia.*.info=false\nqt.multimedia.*.debug=false"
        )
        os.environ.setdefault("QT_FFMPEG_PROTOCOL_WHITELIST", "file")  # no media file makes FFmpeg reach for the network
        from PySide6.QtMultimedia import QAudioOutput, QMediaDevices, QMediaPlayer

        self._player = player = QMediaPlayer(self)
        player.setAudioOutput(QAudioOutput(player))
        player.audioOutput().setVolume(_linear(self._volume))
        player.setPitchCompensation(True)
        player.positionChanged.connect(self._told_position)
        player.durationChanged.connect(self._told_length)
        player.playbackStateChanged.connect(self._told_state)
        player.mediaStatusChanged.connect(self._told_status)
        player.errorOccurred.connect(self._told_error)
        self._devices = QMediaDevices(self)
        self._devices.audioOutputsChanged.connect(self._choose_device)
        self._choose_device()
        return player

    def _choose_device(self) -> None:
        """Follows the system's choice of sound device. Without any, Qt plays into nothing at the right speed."""
        from PySide6.QtMultimedia import QMediaDevices

        assert self._player is not None
        device = QMediaDevices.defaultAudioOutput()
        output = self._player.audioOutput()
        if output.device() != device:
            unlocked_call(output, "setDevice", ("QAudioDevice", device))
        self._has_device = not device.isNull()
        if self._is_loaded and (not self._has_device or self._problem == _NO_DEVICE):
            self._say("" if self._has_device else _NO_DEVICE)

    def _told_position(self, milliseconds: int) -> None:
        if not self._is_loaded or self._awaited_seek is not None or self._has_ended:
            return
        seconds = milliseconds / 1000
        if self._is_playing and 0 < self._position - seconds < _COARSEST_TICK * self._rate:
            self._anchor(seconds)  # the guess ran ahead a little: wait there instead of jumping back
        else:
            self._move_to(seconds)

    def _told_length(self, milliseconds: int) -> None:
        if self._known_length is None and milliseconds > 0:
            self._set_length(milliseconds / 1000)

    def _told_state(self) -> None:
        from PySide6.QtMultimedia import QMediaPlayer

        assert self._player is not None
        is_playing = self._player.playbackState() == QMediaPlayer.PlaybackState.PlayingState
        if is_playing == self._is_playing:
            return
        self._is_playing = is_playing
        self._anchor(self._position)
        if is_playing:
            self._ticks.start()
        else:
            self._ticks.stop()
        self.playing_changed.emit(is_playing)

    def _told_status(self) -> None:
        from PySide6.QtMultimedia import QMediaPlayer

        assert self._player is not None
        match self._player.mediaStatus():
            case QMediaPlayer.MediaStatus.LoadedMedia | QMediaPlayer.MediaStatus.BufferedMedia:
                if self._awaited_seek is not None and self._player.isSeekable():
                    target, self._awaited_seek = self._awaited_seek, None
                    unlocked_call(self._player, "setPosition", ("qlonglong", round(target * 1000)))
            case QMediaPlayer.MediaStatus.EndOfMedia:
                self._has_ended = True
                self._move_to(self._length)
            case _:
                pass

    def _told_error(self) -> None:
        from PySide6.QtMultimedia import QMediaPlayer

        assert self._player is not None
        match self._player.error():
            case QMediaPlayer.Error.NoError:
                return
            case QMediaPlayer.Error.FormatError | QMediaPlayer.Error.ResourceError:
                self._say("The media file cannot be played: it is damaged. Delete it, then click its row to download it again.")
            case _:
                self._say(f"The recording cannot be played: {self._player.errorString() or 'Qt gave no reason'}.")

    def _tick(self) -> None:
        since = min(self._since_told.elapsed() / 1000, _COARSEST_TICK) if self._since_told.isValid() else 0.0
        guess = self._told + since * self._rate
        if self._length:
            guess = min(guess, self._length)
        if guess > self._position:
            self._position = guess
            self.position_changed.emit(guess)

    def _anchor(self, seconds: float) -> None:
        self._told = seconds
        self._since_told.restart()

    def _move_to(self, seconds: float) -> None:
        self._anchor(seconds)
        if seconds != self._position:
            self._position = seconds
            self.position_changed.emit(seconds)

    def _set_length(self, length: float) -> None:
        if length != self._length:
            self._length = length
            self.length_changed.emit(length)

    def _say(self, sentence: str) -> None:
        if sentence != self._problem:
            self._problem = sentence
            self.problem.emit(sentence)


def _linear(volume: float) -> float:
    """The factor for the samples that sounds like ``volume``."""
    from PySide6.QtMultimedia import QAudio

    scale = QAudio.VolumeScale
    return QAudio.convertVolume(volume, scale.LogarithmicVolumeScale, scale.LinearVolumeScale)
