"""WAV and MP3 are told by their first bytes; nothing else passes for them."""

import pytest

from inbox.domain.media_format import MediaFormat, media_format


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"RIFF\xff\xff\xff\xffWAVEfmt ", MediaFormat.WAV),
        (b"RF64\xff\xff\xff\xffWAVEds64", MediaFormat.WAV),
        (b"ID3\x04\x00\x00\x00\x00\x00\x23TSSE\x00\x00", MediaFormat.MP3),
        (b"\xff\xfb\x90\x64" + bytes(12), MediaFormat.MP3),
        (b"\xff\xe3\x18\xc4" + bytes(12), MediaFormat.MP3),
        (b"RIFF\x00\x00\x00\x00AVI LIST", None),
        (b"<!DOCTYPE html><", None),
        (b"#EXTM3U\n#EXT-X-V", None),
        (b"PK\x03\x04" + bytes(12), None),
        (b"\xff\xff\xff\xff" + bytes(12), None),
        (b"\xff\xfb\x00\x00" + bytes(12), None),
        (b"ID3", None),
        (b"", None),
    ],
)
def test_the_magic_decides(head: bytes, kind: MediaFormat | None) -> None:
    assert media_format(head) is kind
