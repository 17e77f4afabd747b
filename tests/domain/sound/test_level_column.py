"""Levels that were added piece by piece are read as if they lay in one row."""

import numpy as np
import pytest

from inbox.domain.sound.level_column import PIECE, LevelColumn

_ROW = np.random.default_rng(3).integers(0, 256, 3 * PIECE + 77, dtype=np.uint8)


@pytest.fixture(scope="module", params=[1_000, PIECE - 1, PIECE, PIECE + 1, len(_ROW)])
def column(request: pytest.FixtureRequest) -> LevelColumn:
    filled = LevelColumn()
    for at in range(0, len(_ROW), request.param):
        filled.add(_ROW[at : at + request.param])
    return filled


@pytest.mark.parametrize(
    ("begin", "end"),
    [(0, 10), (0, PIECE), (PIECE - 1, PIECE), (PIECE - 1, PIECE + 1), (5, 3 * PIECE + 5), (0, len(_ROW)), (9, 9)],
)
def test_any_part_is_what_was_added_there(column: LevelColumn, begin: int, end: int) -> None:
    assert len(column) == len(_ROW)
    assert column.part(begin, end).tobytes() == _ROW[begin:end].tobytes()


def test_a_part_ends_where_the_levels_do(column: LevelColumn) -> None:
    assert column.part(-1, 3).tobytes() == _ROW[:3].tobytes()
    assert column.part(len(_ROW) - 2, len(_ROW) + 1).tobytes() == _ROW[-2:].tobytes()
    assert column.part(len(_ROW), len(_ROW) + 5).tobytes() == b""


def test_nothing_that_was_added_is_moved_as_more_comes() -> None:
    column = LevelColumn(_ROW[: PIECE + 1])
    first = column.part(0, 10)
    column.add(_ROW)
    assert np.shares_memory(first, column.part(0, 10))
