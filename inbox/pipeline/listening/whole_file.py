"""A media file that is all here, as a source of sound."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import assert_never

from inbox.domain.media_format import MAGIC_LENGTH, MediaFormat, media_format
from inbox.domain.shortened import Downloaded
from inbox.pipeline.listening.decoder import UNREADABLE, Decoder
from inbox.pipeline.listening.gsm_decoder import GsmDecoder, is_gsm
from inbox.pipeline.listening.sound_source import Frames, SoundProblem
from inbox.pipeline.media.mp3_source import StretchedMp3, has_length_tag
from inbox.pipeline.media.wav_layout import HonestWav, wav_layout

_GSM_RUN_UP = 20.0
"""Seconds, which take some 30 ms to be decoded."""
_GONE = "The media file is no longer where it was saved. Click its row to download it again."


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
                    raise SoundProblem(UNREADABLE)
                case MediaFormat.WAV:
                    layout = wav_layout(file)
                    if layout is None or not layout.data_bytes:
                        raise SoundProblem(UNREADABLE)
                    honest = HonestWav(file, layout) if layout.misleads else file
                    return self._kept(GsmDecoder(honest, file, layout, _GSM_RUN_UP) if is_gsm(layout) else Decoder(honest))
                case MediaFormat.MP3:
                    tagged = has_length_tag(file)
                    decoder = self._kept(Decoder(file))
                    is_longer = length is not None and length > decoder.frames / decoder.sample_rate + 0.1
                    return self._kept(Decoder(StretchedMp3(file))) if is_longer and not tagged else decoder
                case other:
                    assert_never(other)
        except FileNotFoundError as problem:
            raise SoundProblem(_GONE) from problem
        except OSError as problem:
            raise SoundProblem(f"The media file cannot be read: {problem.strerror or problem}.") from problem

    def _kept(self, decoder: Decoder) -> Decoder:
        """It is closed before the file is."""
        self._files.callback(decoder.close)
        return decoder
