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
    why_in_brief: str = ""
    """The same in the few words that a column has room for; empty: there are none."""


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


def too_old_for(days: int) -> tuple[str, str]:
    """Why a file goes for its age where files are kept for ``days``: a sentence, and the same in brief."""
    so_long = "1 day" if days == 1 else f"{days:,} days"
    return f"It came more than {so_long} ago and is reviewed.", f"Older than {so_long}, reviewed"


def too_much_for(megabytes: int) -> tuple[str, str]:
    """Why a file goes for its size where files may take ``megabytes`` together: a sentence, and the same in brief."""
    return (
        f"The recordings take more than {megabytes:,} MB; this is one of the oldest that are reviewed.",
        f"The oldest over {megabytes:,} MB",
    )
