"""What the simulated Bandwidth may do wrong in its answers with media."""

import random
from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from inbox.simulator.media import SimulatedMedia, wav_head


class Validator(StrEnum):
    """By what a client can tell a file from a changed one."""

    ETAG = "etag"
    WEAK_ETAG = "weak-etag"
    LAST_MODIFIED = "last-modified"
    NONE = "none"


class RangeFault(StrEnum):
    """What is wrong with a 206."""

    SHIFTED = "shifted"
    """Header and bytes begin one byte before what was asked for."""
    OTHER_TOTAL = "other-total"
    GARBLED = "garbled"
    MISSING = "missing"
    """No Content-Range at all."""


class LengthFault(StrEnum):
    """What is wrong with Content-Length."""

    LONGER = "longer"
    """1000 bytes more than come; then the connection is closed."""
    SHORTER = "shorter"
    """1000 bytes less than there are, and no more than that come; a Content-Range goes on saying the right ones."""
    NONE = "none"
    """None: the bytes come in chunks."""


LENGTH_FAULT_BYTES = 1_000
_ENDLESS = 2**40
"""So many repeats of a clip that nobody sees their end."""
_MARK_BYTES = 3_200


@dataclass(frozen=True, slots=True)
class MediaFaults:
    """For the media of all recordings, or of ``recording_ids``. All answers are right where nothing is said."""

    recording_ids: Collection[str] | None = None
    times: int | None = None
    """Only for so many first answers of each recording."""
    drop_every_bytes: int | None = None
    """The connection breaks at random, after so many bytes on average; where follows from ``seed``, recording and answer."""
    seed: int = 0
    validator: Validator = Validator.ETAG
    ignores_if_range: bool = False
    """A range is given also of a file that is not the one of ``If-Range`` any more."""
    changes: int = 0
    """Each answer has other bytes than the one before, so many times; then it stays."""
    changes_length: bool = False
    """Each change makes the file longer, too."""
    keeps_validator: bool = False
    """ETag and Last-Modified stay when the bytes change."""
    content_range: RangeFault | None = None
    content_length: LengthFault | None = None
    endless: bool = False
    """Audio without end and without Content-Length."""
    html: bool = False
    """A web page, with status 200."""
    compressed: bool = False
    """``Content-Encoding: gzip``, although nobody said that it may be."""
    stall_after: int | None = None
    """After so many bytes nothing more comes, and the connection stays."""
    redirect_to: str | None = None
    """302 to there; ``{path}`` stands for the path asked for. A request whose query is ``redirected`` is answered."""

    def of(self, recording_id: str, answer: int) -> "MediaFaults":
        """Those of the ``answer``-th answer (from 0) with media of that recording."""
        for_it = self.recording_ids is None or recording_id in self.recording_ids
        return self if for_it and (self.times is None or answer < self.times) else MediaFaults()

    def drop_after(self, recording_id: str, answer: int) -> int | None:
        """After how many bytes of the body that answer breaks off; None: not at random."""
        if self.drop_every_bytes is None:
            return None
        luck = random.Random(f"{self.seed}:{recording_id}:{answer}")
        return int(luck.expovariate(1 / self.drop_every_bytes))

    def version(self, answer: int) -> int:
        """How often the file has changed before that answer."""
        return min(answer, self.changes)

    def applied(self, media: SimulatedMedia, version: int) -> SimulatedMedia:
        """``media`` as it is after ``version`` changes, endless when it is to be."""
        if version and (self.changes_length or media.content_type == "audio/mpeg"):
            media = replace(media, repeats=media.repeats + version)
            if media.content_type != "audio/mpeg":
                media = replace(media, head=wav_head(len(media) - len(media.head), placeholder_sizes=False))
        if version and media.content_type != "audio/mpeg":
            start = _MARK_BYTES * version
            media = replace(media, silenced=[*media.silenced, (start, start + _MARK_BYTES)])
        if version and not self.keeps_validator:
            media = replace(media, etag=f'{media.etag[:-1]}-{version}"')
        return replace(media, repeats=_ENDLESS) if self.endless else media
