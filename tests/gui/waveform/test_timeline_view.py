"""Which part of a recording the waveform shows."""

import pytest

from inbox.gui.waveform.timeline_view import SHORTEST_VIEW, TimelineView

HOUR = TimelineView.whole(3_600.0)


def test_all_is_seen_at_first() -> None:
    assert HOUR.is_whole
    assert (HOUR.share_of(1_800.0), HOUR.seconds_at(0.25)) == (0.5, 900.0)


@pytest.mark.parametrize("around", [0.0, 100.0, 1_800.0, 3_600.0])
def test_what_is_under_the_pointer_stays_there_while_it_is_shown_larger(around: float) -> None:
    larger = HOUR.zoomed(8.0, around)
    assert larger.span == pytest.approx(450.0)
    assert larger.share_of(around) == pytest.approx(HOUR.share_of(around))


def test_nothing_reaches_past_the_recording() -> None:
    view = HOUR.showing(100.0, 200.0)
    assert (view.scrolled(-500.0).begin, view.scrolled(99_999.0).end) == (0.0, 3_600.0)
    assert view.zoomed(1 / 1_000, 150.0).is_whole
    assert view.zoomed(1e9, 150.0).span == SHORTEST_VIEW


def test_a_part_too_short_to_be_looked_at_is_shown_with_what_is_around_it() -> None:
    view = HOUR.showing(100.0, 100.5)
    assert view.span == SHORTEST_VIEW
    assert view.holds(100.0)
    assert view.holds(100.5)
    assert TimelineView.whole(1.0).showing(0.2, 0.3).is_whole


def test_the_next_page_comes_when_the_playhead_leaves_this_one() -> None:
    page = HOUR.showing(0.0, 60.0)
    assert page.following(59.0) is page
    following = page.following(60.5)
    assert following.span == 60.0
    assert following.share_of(60.5) == pytest.approx(0.1)
    assert HOUR.showing(3_500.0, 3_560.0).following(3_599.0).end == 3_600.0


def test_a_length_that_turns_out_otherwise_keeps_the_part_that_is_seen() -> None:
    assert HOUR.of_length(3_000.0).is_whole
    part = HOUR.showing(100.0, 160.0)
    assert (part.of_length(3_000.0).begin, part.of_length(3_000.0).end) == (100.0, 160.0)
    assert part.of_length(130.0).end == 130.0
    assert part.of_length(30.0).is_whole
    assert part.of_length(0.0).span == 0.0


def test_without_a_length_every_place_is_the_start() -> None:
    nothing = TimelineView()
    assert (nothing.share_of(5.0), nothing.seconds_at(0.5), nothing.is_whole) == (0.0, 0.0, True)
