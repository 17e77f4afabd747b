"""The player: waveform, controls, and in a sentence what is wrong."""

from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inbox.domain.durations import clock_text
from inbox.domain.lengths import told_length
from inbox.domain.recording import Recording
from inbox.domain.visible_text import visible
from inbox.gui.audio_player import AudioPlayer
from inbox.gui.elided_label import ElidedLabel
from inbox.gui.icons import icon
from inbox.gui.rate_button import RateButton
from inbox.gui.sound_choices import SoundChoices
from inbox.gui.theme import Theme
from inbox.gui.volume_button import VolumeButton
from inbox.gui.waveform import Waveform
from inbox.gui.waveform_loader import WaveformLoader, WaveformShape
from inbox.storage.recordings import Recordings
from inbox.storage.settings import Settings

_JUMP = 10.0
_SAVE_AFTER_MS = 400
_NOTHING = "Choose a recording to hear it"
_NO_MEDIA = "Not downloaded yet"


class PlayerBar(QWidget):
    """Plays the recording that it is given. Making it loads neither sound nor decoder; the first play does."""

    problem = Signal(str)
    """A sentence, which is shown in the bar as well; empty when it is over."""
    settings_changed = Signal(dict)
    """What the person changed, by the names of the settings: ``volume``, ``playback_rate``."""
    playing_changed = Signal(bool)

    def __init__(self, theme: Theme, settings: Settings, recordings: Recordings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._recording: Recording | None = None
        self._media_path: str | None = None
        self._unsaved: dict[str, object] = {}
        self._audio = AudioPlayer(self)
        self._audio.set_volume(settings.volume)
        self._audio.set_rate(settings.playback_rate)
        self._loader = WaveformLoader(recordings, self)
        self._waveform = Waveform(theme)
        self._play = QPushButton()
        self._back = QPushButton("−10")
        self._forward = QPushButton("+10")
        self._position = QLabel()
        self._length = QLabel()
        self._title = ElidedLabel()
        self._rate = RateButton(settings.playback_rate)
        self._volume = VolumeButton(theme, settings.volume)
        self._choices = SoundChoices(self._volume, self._audio, settings, self._change_setting, self)
        self._sentence = QLabel()
        self._save = QTimer(self)
        self._save.setSingleShot(True)
        self._save.setInterval(_SAVE_AFTER_MS)
        self._build()
        self._connect()
        self.set_theme(theme)
        self._show_recording()

    @property
    def recording(self) -> Recording | None:
        """What is loaded."""
        return self._recording

    @property
    def audio(self) -> AudioPlayer:
        """The player itself."""
        return self._audio

    @property
    def is_playing(self) -> bool:
        """Whether it plays."""
        return self._audio.is_playing

    @property
    def position_seconds(self) -> float:
        """Where it stands."""
        return self._audio.position

    @property
    def has_waveform(self) -> bool:
        """Whether the bars of the recording are drawn."""
        return self._waveform.has_shape

    def set_theme(self, theme: Theme) -> None:
        """Wears this theme from now on."""
        self._theme = theme
        self._waveform.set_theme(theme)
        self._volume.set_theme(theme)
        self._position.setFont(theme.body_font(QFont.Weight.DemiBold))
        self._length.setFont(theme.body_font())
        self._title.setFont(theme.body_font())
        for label in (self._length, self._title):
            label.setStyleSheet(f"color: {theme.secondary.name()}")
        self._sentence.setFont(theme.small_font())
        self._sentence.setStyleSheet(f"color: {theme.error.name()}")
        self._show_playing(self._audio.is_playing)

    def load(self, recording: Recording | None) -> None:
        """Makes ``recording`` the one to play, at its start; news of the one that is loaded does not disturb it."""
        before, self._recording = self._recording, recording
        media_path = None if recording is None else recording.media_path
        if before is None or recording is None or before.id != recording.id or media_path != self._media_path:
            self._media_path = media_path
            self._waveform.set_shape(None)
            self._audio.unload()
            if recording is not None and media_path is not None:
                self._audio.load(Path(media_path))
                self._loader.load(recording)
        self._show_recording()

    def play(self, recording: Recording) -> None:
        """Loads ``recording`` unless it is loaded, and plays it."""
        self.load(recording)
        self._audio.play()

    def toggle(self) -> None:
        """Plays or pauses what is loaded."""
        if self._audio.is_playing:
            self._audio.pause()
        else:
            self._audio.play()

    def jump(self, seconds: float) -> None:
        """Goes on or, below 0, back by ``seconds``."""
        self._audio.seek(self._audio.position + seconds)

    def stop(self) -> None:
        """Stops, lets go of the file, and ends the thread that loads waveforms; may be used again afterwards."""
        self._tell_settings()
        self.load(None)
        self._audio.stop()
        self._loader.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """What the first play needs is loaded soon, so that it does not wait for that."""
        super().showEvent(event)
        self._audio.warm_up()

    def _build(self) -> None:
        self._sentence.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence.setWordWrap(True)
        self._sentence.hide()
        self._position.setTextFormat(Qt.TextFormat.PlainText)
        self._length.setTextFormat(Qt.TextFormat.PlainText)
        self._play.setProperty("kind", "primary")
        self._play.setFixedWidth(34)
        self._play.setIconSize(QSize(16, 16))
        for button, name in ((self._back, "Back 10 seconds"), (self._forward, "On 10 seconds")):
            button.setAccessibleName(name)
            button.setToolTip(name)
        for control in (self._play, self._back, self._forward, self._rate, self._volume):
            control.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard to the list
        controls = QHBoxLayout()
        controls.setSpacing(8)
        for widget in (self._play, self._back, self._forward):
            controls.addWidget(widget)
        controls.addSpacing(4)
        controls.addWidget(self._position)
        controls.addWidget(self._length)
        controls.addWidget(self._title, 1)
        controls.addSpacing(8)
        controls.addWidget(self._rate)
        controls.addWidget(self._volume)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 10)
        layout.setSpacing(6)
        layout.addWidget(self._waveform)
        layout.addLayout(controls)
        layout.addWidget(self._sentence)

    def _connect(self) -> None:
        self._play.clicked.connect(self.toggle)
        self._back.clicked.connect(lambda: self.jump(-_JUMP))
        self._forward.clicked.connect(lambda: self.jump(_JUMP))
        self._waveform.seek_requested.connect(self._audio.seek)
        self._rate.rate_changed.connect(self._set_rate)
        self._volume.volume_changed.connect(self._set_volume)
        self._loader.loaded.connect(self._show_shape)
        self._audio.position_changed.connect(self._show_position)
        self._audio.length_changed.connect(self._show_length)
        self._audio.playing_changed.connect(self._show_playing)
        self._audio.playing_changed.connect(self.playing_changed)
        self._audio.problem.connect(self._show_problem)
        self._save.timeout.connect(self._tell_settings)

    def _show_recording(self) -> None:
        recording = self._recording
        can_play = recording is not None and recording.media_path is not None
        for widget in (self._play, self._back, self._forward, self._waveform):
            widget.setEnabled(can_play)
        if recording is None:
            self._title.set_text(_NOTHING)
        elif can_play:
            self._title.set_text(f"·  {visible(recording.title)}")
        else:
            self._title.set_text(f"·  {visible(recording.title)}  ·  {visible(recording.error or _NO_MEDIA)}")
        for label in (self._position, self._length):
            label.setVisible(recording is not None)
        self._show_times()

    def _show_times(self) -> None:
        given = None if self._recording is None else told_length(self._recording)
        self._position.setText(clock_text(self._audio.position))
        self._length.setText(f"/ {clock_text(self._audio.length or given)}")

    def _show_shape(self, row: str, shape: WaveformShape | None) -> None:
        if self._recording is None or row != str(self._recording.id):
            return
        self._waveform.set_shape(shape)
        if shape is not None:
            self._audio.set_known_length(shape.duration_seconds)

    def _show_position(self, seconds: float) -> None:
        self._waveform.set_position(seconds)
        self._show_times()

    def _show_length(self, seconds: float) -> None:
        self._waveform.set_length(seconds)
        self._show_times()

    def _show_playing(self, is_playing: bool) -> None:
        self._play.setIcon(icon("pause" if is_playing else "play", self._theme, self._theme.on_accent))
        name = "Pause" if is_playing else "Play"
        self._play.setAccessibleName(name)
        self._play.setToolTip(name)

    def _show_problem(self, sentence: str) -> None:
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self.problem.emit(sentence)

    def _set_rate(self, rate: float) -> None:
        self._audio.set_rate(rate)
        self._change_setting("playback_rate", rate)

    def _set_volume(self, volume: float) -> None:
        self._audio.set_volume(volume)
        self._change_setting("volume", volume)

    def _change_setting(self, name: str, value: object) -> None:
        self._unsaved[name] = value
        self._save.start()

    def _tell_settings(self) -> None:
        self._save.stop()
        if self._unsaved:
            changes, self._unsaved = self._unsaved, {}
            self.settings_changed.emit(changes)
