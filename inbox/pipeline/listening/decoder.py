"""Frames of sound out of a file object, from any place."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from inbox.pipeline.listening.sound_source import SAMPLE_RATES, Frames, SoundProblem

if TYPE_CHECKING:
    import soundfile

_MP3_RUN_UP = 4 * 1_152
_EXPLORED_SECONDS = 240
_SKIPPED_FRAMES = 1 << 16
UNREADABLE = "The media file cannot be played: it is damaged. Delete it, then click its row to download it again."


class Decoder:
    """Frames out of a file object that begins as WAV or MP3 does; for one thread."""

    def __init__(self, file: Any) -> None:
        """``file`` stays the caller's to close. Raises SoundProblem."""
        self._file = file
        self._sound, self._is_seekable = self._open()
        self.sample_rate: int = self._sound.samplerate
        self.channels: int = self._sound.channels
        self.frames: int = self._sound.frames
        """As the file says, or as it was guessed from its size."""
        self._explored = 0
        self._run_up = _MP3_RUN_UP if self._sound.format in ("MP3", "MPEG") else 0
        self._at = 0
        if self.sample_rate not in SAMPLE_RATES:
            self.close()
            raise SoundProblem(f"The media file cannot be played: a sample rate of {self.sample_rate} Hz makes no sense.")

    @property
    def at(self) -> int:
        """The frame at which a `read` goes on without a jump."""
        return self._at

    def read(self, frame: int, count: int, cancelled: Callable[[], bool]) -> Frames:
        """``count`` frames from the frame ``frame`` on, fewer at the end, none when it was cancelled. Raises SoundProblem."""
        import soundfile

        try:
            if frame != self._at:
                if frame >= self.frames:
                    return np.zeros((0, self.channels), np.float32)
                self._go_to(frame, cancelled)
            if frame != self._at and cancelled():
                return np.zeros((0, self.channels), np.float32)
            block: Frames = self._sound.read(count, dtype="float32", always_2d=True)
        except (soundfile.LibsndfileError, OSError, ValueError) as problem:
            raise SoundProblem(UNREADABLE) from problem
        self._at += len(block)
        return np.nan_to_num(block, copy=False)

    def explore(self) -> None:
        """Looks at the heads of the MP3 frames of some more minutes, so that a later seek need not."""
        import soundfile

        self._explored += _EXPLORED_SECONDS * self.sample_rate
        if self._run_up and self._explored < self.frames:
            try:
                self._at = self._sound.seek(self._explored)
            except (soundfile.LibsndfileError, OSError, ValueError):
                self._at = -1  # whoever reads there is told of it

    def close(self) -> None:
        """Ends the decoding."""
        self._sound.close()

    def _open(self) -> "tuple[soundfile.SoundFile, bool]":
        import soundfile

        self._file.seek(0)
        try:
            sound = soundfile.SoundFile(self._file)
        except (soundfile.LibsndfileError, ValueError) as problem:
            raise SoundProblem(UNREADABLE) from problem
        is_seekable = sound.seekable()
        # else it seeks after each read, to where it stands, which spoils half a frame of an MP3 each time (seen)
        sound.seekable = lambda: False
        return sound, is_seekable

    def _go_to(self, frame: int, cancelled: Callable[[], bool]) -> None:
        """An MP3 decoder needs the frames before a place to get that place right (seen)."""
        if not self._is_seekable:
            self._read_up_to(frame, cancelled)
            return
        self._explored = max(self._explored, self._at)
        while self._run_up and self._explored + _EXPLORED_SECONDS * self.sample_rate < frame:
            if cancelled():
                return
            self.explore()  # a day of it takes seconds
        before = min(frame, self._run_up)
        self._at = self._sound.seek(frame - before) + before
        if before:
            self._sound.read(before, dtype="float32")

    def _read_up_to(self, frame: int, cancelled: Callable[[], bool]) -> None:
        if frame < self._at:
            self.close()
            self._sound, _ = self._open()
            self._at = 0
        while self._at < frame and not cancelled():
            skipped = len(self._sound.read(min(frame - self._at, _SKIPPED_FRAMES), dtype="float32"))
            if not skipped:
                break
            self._at += skipped
