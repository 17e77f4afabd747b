"""Whether the program slept: told from clocks that each tell a part of it."""

import pytest

from inbox.domain.sleep import SleepWatch, Slept


class Clocks:
    def __init__(self) -> None:
        self.wall, self.monotonic, self.boottime = 1e9, 100.0, 100.0

    def watch(self) -> SleepWatch:
        return SleepWatch(1.0, lambda: self.wall, lambda: self.monotonic, lambda: self.boottime)

    def go(self, wall: float, monotonic: float, boottime: float) -> None:
        self.wall += wall
        self.monotonic += monotonic
        self.boottime += boottime


@pytest.mark.parametrize(
    ("what", "passed"),
    [
        ("a stopped process: all clocks go on", (600.0, 600.0, 600.0)),
        ("a suspended computer: the monotonic clock stands still", (600.0, 1.0, 600.0)),
        ("a computer that was stopped from outside: only the wall clock knows", (600.0, 1.0, 1.0)),
        ("a suspended computer whose wall clock is not set yet", (1.0, 1.0, 600.0)),
    ],
)
def test_a_sleep_is_noticed_whichever_clock_tells_of_it(what: str, passed: tuple[float, float, float]) -> None:
    clocks = Clocks()
    watch = clocks.watch()
    clocks.go(1, 1, 1)
    assert watch.tick() is None
    clocks.go(*passed)
    assert watch.tick() == Slept(599.0), what
    clocks.go(1, 1, 1)
    assert watch.tick() is None, "it is told once"


def test_a_busy_computer_is_not_asleep() -> None:
    clocks = Clocks()
    watch = clocks.watch()
    clocks.go(5.5, 5.5, 5.5)
    assert watch.tick() is None


def test_a_clock_that_is_set_back_is_no_sleep() -> None:
    clocks = Clocks()
    watch = clocks.watch()
    clocks.go(-3600, 1, 1)
    assert watch.tick() is None


def test_the_real_clocks_tell_of_no_sleep_between_two_ticks() -> None:
    watch = SleepWatch(1.0)
    assert watch.tick() is None
