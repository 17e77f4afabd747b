"""Bandwidth's API is asked at a pace, and left alone for a while when it cannot answer."""

from datetime import timedelta

from inbox.pipeline.catching_up.pace import Pace


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_no_second_holds_more_requests_than_allowed() -> None:
    clock = Clock()
    pace = Pace(3, clock)
    made: list[float] = []
    while clock.now < 1010:
        if pace.wait() == 0:
            pace.asked()
            made.append(clock.now)
        clock.now += 0.05
    assert len(made) in (30, 31, 32, 33)
    assert all(later - earlier >= 0.999 for earlier, later in zip(made, made[3:], strict=False))


def test_the_pause_doubles_with_each_failure_and_ends_with_an_answer() -> None:
    clock = Clock()
    pace = Pace(3, clock)
    pauses = []
    for _ in range(12):
        pace.failed(None)
        pauses.append(pace.pause())
        clock.now += pace.pause()
        assert pace.pause() == 0
    assert pauses[:4] == [0.5, 1, 2, 4]
    assert pauses[-1] == 60
    pace.succeeded()
    pace.failed(None)
    assert pace.pause() == 0.5


def test_the_server_is_left_alone_for_as_long_as_it_asks_but_not_for_ever() -> None:
    pace = Pace(3, Clock())
    pace.failed(timedelta(minutes=5))
    assert pace.pause() == 300
    pace.try_now()
    assert pace.pause() == 0
    pace.failed(timedelta(days=400))
    assert pace.pause() == 86_400
