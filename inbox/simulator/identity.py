"""Ids that carry what they name.

`simulate send` makes recordings in one process and `simulate serve` answers for them in another; nothing passes between the
two but the ids. So an id holds what the recording follows from, and a check bound to the account: ids made elsewhere, such
as those of Bandwidth's documentation, are foreign. They look as Bandwidth's do: a prefix and 20 bytes in groups of hex.
"""

import hashlib
import re
import struct
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from inbox.domain.media_format import MediaFormat
from inbox.domain.times import from_microseconds, to_microseconds
from inbox.simulator.clips import CLIPS
from inbox.simulator.scenario import Scenario

_GROUPS = re.compile(r"([0-9a-f]{8})-([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})", re.ASCII)
_CHECK = 5
_LAYOUT = struct.Struct(">6sB3s2sBBB")
_SCENARIOS = tuple(Scenario)


class IdKind(Enum):
    """What an id names; the value is its prefix."""

    CONFERENCE = "conf-"
    CALL = "c-"
    RECORDING = "r-"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a simulated recording follows from."""

    scenario: Scenario
    made_at: datetime
    """When the first recording of the conference ended: UTC, whole milliseconds."""
    serial: int
    """Its place in the run that made it, below 2**24."""
    nonce: int
    """Of that run, below 2**16."""
    index: int = 0
    """Its place among the recordings of its conference, below 256."""
    clip: int = 0
    """Index in `CLIPS` of what the conference's first recording plays, below 32."""
    file_format: MediaFormat = MediaFormat.WAV
    placeholder_sizes: bool = False
    """Whether the WAV header gives 0xFFFFFFFF for the sizes, as FFmpeg does when it writes to a pipe."""
    loops: int = 1
    """How often each recording of the conference repeats its clip, 1 to 256."""

    @property
    def whole(self) -> "Identity":
        """The identity of the conference or call: without what its recordings differ in."""
        return replace(self, index=0, file_format=MediaFormat.WAV, placeholder_sizes=False)


def id_of(kind: IdKind, identity: Identity, account_id: str) -> str:
    """The id for ``identity``; recordings of one conference give one conference id."""
    told = identity if kind is IdKind.RECORDING else identity.whole
    milliseconds = (to_microseconds(told.made_at) or 0) // 1000
    form = told.clip | (told.file_format is MediaFormat.MP3) << 5 | told.placeholder_sizes << 6
    plain = _LAYOUT.pack(
        milliseconds.to_bytes(6, "big"),
        _SCENARIOS.index(told.scenario),
        told.serial.to_bytes(3, "big"),
        told.nonce.to_bytes(2, "big"),
        told.index,
        form,
        told.loops - 1,
    )
    check = _digest(kind, account_id, plain)[:_CHECK]
    digits = (check + _masked(plain, check)).hex()
    groups = (digits[0:8], digits[8:16], digits[16:20], digits[20:24], digits[24:28], digits[28:40])
    return kind.value + "-".join(groups)


def identity_of(kind: IdKind, text: str, account_id: str) -> Identity | None:
    """What `id_of` made ``text`` from; None for every other text."""
    if not text.startswith(kind.value):
        return None
    match = _GROUPS.fullmatch(text, len(kind.value))
    if match is None:
        return None
    content = bytes.fromhex("".join(match.groups()))
    check, plain = content[:_CHECK], _masked(content[_CHECK:], content[:_CHECK])
    if _digest(kind, account_id, plain)[:_CHECK] != check:
        return None
    milliseconds, scenario, serial, nonce, index, form, loops = _LAYOUT.unpack(plain)
    made_at = from_microseconds(int.from_bytes(milliseconds, "big") * 1000)
    if made_at is None or scenario >= len(_SCENARIOS) or form & 0x1F >= len(CLIPS):
        return None
    return Identity(
        scenario=_SCENARIOS[scenario],
        made_at=made_at,
        serial=int.from_bytes(serial, "big"),
        nonce=int.from_bytes(nonce, "big"),
        index=index,
        clip=form & 0x1F,
        file_format=MediaFormat.MP3 if form & 0x20 else MediaFormat.WAV,
        placeholder_sizes=bool(form & 0x40),
        loops=loops + 1,
    )


def _digest(kind: IdKind, account_id: str, plain: bytes) -> bytes:
    return hashlib.blake2b(kind.value.encode() + account_id.encode() + b"\0" + plain, person=b"simulated id").digest()


def _masked(content: bytes, check: bytes) -> bytes:
    """``content`` under a key stream that follows from ``check``, so that ids of one run do not look alike; its own inverse."""
    stream = hashlib.blake2b(check, digest_size=len(content), person=b"simulated mask").digest()
    return bytes(a ^ b for a, b in zip(content, stream, strict=True))
