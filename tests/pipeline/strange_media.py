"""Media files of every kind that is odd, and things that are none."""

import io
import random
import struct
from collections.abc import Iterator

import numpy as np
import soundfile

RATE = 8_000
SECONDS = 3
SOUND = np.sin(np.arange(SECONDS * RATE) * 2 * np.pi * 440 / RATE) * 0.5
SUBTYPES = ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ULAW", "ALAW", "IMA_ADPCM", "MS_ADPCM", "GSM610")


def encoded(subtype: str = "PCM_16", *, kind: str = "WAV", channels: int = 1, rate: int = RATE) -> bytes:
    """Three seconds of a tone."""
    file = io.BytesIO()
    soundfile.write(file, np.column_stack([SOUND] * channels), rate, format=kind, subtype=subtype)
    return file.getvalue()


def header(**fields: int) -> bytes:
    """A WAV with these numbers in its header, whatever they mean; the sound is that of a good one."""
    numbers = {"riff": 36 + 48_000, "size": 16, "tag": 1, "channels": 1, "rate": RATE, "flow": 16_000, "align": 2, "bits": 16}
    numbers |= {"data": 48_000} | fields
    order = ("size", "tag", "channels", "rate", "flow", "align", "bits", "data")
    values = [numbers[name] for name in order]
    head = b"RIFF" + struct.pack("<I", numbers["riff"]) + b"WAVEfmt " + struct.pack("<IHHIIHH", *values[:7])
    return head + b"data" + struct.pack("<I", values[7]) + encoded()[44:]


def played() -> Iterator[tuple[str, bytes]]:
    """Names of files that are to be heard whole, and what is in them."""
    for subtype in SUBTYPES:
        for channels in (1,) if subtype in ("GSM610",) else (1, 2):
            yield f"{subtype}-{channels}.wav", encoded(subtype, channels=channels)
    for rate in (8_000, 16_000, 44_100):
        yield f"mp3-{rate}.mp3", encoded("MPEG_LAYER_III", kind="MP3", rate=rate)
    for rate in (1_000, 11_025, 192_000):
        yield f"rate-{rate}.wav", encoded(rate=rate)
    yield "mp3-called-wav.wav", encoded("MPEG_LAYER_III", kind="MP3")
    yield "wav-called-mp3.mp3", encoded()
    for name, size in (("0", 0), ("all-ones", 0xFFFF_FFFF), ("too-small", 1_000)):
        yield f"data-{name}.wav", header(data=size)
        yield f"riff-{name}.wav", header(riff=size)
        yield f"both-{name}.wav", header(data=size, riff=size)
    yield "rf64.wav", encoded(kind="RF64")
    yield "extensible.wav", encoded(kind="WAVEX")
    good = encoded()
    yield "list-first.wav", good[:36] + b"LIST" + struct.pack("<I", 26) + b"INFOISFT" + bytes(18) + good[36:]
    yield "many-chunks.wav", good[:36] + (b"junk" + struct.pack("<I", 3) + bytes(4)) * 900 + good[36:]
    yield "id3-first.mp3", b"ID3\3\0\0\0\0\1\0" + bytes(128) + encoded("MPEG_LAYER_III", kind="MP3")


def cut_short() -> Iterator[tuple[str, bytes]]:
    """Heard as far as they go, but not taken for whole."""
    good = encoded()
    for name, length in (("half", len(good) // 2), ("a-third-of-a-frame", len(good) // 3 | 1)):
        yield f"cut-{name}.wav", good[:length]
    yield "promises-a-day.wav", header(data=86_400 * 16_000)


def refused() -> Iterator[tuple[str, bytes]]:
    """Nothing of them can be heard."""
    good = encoded()
    yield "empty.wav", b""
    for length in (1, 4, 11, 12, 20, 36, 44):
        yield f"cut-{length}.wav", good[:length]
    yield "text.wav", b"This is no recording.\n" * 500
    yield "page.wav", b"<!doctype html><title>Sign in</title>" * 50
    yield "playlist.wav", b"#EXTM3U\n/etc/hostname\nhttp://127.0.0.1:9/\n"
    yield "avi.wav", b"RIFF" + struct.pack("<I", 4_000) + b"AVI LIST" + struct.pack("<I", 3_000) + b"hdrlavih" + bytes(3_900)
    yield "webp.wav", b"RIFF" + struct.pack("<I", 4_000) + b"WEBPVP8 " + bytes(4_000)
    yield "zip.wav", b"PK\x03\x04" + bytes(4_000)
    yield "ogg.wav", encoded("VORBIS", kind="OGG")
    yield "flac.mp3", encoded("PCM_16", kind="FLAC")
    yield "big-endian.wav", b"RIFX" + good[4:]
    yield "id3-alone.mp3", b"ID3\3\0\0\0\0\1\0" + bytes(4_000)
    yield "id3-endless.mp3", b"ID3\3\0\0\x7f\x7f\x7f\x7f" + bytes(4_000)
    yield "sync-alone.mp3", b"\xff\xfb\x90\x00" + bytes(40)
    yield "no-format.wav", good[:12] + good[36:]
    yield "no-data.wav", good[:36]
    yield "chunk-without-end.wav", good[:36] + b"junk\xff\xff\xff\xff" + bytes(4_000)
    for name, number in (("channels", 0), ("channels", 65_535), ("rate", 0), ("rate", 0xFFFF_FFFF), ("rate", 1), ("tag", 0x1234)):
        yield f"{name}-{number}.wav", header(**{name: number})


def whatever() -> Iterator[tuple[str, bytes]]:
    """Good files with some bytes of their head changed: played or refused, as it comes."""
    chance = random.Random(5)
    for name, content, head in (("wav", encoded(), 48), ("mp3", encoded("MPEG_LAYER_III", kind="MP3"), 400)):
        for number in range(60):
            spoilt = bytearray(content[: len(content) // 4])
            for _ in range(chance.choice((1, 2, 5))):
                spoilt[chance.randrange(4, head)] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256)))
            yield f"spoilt-{number:03}.{name}", bytes(spoilt)
    for name, number in (("align", 0), ("align", 1), ("bits", 0), ("bits", 7), ("bits", 64), ("flow", 0), ("size", 0xFFFF_FFFF)):
        yield f"odd-{name}-{number}.wav", header(**{name: number})
