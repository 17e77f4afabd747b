"""Frames of sound out of a media file, from any place: what the player decodes from."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, assert_never

import numpy as np
import numpy.typing as npt

from inbox.domain.media_format import MAGIC_LENGTH, MediaFormat, media_format
from inbox.domain.problems import Problem
from inbox.domain.shortened import Downloaded
from inbox.pipeline.media.mp3_source import StretchedMp3, has_length_tag
from inbox.pipeline.media.wav_layout import HonestWav, wav_layout

if TYPE_CHECKING:
    import soundfile

Frames = npt.NDArray[np.float32]
"""Frames by channels, full scale at 1."""

SAMPLE_RATES = range(1_000, 768_001)
_MP3_RUN_UP = 4 * 1_152
_EXPLORED_SECONDS = 240
_SKIPPED_FRAMES = 1 << 16
_GONE = "The media file is no longer where it was saved. Click its row to download it again."
_UNREADABLE = "The media file cannot be played: it is damaged. Delete it, then click its row to download it again."


class SoundProblem(Problem):
    """Why it cannot be played, as a sentence for the person."""


class SoundSource(Protocol):
    """One recording. For one thread at a time, but for `close`, which ends a `read` that waits."""

    @property
    def sample_rate(self) -> int:
        """Frames a second."""
        ...

    @property
    def channels(self) -> int:
        """Samples a frame."""
        ...

    @property
    def available_seconds(self) -> float | None:
        """Up to where, from the start, it can be read without waiting; None: everywhere."""
        ...

    def read(self, frame: int, count: int, cancelled: Callable[[], bool]) -> Frames:
        """``count`` frames from the frame ``frame`` on; fewer only at the end of the sound, none behind it.

        Waits for what has not come yet, and gives none when it is ``cancelled`` meanwhile. Raises SoundProblem.
        """
        ...

    def close(self) -> None:
        """Lets go of the file; may be called twice, and from any thread."""
        ...


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
            raise SoundProblem(_UNREADABLE) from problem
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
            raise SoundProblem(_UNREADABLE) from problem
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


class WholeFile:
    """A media file that is all here."""

    def __init__(self, path: Path, length: float | None = None, downloaded: Downloaded | None = None) -> None:
        """Opens it; ``length`` in seconds, where it is known, is believed before the file. Raises SoundProblem.

        ``downloaded``: what the file was when it came, where that is known.
        """
        self._files = ExitStack()
        self._downloaded = downloaded
        self._descriptor: int | None = None
        try:
            self._decoder = self._open(path, length)
        except SoundProblem as problem:
            sentence = self.shortened
            self._files.close()
            raise SoundProblem(sentence or str(problem)) from problem
        except BaseException:
            self._files.close()
            raise

    @property
    def sample_rate(self) -> int:
        """Frames a second."""
        return self._decoder.sample_rate

    @property
    def channels(self) -> int:
        """Samples a frame."""
        return self._decoder.channels

    @property
    def available_seconds(self) -> float | None:
        """All of it is here."""
        return None

    @property
    def length_seconds(self) -> float:
        """As the file says; an MP3 without a length in it is guessed."""
        return self._decoder.frames / self._decoder.sample_rate

    @property
    def shortened(self) -> str:
        """A sentence, when the file is shorter than when it was downloaded; else empty. While it is open."""
        if self._downloaded is None or self._descriptor is None:
            return ""
        try:
            is_shorter = os.fstat(self._descriptor).st_size < self._downloaded.size
        except OSError:  # whoever reads is told of it
            return ""
        return self._downloaded.if_shorter if is_shorter else ""

    def read(self, frame: int, count: int, cancelled: Callable[[], bool]) -> Frames:
        """As of any source; waits for nothing, but a place far on in an MP3 of many hours takes seconds to be found."""
        try:
            return self._decoder.read(frame, count, cancelled)
        except SoundProblem as problem:
            raise SoundProblem(self.shortened or str(problem)) from problem

    def explore(self) -> None:
        """Gets some more minutes ready for seeks; for when nothing else is to be done."""
        self._decoder.explore()

    def close(self) -> None:
        """Lets go of the file."""
        self._descriptor = None
        self._files.close()

    def _open(self, path: Path, length: float | None) -> Decoder:
        try:
            file = self._files.enter_context(path.open("rb"))
            self._descriptor = file.fileno()
            head = file.read(MAGIC_LENGTH)
            match media_format(head):
                case None:
                    raise SoundProblem(_UNREADABLE)
                case MediaFormat.WAV:
                    layout = wav_layout(file)
                    if layout is None or not layout.data_bytes:
                        raise SoundProblem(_UNREADABLE)
                    return self._decode(HonestWav(file, layout) if layout.misleads else file)
                case MediaFormat.MP3:
                    tagged = has_length_tag(file)
                    decoder = self._decode(file)
                    is_longer = length is not None and length > decoder.frames / decoder.sample_rate + 0.1
                    return self._decode(StretchedMp3(file)) if is_longer and not tagged else decoder
                case other:
                    assert_never(other)
        except FileNotFoundError as problem:
            raise SoundProblem(_GONE) from problem
        except OSError as problem:
            raise SoundProblem(f"The media file cannot be read: {problem.strerror or problem}.") from problem

    def _decode(self, file: Any) -> Decoder:
        decoder = Decoder(file)
        self._files.callback(decoder.close)
        return decoder
