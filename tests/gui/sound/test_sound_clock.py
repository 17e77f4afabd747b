"""What is heard just now: never ahead of what was written, never back, at the device's own pace."""

import time

import pytest

from inbox.domain.sound.played_places import PlayedPlaces
from inbox.gui.sound.sound_clock import SoundClock

RATE = 16_000


def _clock(written: int, *, place: float = 10.0) -> SoundClock:
    clock = SoundClock()
    clock.begin(RATE)
    places = PlayedPlaces(RATE, 1.0)
    places.add(0.0, place)
    clock.add(places)
    clock.wrote(written)
    return clock


def test_it_stands_until_the_device_begins() -> None:
    clock = _clock(RATE)
    clock.measure(None, is_empty=False)
    time.sleep(0.05)
    assert clock.place() == 10.0


def test_it_runs_between_two_words_of_the_device() -> None:
    clock = _clock(RATE)
    before = time.monotonic()
    clock.measure(0, is_empty=False)
    measured = time.monotonic()
    time.sleep(0.1)
    at_least = time.monotonic() - measured
    place = clock.place()
    assert place is not None
    assert at_least <= place - 10 + 1e-6, "a machine that stalls only makes the two bounds wider apart"
    assert place - 10 - 1e-6 <= time.monotonic() - before


def test_it_stops_at_what_was_written() -> None:
    clock = _clock(160)
    clock.measure(0, is_empty=False)
    time.sleep(0.05)
    assert clock.place() == pytest.approx(10.01)
    assert clock.has_heard_all()


def test_a_device_that_falls_behind_holds_it_but_does_not_turn_it_back() -> None:
    clock = _clock(10 * RATE)
    clock.measure(2 * RATE, is_empty=False)
    before = clock.place()
    assert before is not None
    clock.measure(RATE, is_empty=False)
    after = clock.place()
    assert after is not None
    assert after >= before
    assert not clock.has_heard_all()


def test_what_was_heard_is_told_once_and_across_a_change_of_speed() -> None:
    clock = _clock(RATE)
    faster = PlayedPlaces(RATE, 2.0)
    faster.add(0.0, 11.0)
    clock.add(faster)
    clock.wrote(RATE)
    clock.measure(RATE // 2, is_empty=False)
    first = clock.heard_spans()
    clock.measure(2 * RATE, is_empty=False)
    second = clock.heard_spans()
    assert [(span.begin, span.rate) for span in first] == [(10.0, 1.0)]
    assert second[0].begin == pytest.approx(first[-1].end)
    assert [span.rate for span in second] == [1.0, 2.0]
    assert second[-1].end == pytest.approx(13.0)
    assert clock.heard_spans() == []


def test_where_what_was_written_ends_is_known_before_it_is_heard() -> None:
    assert _clock(RATE).written_to() == 11.0
    assert SoundClock().written_to() is None
