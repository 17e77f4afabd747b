"""How the person wants to hear it, and on which device: kept in the window's thread, and given to the engine whole."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from inbox.domain.sound.play_map import PlayMap
from inbox.domain.visible_text import visible

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioDevice

    from inbox.gui.player.output_devices import OutputDevices
    from inbox.gui.sound.sound_manner import Manner

_SLOWEST, _FASTEST = 0.5, 3.0
_LOUDEST = 24.0
"""Decibels."""
NO_DEVICE = (
    "No sound device was found, so nothing can be heard. Connect one, and the sound comes by itself; after starting a sound"
    " service, press play again or open this program again."
)
_OTHER_DEVICE = "The sound device that you chose is not connected; you hear it from {name}."


@dataclass(slots=True)
class Wishes:
    """What was chosen, within what can be."""

    rate: float = 1.0
    volume: float = 1.0
    """As loud as it feels."""
    boost: float = 0.0
    levels: bool = False
    play_map: PlayMap = field(default_factory=PlayMap)
    device: str = ""

    def set_rate(self, rate: float) -> None:
        """1 is as recorded."""
        self.rate = min(max(rate, _SLOWEST), _FASTEST)

    def set_volume(self, volume: float) -> None:
        """0 to 1."""
        self.volume = min(max(volume, 0.0), 1.0)

    def set_boost(self, decibels: float) -> None:
        """From 0 on."""
        self.boost = min(max(decibels, 0.0), _LOUDEST)


class ListeningManner(QObject):
    """The wishes, and the device that they come to."""

    device_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wishes = Wishes()
        self._devices: OutputDevices | None = None
        self._device: QAudioDevice | None = None
        self._failed: QAudioDevice | None = None

    @property
    def devices(self) -> "OutputDevices":
        """What is plugged in; asked for the first time, it connects to the sound server."""
        if self._devices is None:
            from inbox.gui.player.output_devices import OutputDevices

            self._devices = OutputDevices(self)
            self._devices.changed.connect(self.choose_device)
            self.choose_device()
        return self._devices

    def choose_device(self) -> None:
        """Follows the desktop's choice, unless the person's is there. What failed before is tried again."""
        self._failed = None
        self._look()

    def lose_device(self) -> None:
        """It went away while it played; where the desktop offers another one, that is used."""
        self._failed = self._device
        self._look()

    def device_sentence(self) -> str:
        """What is to be said of the device; mostly nothing."""
        devices = self.devices
        if self._device is None:
            return NO_DEVICE
        if self.wishes.device and not devices.has(self.wishes.device):
            return _OTHER_DEVICE.format(name=visible(self._device.description()))
        return ""

    def _look(self) -> None:
        found = self.devices.device(self.wishes.device)
        self._device = None if found is not None and found == self._failed else found
        self.device_changed.emit()

    def manner(self) -> "Manner":
        """For the engine."""
        from PySide6.QtMultimedia import QtAudio

        from inbox.gui.sound.sound_manner import Manner
        from inbox.pipeline.listening.sound_rendering import Listening

        wishes = self.wishes
        listening = Listening(wishes.rate, wishes.play_map, wishes.boost, wishes.levels)
        scale = QtAudio.VolumeScale
        volume = QtAudio.convertVolume(wishes.volume, scale.LogarithmicVolumeScale, scale.LinearVolumeScale)
        return Manner(listening, volume, self._device)
