"""From one order of row ids to another, in the fewest changes that a view must hear of."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Removal:
    """``count`` rows from ``at`` on go."""

    at: int
    count: int


@dataclass(frozen=True, slots=True)
class Insertion:
    """``ids`` come to stand from ``at`` on."""

    at: int
    ids: "array[int]"


@dataclass(frozen=True, slots=True)
class Reordering:
    """The rows from ``at`` on stand in the order of ``ids``: the same ids as before."""

    at: int
    ids: "array[int]"


Change = Removal | Insertion | Reordering


def common_ends(old: "array[int]", new: "array[int]") -> tuple[int, int]:
    """How many ids are the same from the start, and from the end of what then remains. Compares memory, not numbers."""
    with memoryview(old).cast("B") as left, memoryview(new).cast("B") as right:
        limit = min(len(old), len(new))
        head = _longest(limit, lambda start, end: left[start * 8 : end * 8] == right[start * 8 : end * 8])
        shift = len(old) - len(new)

        def same_from_end(start: int, end: int) -> bool:
            low, high = len(new) - end, len(new) - start
            return left[(low + shift) * 8 : (high + shift) * 8] == right[low * 8 : high * 8]

        return head, _longest(limit - head, same_from_end)


def _longest(limit: int, same: Callable[[int, int], bool]) -> int:
    """The largest count up to ``limit`` for which all before it is the same; each part is compared about once."""
    known, step = 0, 1 << limit.bit_length()
    while step:
        if known + step <= limit and same(known, known + step):
            known += step
        step //= 2
    return known


def changes(old: Sequence[int], new: Sequence[int], at: int = 0) -> Iterator[Change]:
    """The changes that make ``new`` of ``old``, to be applied one after another; ``at`` is where both start."""
    coming, staying = set(new), set(old)
    yield from _removals(old, coming, at)
    kept = [row for row in old if row in coming]
    wanted = [row for row in new if row in staying]
    if kept != wanted:
        yield Reordering(at, array("q", wanted))
    yield from _insertions(new, staying, at)


def _removals(old: Sequence[int], coming: set[int], at: int) -> Iterator[Removal]:
    """From the end to the start, so that earlier places stay right."""
    end = len(old)
    while end > 0:
        if old[end - 1] in coming:
            end -= 1
            continue
        start = end
        while start > 0 and old[start - 1] not in coming:
            start -= 1
        yield Removal(at + start, end - start)
        end = start


def _insertions(new: Sequence[int], staying: set[int], at: int) -> Iterator[Insertion]:
    """From the start to the end: all that stands before is right by then."""
    start = 0
    while start < len(new):
        if new[start] in staying:
            start += 1
            continue
        end = start
        while end < len(new) and new[end] not in staying:
            end += 1
        yield Insertion(at + start, array("q", new[start:end]))
        start = end
