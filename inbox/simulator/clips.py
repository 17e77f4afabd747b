"""The demo conferences that ship with the program, as the simulation serves them."""

import struct
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SAMPLE_RATE = 8_000


def audio_folder() -> Path:
    """Where the clips are: beside the package when installed, at the top of the repository in a checkout."""
    here = Path(__file__)
    shipped = here.parents[1] / "resources"
    return (shipped if shipped.is_dir() else here.parents[2] / "resources") / "audio"


@dataclass(frozen=True, slots=True)
class Clip:
    """One demo conference."""

    key: str
    conferences: tuple[tuple[str, str | None], ...]
    """Conference names it fits, each with its tag or None."""

    @property
    def seconds(self) -> float:
        """Its length."""
        return len(pcm(self.key)) / 2 / SAMPLE_RATE


CLIPS = (
    Clip(
        "standup",
        (
            ("Thursday stand-up", "team:platform"),
            ("Platform stand-up", "team:platform"),
            ("Stand-up Zürich", "team:dach"),
            ("Mobile team daily", None),
            ("QA morning sync", "team:qa"),
        ),
    ),
    Clip(
        "support",
        (
            ("Support 4711", "ticket=4711;priority=2"),
            ("Support 5029", "ticket=5029;priority=1"),
            ("Customer call – Harbor Dental", "crm:0061-8842"),
            ("Number porting help desk", None),
            ("Support 5100 (escalated)", "ticket=5100;priority=1"),
        ),
    ),
    Clip(
        "interview",
        (
            ("Interview: network engineer", "hiring/net-eng"),
            ("Interview: José P., round 2", "hiring/backend"),
            ("User research 12", "study:onboarding"),
            ("Reference call", None),
        ),
    ),
    Clip(
        "sales",
        (
            ("Sales weekly", "region=emea"),
            ("Pipeline review", "region=us-west"),
            ("Partner check-in", None),
            ("Forecast Q3 & Q4", "region=all"),
        ),
    ),
    Clip(
        "incident",
        (
            ("Incident bridge 2231", "sev:1"),
            ("Incident bridge 2236", "sev:2"),
            ("War room: east region", "sev:1"),
            ("Post-mortem 2231", None),
        ),
    ),
)
"""In an order that is part of every simulated id (`inbox.simulator.identity`): add new ones at the end only."""


@cache
def pcm(key: str) -> bytes:
    """The clip as 16 bit little-endian mono samples at 8 kHz, decoded from its µ-law WAV.

    Raises ValueError when the file is no such WAV.
    """
    low, high = _mu_law_bytes()
    coded = _mu_law_data((audio_folder() / f"{key}.wav").read_bytes())
    samples = bytearray(2 * len(coded))
    samples[0::2] = coded.translate(low)
    samples[1::2] = coded.translate(high)
    return bytes(samples)


@cache
def mp3(key: str) -> tuple[bytes, bytes]:
    """The clip's ID3 tag and its MPEG frames: constant bit rate, no Xing frame, so that the frames may be repeated."""
    content = (audio_folder() / f"{key}.mp3").read_bytes()
    if content[:3] != b"ID3":
        return b"", content
    size = 0
    for byte in content[6:10]:
        size = size << 7 | byte
    return content[: 10 + size], content[10 + size :]


def _mu_law_data(content: bytes) -> bytes:
    """The data chunk of a µ-law mono WAV."""
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        raise ValueError("not a WAV file")
    at = 12
    kind = None
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        match name:
            case b"fmt ":
                kind = struct.unpack_from("<HHI", content, at + 8)
            case b"data" if kind == (7, 1, SAMPLE_RATE):
                return content[at + 8 : at + 8 + size]
        at += 8 + size + size % 2
    raise ValueError("not a µ-law WAV file, mono, 8 kHz")


def _mu_law_bytes() -> tuple[bytes, bytes]:
    """Low and high byte of the sample that each µ-law code (ITU-T G.711) means."""
    samples = []
    for code in range(256):
        flipped = ~code & 0xFF
        size = (((flipped & 0x0F) << 3 | 0x84) << (flipped >> 4 & 7)) - 0x84
        samples.append((-size if flipped & 0x80 else size) & 0xFFFF)
    return bytes(sample & 0xFF for sample in samples), bytes(sample >> 8 for sample in samples)
