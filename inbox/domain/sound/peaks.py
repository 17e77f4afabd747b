"""The loudness of a recording over time, small enough to keep for every recording and to draw at once."""

from dataclasses import dataclass

BINS_PER_SECOND = 20


@dataclass(frozen=True, slots=True)
class Peaks:
    """One byte for each 1/20 s: the loudest sample in it, 0 (digital silence) to 255 (full scale), channels folded together."""

    levels: bytes
    bins_per_second: int
    duration_seconds: float
    """Length as decoded, whatever the header or the event said."""
