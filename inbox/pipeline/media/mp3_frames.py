"""The frames of an MP3 (MPEG-1, 2 and 2.5, layer III): what their heads say, and where they stand when all have one bit rate."""

from dataclasses import dataclass

from inbox.pipeline.media.mp3_source import skip_id3

HEAD_BYTES = 4
RESERVOIR_BYTES = 511
"""A frame may begin so many bytes before its head."""
_LAYER_3 = 0b011
"""Without a check sum."""
_RATES_OF_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_OF_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_SAMPLE_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_LEAST_FRAMES = 16
"""So many have to be here before anything is said of the others."""
_MOST_FRAMES = 4_000
ASTRAY_BYTES = 2
"""That a frame may stand from where the bit rate puts it: frames whose mean length is no whole number are rounded."""
_TRAILER_BYTES = 8_192
"""So much may follow the sound: tags."""
_DECODER_DELAY = 529
_TAG_REACH = 200
_LENGTH_SECONDS, _LENGTH_SHARE = 2.0, 0.02
"""How far a length that was told may be from that at this bit rate: events round, encoders add some silence."""


@dataclass(frozen=True, slots=True)
class Mp3Frame:
    """What the head of one frame says."""

    version: int
    """3: MPEG-1, 2: MPEG-2, 0: MPEG-2.5."""
    kilobits: int
    sample_rate: int
    is_mono: bool
    padding: int

    @property
    def samples(self) -> int:
        """Of one channel, in one frame."""
        return 1_152 if self.version == 3 else 576

    @property
    def mean_bytes(self) -> float:
        """How long the frames of this bit rate are, on average."""
        return self.samples / 8 * self.kilobits * 1_000 / self.sample_rate

    @property
    def length(self) -> int:
        """Of this very frame, in bytes."""
        return self.samples // 8 * self.kilobits * 1_000 // self.sample_rate + self.padding

    @property
    def side_bytes(self) -> int:
        """How long what stands between its head and its sound is."""
        if self.version == 3:
            return 17 if self.is_mono else 32
        return 9 if self.is_mono else 17

    def is_like(self, other: "Mp3Frame") -> bool:
        """Whether both may stand in one file of a constant bit rate."""
        mine = (self.version, self.kilobits, self.sample_rate, self.is_mono)
        return mine == (other.version, other.kilobits, other.sample_rate, other.is_mono)


def frame_at(content: bytes, place: int) -> Mp3Frame | None:
    """The frame whose head stands at ``place``; None when none does, or one of a free bit rate or with a check sum."""
    head = content[place : place + HEAD_BYTES] if place >= 0 else b""
    if len(head) < HEAD_BYTES or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    version, kind = head[1] >> 3 & 3, head[1] & 7
    rate, sampling = head[2] >> 4, head[2] >> 2 & 3
    if version == 1 or kind != _LAYER_3 or rate in (0, 15) or sampling == 3:
        return None
    kilobits = (_RATES_OF_1 if version == 3 else _RATES_OF_2)[rate]
    return Mp3Frame(version, kilobits, _SAMPLE_RATES[version][sampling], head[3] >> 6 == 3, head[2] >> 1 & 1)


@dataclass(frozen=True, slots=True)
class ConstantMp3:
    """An MP3 whose frames all have one bit rate, so that the place of each can be told."""

    start: int
    """The byte at which the first frame of sound begins."""
    first: Mp3Frame
    delay: int
    """Samples at the start that a decoder leaves out, since a tag says that they are the encoder's."""

    def place_of(self, number: int) -> int:
        """About where the frame of this number, from 0, begins: at most two bytes from there."""
        return self.start + round(number * self.first.mean_bytes)

    def frames_near(self, content: bytes, place: int, count: int) -> tuple[list[bytes], int] | None:
        """So many frames of this bit rate that stand in ``content`` from about ``place`` on, and where they end.

        None when they do not stand there, one at the end of the other.
        """
        for begin in sorted(range(place - ASTRAY_BYTES, place + ASTRAY_BYTES + 1), key=lambda one: abs(one - place)):
            frames: list[bytes] = []
            at = begin
            while len(frames) < count and (frame := frame_at(content, at)) is not None and frame.is_like(self.first):
                frames.append(content[at : at + frame.length])
                at += frame.length
            if len(frames) == count and at <= len(content):
                return frames, at
        return None


