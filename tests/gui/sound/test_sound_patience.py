"""A link that is slower than the sound is heard in pieces, not in crumbs."""

from collections.abc import Callable

from inbox.gui.sound.sound_patience import SoundPatience


def _here(available: float | None) -> Callable[[], float | None]:
    return lambda: available


def _playing() -> SoundPatience:
    patience = SoundPatience()
    assert patience.lets_go_on(0.05, lambda: None)
    return patience


def test_it_starts_with_little() -> None:
    patience = SoundPatience()
    assert not patience.lets_go_on(0.04, lambda: None)
    assert patience.lets_go_on(0.05, lambda: 0.1)
    assert patience.lets_go_on(0.0, lambda: 0.1)


def test_after_each_hole_more_has_to_come() -> None:
    patience = _playing()
    waits = []
    place = 10.0
    for _ in range(6):
        patience.had_hole(place)
        patience.had_hole(place)  # as long as it lasts
        come = 0.0
        while not patience.lets_go_on(0.5, _here(place + come)):
            come += 0.5
        waits.append(come)
        place += come
    assert waits == [1, 2, 4, 8, 8, 8]


def test_what_is_whole_or_fetched_ahead_does_not_wait_for_the_rest() -> None:
    for available in (None, 3.0):
        patience = _playing()
        patience.had_hole(100.0)
        assert not patience.lets_go_on(0.3, _here(available))
        assert patience.lets_go_on(0.4, _here(available))


def test_a_seek_begins_anew() -> None:
    patience = _playing()
    patience.had_hole(10.0)
    patience.begin_anew()
    assert patience.lets_go_on(0.05, lambda: 10.1)
