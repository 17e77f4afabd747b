"""Sound out of a media file that is still being downloaded: what is here is played, what is not yet is waited for or fetched."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, assert_never, cast

import numpy as np

from inbox.domain.media_format import MAGIC_LENGTH, MediaFormat, media_format
from inbox.domain.progress import DownloadProgress
from inbox.pipeline.listening.decoder import Decoder
from inbox.pipeline.listening.far_mp3 import FarMp3
from inbox.pipeline.listening.growing_file import ComingBytes, GrowingFile
from inbox.pipeline.listening.gsm_decoder import GsmDecoder, is_gsm
from inbox.pipeline.listening.range_reader import Fetch, RangeReader
from inbox.pipeline.listening.sound_source import Frames, SoundProblem
from inbox.pipeline.media.mp3_source import StretchedMp3, has_length_tag
from inbox.pipeline.media.retold_file import RetoldFile
from inbox.pipeline.media.wav_layout import HonestWav, WavLayout, wav_layout

_NO_SOUND = "What comes from Bandwidth for this recording is no sound that can be played."
_NOT_BEGUN = "The first bytes of the recording have not come yet. Click its row to try again."
_BEGIN_SECONDS = 10.0
_GSM_RUN_UP = 10.0
"""Seconds, which are 16 KB to be fetched, and longer than the tones of telephones."""
_MOST_COMPRESSED_BYTES = 0x1990_0000
"""29 hours of what takes 4 bits a sample. GSM has 5 frames a byte, and the decoder counts such frames in 31 bits (seen)."""
_PLAIN_FORMATS = frozenset({1, 3, 6, 7, 0xFFFE})
"""WAV formats whose frames all take the same number of bytes: PCM, floats, A-law, µ-law, and the first two in a longer header."""


class GrowingSource:
    """A `SoundSource` over a part file. Making it opens nothing and waits for nothing; the first `read` does."""

    def __init__(
        self,
        part: Path,
        progress: Callable[[], DownloadProgress | None],
        final: Callable[[], Path | None],
        fetch: Fetch,
        *,
        interrupt: Callable[[], None] = lambda: None,
        ended: Callable[[], None] = lambda: None,
        why_stopped: Callable[[], str | None] = lambda: None,
        seconds: float | None = None,
    ) -> None:
        """``fetch`` gives bytes from one place to before another, or None; ``ended`` is called after the last one.

        ``interrupt`` makes a fetch give up, from another thread. ``final`` gives the path of the whole file once there is one,
        ``why_stopped`` a sentence when nothing comes any more; ``seconds`` is how long it is, where that was told.
        """
        self._coming = ComingBytes(part, progress, final, RangeReader(fetch, interrupt, ended), why_stopped)
        self._far_mp3 = FarMp3(self._coming, seconds)
        self._opened: tuple[Decoder, GrowingFile] | None = None
        self._layout: WavLayout | None = None
        self._seconds_a_byte = 0.0

    @property
    def sample_rate(self) -> int:
        """Frames a second; waits for the first bytes. Raises SoundProblem."""
        return self._sure().sample_rate

    @property
    def channels(self) -> int:
        """Samples a frame; waits for the first bytes. Raises SoundProblem."""
        return self._sure().channels

    @property
    def available_seconds(self) -> float | None:
        """Never waits, and never raises. Of an MP3 about as much, by the share of its bytes."""
        try:
            here = self._coming.available()
        except SoundProblem:  # whoever reads is told of it
            return 0.0
        if self._coming.is_whole:
            return None
        start = self._layout.data_start if self._layout is not None else 0
        return max(0, here - start) * self._seconds_a_byte

    def read(self, frame: int, count: int, cancelled: Callable[[], bool]) -> Frames:
        """As of any source."""
        opened = self._open(cancelled)
        if opened is None:
            return np.zeros((0, 1), np.float32)
        decoder, file = opened
        file.cancelled = cancelled
        nothing = np.zeros((0, decoder.channels), np.float32)
        if self._is_mp3 and decoder.at != frame < decoder.frames:
            far = self._far_mp3.read(frame, min(count, decoder.frames - frame), cancelled)
            if far is not None:
                return far
        if not self._is_here(frame, count, cancelled):
            return nothing
        try:
            block = decoder.read(frame, count, cancelled)
        except SoundProblem:
            if not file.was_cut:
                raise
        if not file.was_cut:
            return block
        decoder.close()  # it took for the end what is none
        self._opened = None
        if file.problem is not None:
            raise file.problem
        return nothing

    def close(self) -> None:
        """Ends a `read` that waits. From any thread."""
        self._coming.close()

    @property
    def has_ended(self) -> bool:
        """Whether it is closed, and its thread has ended."""
        return self._coming.has_ended

    def stop(self, within: float) -> bool:
        """Closes it, and joins its thread, for so many seconds at most; False when that has not ended by then."""
        return self._coming.stop(within)

    def _is_here(self, frame: int, count: int, cancelled: Callable[[], bool]) -> bool:
        """Waits for it; False when that was cancelled. What has no fixed place in the file is waited for as it is decoded."""
        layout = self._layout
        if layout is None or layout.format_tag not in _PLAIN_FORMATS:
            return True
        begin = layout.data_start + frame * layout.block_align
        end = min(begin + count * layout.block_align, layout.data_start + layout.data_bytes)
        return begin >= end or self._coming.wait(begin, end, cancelled)

    def _sure(self) -> Decoder:
        deadline = time.monotonic() + _BEGIN_SECONDS
        opened = self._open(lambda: time.monotonic() > deadline)
        if opened is None:
            raise SoundProblem(_NOT_BEGUN)
        return opened[0]

    def _open(self, cancelled: Callable[[], bool]) -> tuple[Decoder, GrowingFile] | None:
        """None when it was cancelled. Raises SoundProblem."""
        if self._opened is None:
            file = GrowingFile(self._coming)
            file.cancelled = cancelled
            try:
                told = self._told(file)
                decoder = self._decoder(told, file)
            except SoundProblem as problem:
                if file.problem is None and file.was_cut:
                    return None
                raise file.problem or problem from None
            file.is_opening = False
            self._opened = decoder, file
            self._seconds_a_byte = self._measure(decoder, told)
        return self._opened

    def _decoder(self, told: RetoldFile, file: GrowingFile) -> Decoder:
        if self._layout is None or not is_gsm(self._layout):
            return Decoder(told)
        return GsmDecoder(told, cast(BinaryIO, file), _countable(self._layout), _GSM_RUN_UP)

    @property
    def _is_mp3(self) -> bool:
        return self._layout is None

    def _told(self, file: GrowingFile) -> RetoldFile:
        """The file as a decoder reads all of it. Raises SoundProblem."""
        match media_format(file.read(MAGIC_LENGTH) or b""):
            case None:
                raise SoundProblem(_NO_SOUND)
            case MediaFormat.WAV:
                self._layout = wav_layout(cast(BinaryIO, file), is_coming=True)
                if self._layout is None or not self._layout.data_bytes:
                    raise SoundProblem(_NO_SOUND)
                return HonestWav(cast(BinaryIO, file), _countable(self._layout))
            case MediaFormat.MP3:
                binary = cast(BinaryIO, file)
                return file if has_length_tag(binary) else StretchedMp3(binary)
            case other:
                assert_never(other)

    def _measure(self, decoder: Decoder, told: RetoldFile) -> float:
        """How long one byte of the file lasts."""
        if self._layout is not None and self._layout.format_tag in _PLAIN_FORMATS:
            return 1 / (self._layout.block_align * decoder.sample_rate)
        return decoder.frames / decoder.sample_rate / max(1, told.length)


def _countable(layout: WavLayout) -> WavLayout:
    """Compressed sound whose length nobody knows yet is told to be of so many bytes at most that its frames can be counted."""
    if layout.format_tag in _PLAIN_FORMATS or layout.data_bytes <= _MOST_COMPRESSED_BYTES:
        return layout
    return replace(layout, data_bytes=_MOST_COMPRESSED_BYTES // layout.block_align * layout.block_align)
