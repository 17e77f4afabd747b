"""A failure that is expected to happen: a sentence for the person, and what may be done about it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class Remedy(StrEnum):
    """What can help."""

    TRY_LATER = "try-later"
    """Something between us and Bandwidth, at Bandwidth, or on this disk: the same request may well succeed later."""
    NOT_FOUND = "not-found"
    """Bandwidth does not know it: not ready yet, expired, deleted, or never there."""
    BAD_MEDIA = "bad-media"
    """What came is not a whole recording; another try may bring a better one, but not many tries are worth it."""
    ACT = "act"
    """Only the person can help: credentials, permission, settings."""
    NOTHING = "nothing"
    """No further try can bring anything else."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something did not work."""

    sentence: str
    remedy: Remedy
    retry_after: timedelta | None = None
    """How long the server asked to wait."""
    only_here: bool = False
    """It concerns what was asked for, and says nothing of what else may be asked of the same server."""
    for_all: bool = False
    """It concerns everything that may be asked of Bandwidth at the moment: offline, credentials refused, asked to slow down."""
    is_gone: bool = False
    """With `Remedy.NOT_FOUND`: the server says that it was there and is no more."""
