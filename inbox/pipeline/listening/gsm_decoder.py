"""GSM 6.10 in a WAV file, decoded from any place: libsndfile cannot seek in it, and reads up to a place for seconds."""

from collections.abc import Callable
from dataclasses import replace
from math import ceil
from typing import Any, BinaryIO

from inbox.pipeline.listening.decoder import Decoder
from inbox.pipeline.media.retold_file import HeadedFile
from inbox.pipeline.media.wav_layout import WavLayout, honest_head

_TAG = 0x31
_BLOCK_BYTES, _BLOCK_FRAMES = 65, 320


def is_gsm(layout: WavLayout) -> bool:
    """Whether its blocks are those of GSM 6.10, which are all as long in bytes and in frames."""
    frames = int.from_bytes(layout.format_chunk[18:20], "little")
    return (layout.format_tag, layout.block_align, frames) == (_TAG, _BLOCK_BYTES, _BLOCK_FRAMES)


class GsmDecoder(Decoder):
    """Begins anew some seconds before each place; the place of a block in the file is told by its number.

    Speech is right after less than a second (seen). A steady tone of a multiple of 50 Hz is made out of what was before it: to be
    heard it has to begin within those seconds.
    """

    def __init__(self, told: Any, file: BinaryIO, layout: WavLayout, run_up: float) -> None:
        """``told`` is the file as a decoder reads all of it, ``file`` as it is; both stay the caller's to close.

        ``run_up``: how many seconds before a place it begins.
        """
        super().__init__(told)
        self._whole, self._layout = file, layout
        self._run_up_blocks = ceil(run_up * self.sample_rate / _BLOCK_FRAMES)

    def _go_to(self, frame: int, cancelled: Callable[[], bool]) -> None:
        block = max(0, frame // _BLOCK_FRAMES - self._run_up_blocks)
        if not self._at <= frame < self._at + self._run_up_blocks * _BLOCK_FRAMES:
            self.close()
            skipped = block * _BLOCK_BYTES
            rest = replace(self._layout, data_bytes=max(0, self._layout.data_bytes - skipped))
            self._file = HeadedFile(honest_head(rest), self._whole, rest.data_start + skipped, rest.data_bytes)
            self._sound, _ = self._open()
            self._at = block * _BLOCK_FRAMES
        self._read_up_to(frame, cancelled)
