"""Levels that come by and by, kept where they were put: a day of them is neither moved as it grows nor held twice."""

import numpy as np
import numpy.typing as npt

Levels8 = npt.NDArray[np.uint8]
PIECE = 1 << 16
"""How many levels lie in one place."""


class LevelColumn:
    """Bytes in a row that are added at the end and read by parts."""

    def __init__(self, levels: Levels8 | None = None) -> None:
        self._pieces: list[Levels8] = []
        self._count = 0
        if levels is not None:
            self.add(levels)

    def __len__(self) -> int:
        return self._count

    def add(self, levels: Levels8) -> None:
        """Adds these at the end."""
        done = 0
        while done < len(levels):
            at = self._count % PIECE
            if at == 0:
                self._pieces.append(np.empty(PIECE, np.uint8))
            taken = min(PIECE - at, len(levels) - done)
            self._pieces[-1][at : at + taken] = levels[done : done + taken]
            self._count += taken
            done += taken

    def part(self, begin: int, end: int) -> Levels8:
        """Those from ``begin`` to ``end``, as far as there are any; to be read only."""
        begin, end = max(0, begin), min(end, self._count)
        if begin >= end:
            return np.empty(0, np.uint8)
        first, last = begin // PIECE, (end - 1) // PIECE
        if first == last:
            return self._pieces[first][begin - first * PIECE : end - first * PIECE]
        inner = self._pieces[first + 1 : last]
        return np.concatenate((self._pieces[first][begin - first * PIECE :], *inner, self._pieces[last][: end - last * PIECE]))
