"""Catching up: why it is done, and how far it is."""

from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    """Why Bandwidth's lists are read."""

    START = "start"
    GAP = "gap"
    """Events may not have reached this computer for a while: its network is back."""
    WOKE = "woke"
    """The computer slept, or the program was stopped."""
    TIMER = "timer"
    PERSON = "person"
    """Somebody asked for it: conferences are asked about anew that had been asked about before."""
    ACCOUNT = "account"
    """The account was set or changed."""


@dataclass(frozen=True, slots=True)
class CatchUpProgress:
    """Conferences asked about, and how many there are to ask about; None while that is not known."""

    done: int
    of: int | None
    pause: str | None = None
    """A sentence: why it rests at the moment."""
