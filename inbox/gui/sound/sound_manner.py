"""How a recording is heard, and where: what the engine of the player goes by."""

from dataclasses import dataclass, field

from PySide6.QtMultimedia import QAudioDevice

from inbox.pipeline.listening.sound_rendering import Listening


@dataclass(frozen=True, slots=True)
class Manner:
    """How it is heard, and where."""

    listening: Listening = field(default_factory=Listening)
    volume: float = 1.0
    """Linear."""
    device: QAudioDevice | None = None
    """None: there is none."""

    def is_heard_at(self, volume: float | None = None) -> bool:
        """Whether anything is heard, at ``volume`` instead of its own."""
        return (self.volume if volume is None else volume) > 0
