"""An MP3 of a constant bit rate, heard from a place that its download is far from: that part is fetched and decoded by itself."""

from collections.abc import Callable
from math import ceil
from typing import BinaryIO, cast

import numpy as np

from inbox.pipeline.listening.decoder import Decoder
from inbox.pipeline.listening.growing_file import ComingBytes, GrowingFile
from inbox.pipeline.listening.sound_source import Frames, SoundProblem
from inbox.pipeline.media.mp3_frames import ASTRAY_BYTES, RESERVOIR_BYTES, ConstantMp3, constant_mp3, without_what_was_before
from inbox.pipeline.media.mp3_source import StretchedMp3
from inbox.pipeline.media.retold_file import HeadedFile

_LOOKED_AT_BYTES = 1 << 20
"""So much of what is here from the start is looked at."""
_RUN_UP = 4
"""Frames that a decoder needs until it is where it would be had it begun at the start (seen)."""


class FarMp3:
    """For one thread. What it gives is the same, to the sample, as what a decoder gives that began at the start."""

    def __init__(self, coming: ComingBytes, seconds: float | None) -> None:
        """``seconds``: how long it is, as far as that was told from elsewhere than the file."""
        self._coming, self._seconds = coming, seconds
        self._opened: tuple[Decoder, GrowingFile] | None = None
        self._at = 0
        self._is_refuted = False

    def read(self, frame: int, count: int, cancelled: Callable[[], bool]) -> Frames | None:
        """As of any source; None: the place is not far, or where it stands in the file cannot be told for sure.

        Raises SoundProblem.
        """
        if self._opened is None or frame != self._at:
            self.let_go()
            file = GrowingFile(self._coming)
            file.cancelled = cancelled
            decoder = self._open_at(frame, file)
            if file.was_cut:
                return self._cut(file)
            if decoder is None:
                return None
            file.is_opening = False
            self._opened = decoder, file
        decoder, file = self._opened
        file.cancelled = cancelled
        skipped = frame - self._at
        block = decoder.read(decoder.at, skipped + count, cancelled)
        if file.was_cut:
            return self._cut(file)
        self._at = frame + max(0, len(block) - skipped)
        return block[skipped:]

    def let_go(self) -> None:
        """The next place is looked for anew."""
        if self._opened is not None:
            self._opened[0].close()
            self._opened = None

    def _open_at(self, frame: int, file: GrowingFile) -> Decoder | None:
        """Decodes from somewhat before that; `_at` is where."""
        constant = self._constant()
        if constant is None:
            return None
        first = constant.first
        before = _RUN_UP + ceil(RESERVOIR_BYTES / first.mean_bytes)
        number = (frame + constant.delay) // first.samples - before
        place = constant.place_of(max(0, number))
        if not self._coming.is_far(place):
            return None
        file.seek(place - ASTRAY_BYTES)
        found = constant.frames_near(file.read(ceil((before + 1) * first.mean_bytes)) or b"", ASTRAY_BYTES, before)
        if found is None:
            self._is_refuted = not file.was_cut
            return None
        head, end = without_what_was_before(found[0]), place - ASTRAY_BYTES + found[1]
        part = HeadedFile(head, cast(BinaryIO, file), end, file.length - end)
        try:
            decoder = Decoder(StretchedMp3(cast(BinaryIO, part)))
        except SoundProblem:
            return None
        if (decoder.sample_rate, decoder.channels) != (first.sample_rate, 1 if first.is_mono else 2):
            decoder.close()
            return None
        self._at = number * first.samples - constant.delay
        return decoder

    def _constant(self) -> ConstantMp3 | None:
        """By all that is here by now: the more there is, the surer it is."""
        total = self._coming.total
        if self._is_refuted or total is None:
            return None
        content = self._coming.read(0, min(self._coming.available(), _LOOKED_AT_BYTES))
        return constant_mp3(content, total, self._seconds)

    def _cut(self, file: GrowingFile) -> Frames:
        """Waiting for it ended: it was cancelled, or the bytes do not come."""
        self.let_go()
        if file.problem is not None:
            raise file.problem
        return np.zeros((0, 1), np.float32)
