"""What plays one recording after the other: the queue, a conference straight through. Whoever judges goes on in it."""

from collections.abc import Sequence
from typing import Protocol


class PlaysOn(Protocol):
    """Plays one recording after the other."""

    @property
    def turn(self) -> int | None:
        """The row id of the recording whose turn it is, while that is loaded; else None."""
        ...

    def go_on(self) -> None:
        """Plays the next one; after the last it says that."""


class Turns:
    """Knows them; at most one has a turn."""

    def __init__(self) -> None:
        self._all: list[PlaysOn] = []

    def add(self, one: PlaysOn) -> None:
        """From now on it is asked."""
        self._all.append(one)

    def of(self, rows: Sequence[int]) -> PlaysOn | None:
        """Whose turn these are: one recording, that which it plays now."""
        return next((one for one in self._all if len(rows) == 1 and one.turn == rows[0]), None)
