"""What the rest of the window may ask of the player, and hears from it. Places and lengths are seconds of the recording."""

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import SignalInstance

from inbox.domain.coverage import HeardSpan
from inbox.domain.shortened import Downloaded
from inbox.domain.sound.play_map import PlayMap

if TYPE_CHECKING:
    from inbox.pipeline.listening.sound_source import SoundSource  # needs numpy, which takes time to load


class Playing(Protocol):
    """The player of one recording. Everything is called, and every signal sent, in the GUI thread; nothing of it waits."""

    @property
    def position_changed(self) -> SignalInstance:
        """float: what is heard just now; as often as the screen shows pictures, never back but by a seek, a loop, a load."""
        ...

    @property
    def length_changed(self) -> SignalInstance:
        """float."""
        ...

    @property
    def available_changed(self) -> SignalInstance:
        """float: up to where it can be played without waiting, while the file is still coming; the length when it is whole."""
        ...

    @property
    def playing_changed(self) -> SignalInstance:
        """bool: whether the position moves, or will as soon as there are bytes."""
        ...

    @property
    def waiting_changed(self) -> SignalInstance:
        """bool: it is to play, and waits for bytes."""
        ...

    @property
    def ended(self) -> SignalInstance:
        """Nothing: the end of the recording was heard (not of a loop)."""
        ...

    @property
    def heard(self) -> SignalInstance:
        """object: a tuple of `HeardSpan`, what came out of a sound device since the last time; int: the `load_number` it is of.

        At every pause, seek, change of speed, load, and every 2 s; not without a device, and not at volume 0. What was heard
        of the one before is told after another is loaded, and at the latest by `stop`.
        """
        ...

    @property
    def problem(self) -> SignalInstance:
        """str: a sentence, why nothing is heard; empty when that is over."""
        ...

    @property
    def failed(self) -> SignalInstance:
        """str: the sentence that `problem` told just now, after which what was to play does not play, or not on."""
        ...

    @property
    def load_number(self) -> int:
        """Another one with each `load`, `load_source` and `unload`."""
        ...

    @property
    def is_playing(self) -> bool:
        """As `playing_changed` told."""
        ...

    @property
    def position(self) -> float:
        """What is heard just now."""
        ...

    @property
    def length(self) -> float:
        """0 until it is known."""
        ...

    @property
    def rate(self) -> float:
        """1 is as recorded."""
        ...

    def heard_now(self) -> tuple[HeardSpan, ...]:
        """What of the loaded recording was heard, up to `position`, and is not told by `heard` yet.

        What was to be told is told before this returns.
        """
        ...

    def load(self, path: Path, length: float | None = None, downloaded: Downloaded | None = None) -> None:
        """Makes a whole file the one to play, from its start; the file is opened by the first `play` or `seek`.

        `problem` tells when it is not what was ``downloaded`` any more.
        """
        ...

    def load_source(self, source: "SoundSource", length: float | None = None) -> None:
        """The same for a file that is still coming. The player closes the source when it lets go of it."""
        ...

    def file_is_whole(self, path: Path, downloaded: Downloaded | None = None) -> None:
        """What came as a source is a whole file now: it is played from there, without a break."""
        ...

    def unload(self) -> None:
        """Stops, and lets go of the file."""
        ...

    def stop(self) -> None:
        """Unloads, and ends the player's threads; it may be used again."""
        ...

    def play(self) -> None:
        """Plays from where it stands; from the start when it had reached the end."""
        ...

    def pause(self) -> None:
        """Stops, and goes back by what `set_rewind` said."""
        ...

    def seek(self, seconds: float) -> None:
        """Goes there, playing or not."""
        ...

    def set_known_length(self, length: float) -> None:
        """The length, when it became known after `load`."""
        ...

    def set_rate(self, rate: float) -> None:
        """0.5 to 3; the pitch stays."""
        ...

    def set_volume(self, volume: float) -> None:
        """0 to 1, as loud as it feels."""
        ...

    def set_play_map(self, play_map: PlayMap) -> None:
        """What is skipped and looped from now on; a load empties it."""
        ...

    def set_boost(self, decibels: float) -> None:
        """0 to 24, limited so that nothing clips."""
        ...

    def set_levelling(self, is_on: bool) -> None:
        """Whether quiet voices are brought up to loud ones."""
        ...

    def set_rewind(self, seconds: float) -> None:
        """How far a pause goes back."""
        ...

    def set_output_device(self, device: str) -> None:
        """By its id in hexadecimal digits; empty: the desktop's choice, also while the chosen one is not there."""
        ...
