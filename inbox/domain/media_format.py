"""Telling WAV and MP3 by their first bytes."""

from enum import StrEnum

MAGIC_LENGTH = 16
"""How many bytes `media_format` needs to see."""


class MediaFormat(StrEnum):
    """A format that Bandwidth records in; the value is the file name's extension."""

    WAV = "wav"
    MP3 = "mp3"


def media_format(head: bytes) -> MediaFormat | None:
    """The format that a file with these first bytes has; None when it is neither WAV nor MP3."""
    if head[:4] in (b"RIFF", b"RF64") and head[8:12] == b"WAVE":
        return MediaFormat.WAV
    if head[:3] == b"ID3" and len(head) >= 10 and head[3] < 0xFF and all(byte < 0x80 for byte in head[6:10]):
        return MediaFormat.MP3
    if len(head) >= 4 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
        bit_rate, sample_rate = head[2] >> 4, head[2] >> 2 & 3
        if version != 1 and layer == 1 and bit_rate not in (0, 15) and sample_rate != 3:
            return MediaFormat.MP3
    return None
