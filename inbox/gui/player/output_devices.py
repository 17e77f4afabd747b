"""The sound devices of this desktop; asked in the window's thread, and only once something is to be heard."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioDevice


@dataclass(frozen=True, slots=True)
class OutputDevice:
    """One that can be chosen."""

    id: str
    """In hexadecimal digits: as the settings keep it."""
    name: str
    """As the desktop calls it: text of others."""


class OutputDevices(QObject):
    """What is plugged in. Loads Qt's multimedia module."""

    changed = Signal()
    """Something was plugged in or out, or the desktop has chosen another one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtMultimedia import QMediaDevices

        self._watched = QMediaDevices(self)
        self._watched.audioOutputsChanged.connect(self.changed)

    def all(self) -> list[OutputDevice]:
        """As the desktop lists them."""
        from PySide6.QtMultimedia import QMediaDevices

        return [OutputDevice(_id(device), device.description()) for device in QMediaDevices.audioOutputs()]

    def device(self, wanted: str) -> "QAudioDevice | None":
        """The one with this id; the desktop's choice when it is empty or not there; None when there is no device."""
        from PySide6.QtMultimedia import QMediaDevices

        chosen = next((device for device in QMediaDevices.audioOutputs() if wanted and _id(device) == wanted), None)
        device = QMediaDevices.defaultAudioOutput() if chosen is None else chosen
        return None if device.isNull() else device

    def has(self, wanted: str) -> bool:
        """Whether the one with this id is there."""
        return any(device.id == wanted for device in self.all())


def _id(device: "QAudioDevice") -> str:
    return bytes(device.id().data()).hex()
