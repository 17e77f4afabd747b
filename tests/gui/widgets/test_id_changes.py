"""From one order of ids to another."""

from array import array

from hypothesis import given
from hypothesis import strategies as st

from inbox.gui.widgets.id_changes import Insertion, Removal, Reordering, changes, common_ends

_IDS = st.lists(st.integers(1, 30), unique=True, max_size=20)


@given(_IDS, _IDS)
def test_the_changes_make_the_new_order_of_the_old_one(old: list[int], new: list[int]) -> None:
    now = array("q", old)
    for change in changes(old, new):
        match change:
            case Removal(at, count):
                assert count > 0
                del now[at : at + count]
            case Insertion(at, ids):
                assert len(ids) > 0
                now[at:at] = ids
            case Reordering(at, ids):
                assert sorted(now[at : at + len(ids)]) == sorted(ids)
                now[at : at + len(ids)] = ids
    assert list(now) == new


@given(_IDS, _IDS)
def test_common_ends_are_the_same_in_both_and_as_long_as_can_be(old: list[int], new: list[int]) -> None:
    head, tail = common_ends(array("q", old), array("q", new))
    assert old[:head] == new[:head]
    assert head + tail <= min(len(old), len(new))
    assert tail == 0 or old[-tail:] == new[-tail:]
    if head < min(len(old), len(new)):
        assert old[head] != new[head]
    if head + tail < min(len(old), len(new)):
        assert old[-1 - tail] != new[-1 - tail]


def test_rows_that_come_on_top_are_one_insertion() -> None:
    assert list(changes([3, 2, 1], [5, 4, 3, 2, 1])) == [Insertion(0, array("q", [5, 4]))]
