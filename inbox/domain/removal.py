"""Which downloaded files the limits of size and age would move to the trash, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A downloaded file that may go."""

    row: int
    """The row id of its recording in this inbox."""
    title: str
    media_bytes: int
    why: str
    """A sentence for the person."""


@dataclass(frozen=True, slots=True)
class RemovalPlan:
    """What would go now. Nothing is touched until it is applied."""

    candidates: tuple[Candidate, ...] = ()
    """The oldest first."""
    used_bytes: int = 0
    """What the downloaded files take on the disk."""
    kept_flagged: int = 0
    """How many downloaded recordings stay because they are flagged."""
    kept_new: int = 0
    """How many stay because nobody has reviewed them yet."""
    is_over: bool = False
    """More than the limit of size allows is left, and all of it has to stay."""
    is_cut: bool = False
    """There is more to go than stands here; it is told of once this is gone."""

    @property
    def total_bytes(self) -> int:
        """What the candidates take on the disk."""
        return sum(candidate.media_bytes for candidate in self.candidates)
