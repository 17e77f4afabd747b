"""The player of the window: it plays the recording that it is given, and keeps what the person sets."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from inbox.domain.lengths import told_length
from inbox.domain.recording import Recording
from inbox.domain.shortened import as_downloaded
from inbox.domain.sound.play_map import PlayMap
from inbox.domain.times import now
from inbox.gui.look.theme import Theme
from inbox.gui.player.audio_player import AudioPlayer
from inbox.gui.player.changed_settings import ChangedSettings
from inbox.gui.player.player_face import PlayerFace
from inbox.gui.player.playing import Playing
from inbox.gui.player.sound_choices import SoundChoices
from inbox.gui.waveform.waveform_loader import WaveformLoader, WaveformShape
from inbox.storage.listing.recordings import Recordings
from inbox.storage.settings.settings import Settings

if TYPE_CHECKING:
    from inbox.pipeline.listening.sound_source import SoundSource


class PlayerBar(PlayerFace):
    """Plays the recording that it is given. Making it loads neither sound nor decoder; the first play does."""

    settings_changed = Signal(dict)
    """What the person changed, by the names of the settings."""
    playing_changed = Signal(bool)
    loaded = Signal(object)
    """The `Recording` that is the one to play from now on, at its start, or None; not when a growing file became whole."""
    became_whole = Signal(object)
    """The `Recording` that was played while it came, and is here now; it plays on."""

    def __init__(self, theme: Theme, settings: Settings, recordings: Recordings, parent: QWidget | None = None) -> None:
        super().__init__(theme, settings, parent)
        self._recording: Recording | None = None
        self._media_path: str | None = None
        self._is_growing = False
        self._is_waiting = False
        self._play_map = PlayMap()
        self._audio = AudioPlayer(self)
        self._audio.set_volume(settings.volume)
        self._audio.set_rate(settings.playback_rate)
        self._loader = WaveformLoader(recordings, self)
        self._changes = ChangedSettings(self)
        self._choices = SoundChoices(self._controls.volume, self._audio, settings, self._changes.change, self)
        self._connect()
        self.set_theme(theme)
        self.go_by(settings)
        self._controls.rate.set_rate(self._audio.rate)
        self._show_recording()

    @property
    def recording(self) -> Recording | None:
        """What is loaded."""
        return self._recording

    @property
    def audio(self) -> Playing:
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
    def can_play(self) -> bool:
        """Whether there is something to play: a file, or one that is coming."""
        return self._media_path is not None or self._is_growing

    def go_by(self, settings: Settings) -> None:
        """Takes over what the person set elsewhere: which silences are worth skipping, how far a pause goes back."""
        self._audio.set_rewind(settings.rewind_on_pause)
        self._timeline.set_skip(self.plan.skips_silence, settings.skip_silence_over)

    def load(self, recording: Recording | None) -> None:
        """Makes ``recording`` the one to play, at its start; news of the one that is loaded does not disturb it."""
        before, self._recording = self._recording, recording
        media_path = None if recording is None else recording.media_path
        is_same = before is not None and recording is not None and before.id == recording.id
        if is_same and recording is not None and self._is_growing:
            if media_path is not None:
                self._take_whole_file(recording, media_path)
        elif not is_same or media_path != self._media_path:
            self._begin_anew(media_path)
            if recording is not None and media_path is not None:
                self._audio.load(Path(media_path), recording.media_seconds, as_downloaded(recording, now()))
                self._loader.load(recording)
            self._go_by_plan()
            self.loaded.emit(recording)
        self._show_recording()

    def play(self, recording: Recording) -> None:
        """Loads ``recording`` unless it is loaded, and plays it."""
        self.load(recording)
        self._audio.play()

    def get_ready(self) -> None:
        """A recording is on its way that will be played."""
        self._audio.get_ready()

    def play_growing(self, recording: Recording, source: "SoundSource") -> None:
        """Plays a recording whose file is still coming; `load` tells when it is whole."""
        self._recording = recording
        self._begin_anew(None)
        self._is_growing = True
        self.waveform.set_available(0.0)
        self._audio.load_source(source, told_length(recording))
        self._go_by_plan()
        self._show_recording()
        self.loaded.emit(recording)
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

    def set_skip(self, is_on: bool) -> None:
        """Whether silence is skipped; kept as a setting."""
        self._timeline.set_skip(is_on)
        self._changes.change("skip_silence", is_on)

    def set_rate(self, rate: float) -> None:
        """How fast; kept as a setting."""
        self._audio.set_rate(rate)
        self._controls.rate.set_rate(self._audio.rate)
        self._changes.change("playback_rate", self._audio.rate)
        self._show_facts()

    def stop(self) -> None:
        """Stops, lets go of the file, and ends the thread that loads waveforms; may be used again afterwards."""
        self._changes.tell()
        self.load(None)
        self._audio.stop()
        self._loader.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """What the first play needs is loaded in a while."""
        super().showEvent(event)
        self._audio.warm_up()

    def _connect(self) -> None:
        self._controls.toggled.connect(self.toggle)
        self._controls.jumped.connect(self.jump)
        self._controls.skip_toggled.connect(self.set_skip)
        self._controls.loop_toggled.connect(self.set_loop)
        self._controls.rate.rate_changed.connect(self.set_rate)
        self._controls.volume.volume_changed.connect(self._set_volume)
        self._timeline.changed.connect(self._go_by_plan)
        self.waveform.seek_requested.connect(self._audio.seek)
        self._waiting_line.back.connect(self._audio.seek)
        self._loader.loaded.connect(self._show_shape)
        self._audio.position_changed.connect(self._show_position)
        self._audio.length_changed.connect(self._show_length)
        self._audio.available_changed.connect(self._show_available)
        self._audio.waiting_changed.connect(self._show_waiting)
        self._audio.playing_changed.connect(self._controls.show_playing)
        self._audio.playing_changed.connect(self.playing_changed)
        self._audio.problem.connect(self._show_problem)
        self._changes.told.connect(self.settings_changed)

    def _begin_anew(self, media_path: str | None) -> None:
        """Another recording, or another file: nothing is known of it yet."""
        self._media_path = media_path
        self._is_growing = self._is_waiting = False
        self._audio.unload()
        self._waiting_line.begin_anew()
        self._play_map = PlayMap()  # a load empties the player's
        self._timeline.begin_anew()

    def _take_whole_file(self, recording: Recording, media_path: str) -> None:
        """What was played while it came is here: it plays on."""
        self._is_growing = False
        self._waiting_line.set_waiting(False)
        self._media_path = media_path
        self.waveform.set_available(None)
        self._audio.file_is_whole(Path(media_path), as_downloaded(recording, now()))
        self._loader.load(recording)
        self.became_whole.emit(recording)

    def _go_by_plan(self) -> None:
        """Tells the player how it is played through, and shows that."""
        plan = self.plan
        play_map = plan.play_map(self._audio.length)
        if play_map != self._play_map:
            self._play_map = play_map
            self._audio.set_play_map(play_map)
        self._controls.show_skip(plan.skips_silence, plan.skip_hint)
        self._controls.show_loop(plan.loops, plan.loop_hint)
        self._show_facts()

    def _show_recording(self) -> None:
        self._show_title(self._recording, self.can_play)
        self._show_times()
        self._show_facts()

    def _show_times(self) -> None:
        given = None if self._recording is None else told_length(self._recording)
        self._controls.show_times(self._audio.position, self._audio.length or given)

    def _show_facts(self) -> None:
        facts = self.plan.facts(self._audio.length, self._audio.rate, self._timeline.heard_share, self._is_waiting)
        self._controls.show_facts(facts if self.can_play else "")

    def _show_shape(self, row: str, shape: WaveformShape | None) -> None:
        if self._recording is None or row != str(self._recording.id):
            return
        self.waveform.set_shape(shape)
        if shape is not None:
            self._audio.set_known_length(shape.duration_seconds)

    def _show_position(self, seconds: float) -> None:
        self.waveform.set_position(seconds)
        self._waiting_line.set_position(seconds, is_playing=self._audio.is_playing)
        self._show_times()

    def _show_length(self, seconds: float) -> None:
        self._timeline.set_length(seconds)
        self._show_times()

    def _show_available(self, seconds: float) -> None:
        if self._is_growing:
            self.waveform.set_available(seconds)
            self._waiting_line.set_available(seconds)

    def _show_waiting(self, is_waiting: bool) -> None:
        self._is_waiting = is_waiting and self._is_growing
        self._waiting_line.set_waiting(self._is_waiting)
        self._show_facts()

    def _set_volume(self, volume: float) -> None:
        self._audio.set_volume(volume)
        self._changes.change("volume", volume)
