"""One step of a test of the connection to Bandwidth."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """What was tried, whether it is as it should be, and what was found: a sentence without secrets."""

    name: str
    is_well: bool
    sentence: str
