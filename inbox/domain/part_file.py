"""A file of which only the first part is here."""

from dataclasses import dataclass

OVERLAP_BYTES = 64 * 1024
"""So much of a part is asked for once more where the server gives no strong validator, and compared."""


@dataclass(frozen=True, slots=True)
class MediaVersion:
    """Which file it is at Bandwidth: what its server says of it, None where it says nothing."""

    total_bytes: int | None = None
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class PartFile:
    """How much of a file is on the disk for sure, and of which file at Bandwidth it is."""

    synced_bytes: int
    total_bytes: int | None
    etag: str | None
    last_modified: str | None
    sha256: str | None
    """Of the whole file; None until all of it is here."""

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left to fetch."""
        return self.synced_bytes > 0 and self.synced_bytes == self.total_bytes

    @property
    def version(self) -> MediaVersion:
        """Which file at Bandwidth it is a part of."""
        return MediaVersion(self.total_bytes, self.etag, self.last_modified)


def if_range(part: PartFile) -> str | None:
    """The value of ``If-Range`` that gives the rest of this very file only: its strong ETag; None when it has none."""
    etag = part.etag or ""
    is_strong = len(etag) >= 2 and etag[0] == etag[-1] == '"' and '"' not in etag[1:-1]
    return etag if is_strong and etag.isascii() and etag.isprintable() else None


def resumes_at(part: PartFile | None) -> int:
    """The first byte to ask for; 0: all of it. Without a strong ETag some of the part comes again, to be compared."""
    if part is None:
        return 0
    return part.synced_bytes if if_range(part) is not None else max(part.synced_bytes - OVERLAP_BYTES, 0)


def is_another(then: MediaVersion, now: MediaVersion) -> bool:
    """Whether what the server says of the file now contradicts what it said then."""
    pairs = (then.total_bytes, now.total_bytes), (then.etag, now.etag), (then.last_modified, now.last_modified)
    return any(old is not None and new is not None and old != new for old, new in pairs)
