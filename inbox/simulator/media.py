"""The bytes of a simulated recording, cut from the clip as they are asked for: an hour of audio takes no memory."""

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from inbox.domain.media_format import MediaFormat
from inbox.simulator.clips import SAMPLE_RATE, mp3, pcm
from inbox.simulator.recording import SimulatedRecording

_WRITER = b"Lavf60.16.100\0"
_PLACEHOLDER = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class SimulatedMedia:
    """A head, then a piece that is repeated; runs of it may be silenced."""

    content_type: str
    etag: str
    head: bytes
    piece: bytes
    repeats: int
    silenced: Sequence[tuple[int, int]] = ()
    """Start and end, in bytes after the head, of what is digital silence."""

    @classmethod
    def of(cls, recording: SimulatedRecording) -> "SimulatedMedia":
        """The media of ``recording``."""
        etag = f'"{hashlib.sha256(recording.recording_id.encode()).hexdigest()[:32]}"'
        loops = recording.identity.loops
        if recording.identity.file_format is MediaFormat.MP3:
            head, frames = mp3(recording.clip.key)
            return cls("audio/mpeg", etag, head, frames, loops)
        samples = pcm(recording.clip.key)
        silenced = [(_byte_at(start), _byte_at(end)) for start, end in recording.silences()]
        head = wav_head(len(samples) * loops, placeholder_sizes=recording.placeholder_sizes)
        return cls("audio/vnd.wave", etag, head, samples, loops, silenced)

    def __len__(self) -> int:
        return len(self.head) + len(self.piece) * self.repeats

    def part(self, start: int, stop: int) -> bytes:
        """The bytes from ``start`` up to ``stop``."""
        found = bytearray(self.head[start:stop])
        at = max(start - len(self.head), 0)
        end = min(stop, len(self)) - len(self.head)
        first = at
        while at < end:
            within = at % len(self.piece)
            taken = self.piece[within : within + end - at]
            found += taken
            at += len(taken)
        shift = len(found) - max(end - first, 0) - first
        for silent_from, silent_to in self.silenced:
            cut_from, cut_to = max(silent_from, first), min(silent_to, end)
            if cut_from < cut_to:
                found[cut_from + shift : cut_to + shift] = bytes(cut_to - cut_from)
        return bytes(found)


def wav_head(data_bytes: int, *, placeholder_sizes: bool) -> bytes:
    """What FFmpeg writes before the samples: 8 kHz 16 bit mono, a LIST chunk that names the writer, then the data chunk.

    With ``placeholder_sizes`` the sizes are those that it writes to a pipe, where it cannot come back to correct them.
    """
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, SAMPLE_RATE, 2 * SAMPLE_RATE, 2, 16)
    told = struct.pack("<4s4sI", b"INFO", b"ISFT", len(_WRITER)) + _WRITER
    chunks = b"WAVE" + form + struct.pack("<4sI", b"LIST", len(told)) + told
    sizes = (_PLACEHOLDER, _PLACEHOLDER) if placeholder_sizes else (len(chunks) + 8 + data_bytes, data_bytes)
    return struct.pack("<4sI", b"RIFF", sizes[0]) + chunks + struct.pack("<4sI", b"data", sizes[1])


def _byte_at(seconds: float) -> int:
    return 2 * int(seconds * SAMPLE_RATE)