def without_what_was_before(frames: list[bytes]) -> bytes:
    """The frames, all of one kind, such that they can be decoded without those before them.

    A frame may begin among the bytes of those before it. One that begins before the first of them is silenced; its bytes stay,
    for those after it.
    """
    here, told = 0, bytearray()
    for content in frames:
        frame = frame_at(content, 0)
        assert frame is not None
        side = content[HEAD_BYTES : HEAD_BYTES + frame.side_bytes]
        reaches_back = int.from_bytes(side[:2]) >> 7 if frame.version == 3 else side[0]
        if reaches_back > here:  # as far as there is something: a decoder keeps only what the frame after it asks for
            far = (here << 7).to_bytes(2) if frame.version == 3 else bytes([here])
            side = far.ljust(len(side), b"\0")
        told += content[:HEAD_BYTES] + side + content[HEAD_BYTES + len(side) :]
        here += len(content) - HEAD_BYTES - len(side)
    return bytes(told)


def constant_mp3(content: bytes, total: int, seconds: float | None) -> ConstantMp3 | None:
    """How the frames stand in an MP3 of ``total`` bytes that begins with ``content``; None when that cannot be told for sure.

    All frames of ``content`` have to be of one bit rate, and what they make of the whole file has to agree with its Info tag;
    without a tag with the length in ``seconds`` that was told from elsewhere. A Xing or VBRI tag says that it is not constant.
    """
    tag_at = skip_id3(content)
    head = frame_at(content, tag_at)
    if head is None:
        return None
    tag = content[tag_at : tag_at + _TAG_REACH]
    if b"Xing" in tag or b"VBRI" in tag:
        return None
    is_tagged = b"Info" in tag
    start = tag_at + head.length if is_tagged else tag_at
    first = frame_at(content, start)
    if first is None or not _are_alike(content, start, first):
        return None
    frames = (total - start) / first.mean_bytes
    if not is_tagged:
        length = frames * first.samples / first.sample_rate
        is_told = seconds is not None and abs(length - seconds) <= max(_LENGTH_SECONDS, _LENGTH_SHARE * seconds)
        return ConstantMp3(start, first, 0) if is_told else None
    told = _told_by_tag(content, tag_at, head)
    if told is None or not -1 <= frames - told[0] <= _TRAILER_BYTES / first.mean_bytes:
        return None
    return ConstantMp3(start, first, told[1])


def _are_alike(content: bytes, start: int, first: Mp3Frame) -> bool:
    """Whether all frames that are here are of one bit rate, and stand where it puts them."""
    at, number = start, 0
    while at + HEAD_BYTES <= len(content) and number < _MOST_FRAMES:
        frame = frame_at(content, at)
        if frame is None or not frame.is_like(first) or abs(at - start - number * first.mean_bytes) > ASTRAY_BYTES:
            return False
        at += frame.length
        number += 1
    return number >= _LEAST_FRAMES


def _told_by_tag(content: bytes, tag_at: int, head: Mp3Frame) -> tuple[int, int] | None:
    """How many frames there are, and how many samples a decoder leaves out, by an Info tag; None when it does not tell."""
    at = tag_at + HEAD_BYTES + head.side_bytes
    if content[at : at + 4] != b"Info":
        return None
    flags = int.from_bytes(content[at + 4 : at + 8])
    if not flags & 1:
        return None
    frames = int.from_bytes(content[at + 8 : at + 12])
    further = at + 8 + 4 * bool(flags & 1) + 4 * bool(flags & 2) + 100 * bool(flags & 4) + 4 * bool(flags & 8)
    encoder = content[further : further + 24]
    if len(encoder) < 24 or not encoder[0]:
        return None
    return frames, (encoder[21] << 4 | encoder[22] >> 4) + _DECODER_DELAY
