"""How a media file that is all here is opened for the player; that happens in the decoder's thread."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from inbox.domain.shortened import Downloaded

if TYPE_CHECKING:
    from inbox.gui.sound.sound_decoder import OpenSource
    from inbox.pipeline.listening.sound_source import SoundSource


def opener(path: Path, length: float | None, downloaded: Downloaded | None, opened: Callable[[float, str], None]) -> "OpenSource":
    """``opened`` hears, in that thread, how long the file says it is, and a sentence when it was cut short since its download."""

    def open_it() -> "SoundSource":
        from inbox.pipeline.listening.whole_file import WholeFile  # what it needs takes time to load

        source = WholeFile(path, length, downloaded)
        opened(source.length_seconds, source.shortened)
        return source

    return open_it
