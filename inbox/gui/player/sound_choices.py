"""What the person chose about sound: from the settings to the player at the start, and from the button to both."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from inbox.gui.player.audio_player import AudioPlayer
from inbox.gui.player.volume_button import VolumeButton
from inbox.storage.settings.settings import Settings


class SoundChoices(QObject):
    """Boost, levelling, sound device, and how far a pause goes back; the volume is the bar's."""

    def __init__(
        self,
        button: VolumeButton,
        audio: AudioPlayer,
        settings: Settings,
        change: Callable[[str, object], None],
        parent: QObject | None = None,
    ) -> None:
        """``change`` keeps a setting by its name."""
        super().__init__(parent)
        self._audio = audio
        self._change = change
        button.set_boost(settings.boost_decibels)
        button.set_levelling(settings.levelling)
        button.set_devices(settings.output_device, lambda: audio.devices.all())
        audio.set_boost(settings.boost_decibels)
        audio.set_levelling(settings.levelling)
        audio.set_output_device(settings.output_device)
        audio.set_rewind(settings.rewind_on_pause)
        button.boost_changed.connect(self._boost)
        button.levelling_changed.connect(self._level)
        button.device_chosen.connect(self._choose_device)

    def _boost(self, decibels: int) -> None:
        self._audio.set_boost(decibels)
        self._change("boost_decibels", decibels)

    def _level(self, is_on: bool) -> None:
        self._audio.set_levelling(is_on)
        self._change("levelling", is_on)

    def _choose_device(self, device: str) -> None:
        self._audio.set_output_device(device)
        self._change("output_device", device)
