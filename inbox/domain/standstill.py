"""Why what waits is not being downloaded."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standstill:
    """Sentences for the person, with the way out; both empty while downloads go on."""

    of_all: str = ""
    """What is in the way of every download, also of one that was asked for: no network, no room on the disk."""
    by_itself: str = ""
    """Why nothing is downloaded that nobody asked for: paused, not wanted by the settings, a metered network."""


NONE = Standstill()


@dataclass(frozen=True, slots=True)
class Resting:
    """What keeps everything that nobody asked for from being downloaded, as the person wants it."""

    is_paused: bool = False
    """All downloads are paused."""
    only_clicks: bool = False
    """Only what is clicked is downloaded."""


NOT_RESTING = Resting()
